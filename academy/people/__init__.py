"""Room: persons, institutions, and how both are named and found."""
