from collections import deque
from typing import Any

class _Error(Exception):
    message: str
    # Keys and indices from the whole document to the value.
    path: deque[str | int]
    validator: str
    validator_value: Any
    instance: Any
    schema: Any
    @property
    def absolute_path(self) -> deque[str | int]: ...
    @property
    def json_path(self) -> str: ...

class ValidationError(_Error): ...
class SchemaError(_Error): ...
