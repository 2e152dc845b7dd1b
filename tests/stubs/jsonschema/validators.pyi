from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

class Draft202012Validator:
    def __init__(
        self,
        schema: Mapping[str, Any] | bool,
        resolver: Any = None,
        format_checker: FormatChecker | None = None,
    ) -> None: ...
    @classmethod
    def check_schema(cls, schema: Mapping[str, Any] | bool, format_checker: Any = ...) -> None: ...
    def iter_errors(self, instance: object) -> Iterator[ValidationError]: ...
    def is_valid(self, instance: object) -> bool: ...
    def validate(self, *args: Any, **kwargs: Any) -> None: ...
