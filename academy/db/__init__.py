"""Ground: the one place that knows which database it is."""
