import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from wtforms.fields.core import Field

class DateTimeField(Field):
    # Also date and time: the two fields below inherit from this one.
    data: Any
    format: list[str]
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        format: str | Sequence[str] = "%Y-%m-%d %H:%M:%S",
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class DateField(DateTimeField):
    data: dt.date | None
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        format: str | Sequence[str] = "%Y-%m-%d",
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class TimeField(DateTimeField):
    data: dt.time | None
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        format: str | Sequence[str] = "%H:%M",
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class DateTimeLocalField(DateTimeField):
    data: dt.datetime | None
    tz: dt.tzinfo | Callable[[], dt.tzinfo | None] | None
    def __init__(
        self,
        *args: Any,
        tz: dt.tzinfo | Callable[[], dt.tzinfo | None] | None = None,
        **kwargs: Any,
    ) -> None: ...
