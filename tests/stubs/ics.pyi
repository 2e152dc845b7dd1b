from typing import Any

class Calendar:
    events: set[Any]
    def __init__(self, imports: str) -> None: ...
