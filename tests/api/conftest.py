"""What these tests may ask for, beside what all may."""

from tests.factories.readers import read_app, reader

__all__ = ["read_app", "reader"]
