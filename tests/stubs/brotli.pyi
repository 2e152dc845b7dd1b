from typing import Final

MODE_GENERIC: Final[int]
MODE_TEXT: Final[int]
MODE_FONT: Final[int]

class error(Exception): ...

def compress(string: bytes, mode: int = ..., quality: int = 11, lgwin: int = 22, lgblock: int = 0) -> bytes: ...
def decompress(string: bytes, /) -> bytes: ...
