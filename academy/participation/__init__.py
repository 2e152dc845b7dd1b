"""Room: who is invited, by which quota."""
