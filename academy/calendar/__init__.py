"""Room: slots as calendar entries that stay right when the programme changes."""
