"""Ground: values that would be useful in another house. Knows nothing of the academy, of databases or of the web."""
