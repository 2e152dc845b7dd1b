"""Room: good practices, as records that talks link to."""
