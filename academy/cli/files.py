"""Files that only their owner may read."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that nobody else may read, whoever could read what was there before.

    It is written aside and put in its place: whoever reads it reads a whole one.
    """
    written = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():  # a pipe, or a terminal
        path.write_bytes(written)
        return
    place = path.resolve()
    aside = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(written)
    aside.replace(place)
