"""Room: files that people send, kept sealed; whose they are decides who may see them."""
