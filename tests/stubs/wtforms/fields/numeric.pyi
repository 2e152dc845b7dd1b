from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from wtforms.fields.core import Field

class IntegerField(Field):
    data: int | None
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class FloatField(Field):
    data: float | None
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class DecimalField(Field):
    data: Decimal | None
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        places: int | None = ...,
        rounding: str | None = None,
        invalid_value_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...
