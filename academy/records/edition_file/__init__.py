"""One edition as a file: a documented, versioned JSON format that carries it from one installation to another."""
