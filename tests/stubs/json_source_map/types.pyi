from dataclasses import dataclass
from typing import TypeAlias

@dataclass
class Location:
    # Each counted from 0.
    line: int
    column: int
    position: int

@dataclass
class Entry:
    value_start: Location
    value_end: Location
    key_start: Location | None = None
    key_end: Location | None = None

# By JSON pointer: "" is the whole document, "/slots/3/title" a value in it.
TSourceMap: TypeAlias = dict[str, Entry]
