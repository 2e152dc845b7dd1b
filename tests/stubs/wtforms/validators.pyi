import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from wtforms.fields.core import Field
from wtforms.form import BaseForm

class ValidationError(ValueError):
    def __init__(self, message: object = "", *args: Any, **kwargs: Any) -> None: ...

class StopValidation(Exception):
    def __init__(self, message: object = "", *args: Any, **kwargs: Any) -> None: ...

class EqualTo:
    def __init__(self, fieldname: str, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class Length:
    field_flags: dict[str, Any]
    def __init__(self, min: int = -1, max: int = -1, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class NumberRange:
    field_flags: dict[str, Any]
    def __init__(self, min: Any = None, max: Any = None, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class DateRange:
    field_flags: dict[str, Any]
    def __init__(self, min: Any = None, max: Any = None, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class Optional:
    field_flags: dict[str, Any]
    def __init__(self, strip_whitespace: bool = True) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class DataRequired:
    field_flags: dict[str, Any]
    message: object | None
    def __init__(self, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class InputRequired:
    field_flags: dict[str, Any]
    message: object | None
    def __init__(self, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class Regexp:
    field_flags: dict[str, Any]
    def __init__(
        self,
        regex: str | re.Pattern[str],
        flags: int = 0,
        message: object | None = None,
        matcher: Callable[..., Any] = ...,
        html_pattern: bool | str | Callable[[re.Pattern[str]], bool | str] = False,
    ) -> None: ...
    def __call__(self, form: BaseForm, field: Field, message: object | None = None) -> Any: ...

class Email:
    def __init__(
        self,
        message: object | None = None,
        granular_message: bool = False,
        check_deliverability: bool = False,
        test_environment: bool | None = None,
        allow_smtputf8: bool | None = None,
        allow_empty_local: bool | None = None,
    ) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class URL:
    def __init__(
        self,
        require_tld: bool = True,
        allow_ip: bool = True,
        allow_userinfo: bool = False,
        schemes: Iterable[str] = ("http", "https"),
        message: object | None = None,
    ) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class UUID:
    def __init__(self, message: object | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class AnyOf:
    def __init__(
        self,
        values: Collection[Any],
        message: object | None = None,
        values_formatter: Callable[[Any], str] | None = None,
    ) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class NoneOf:
    def __init__(
        self,
        values: Collection[Any],
        message: object | None = None,
        values_formatter: Callable[[Any], str] | None = None,
    ) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class ReadOnly:
    field_flags: dict[str, Any]
    def __init__(self) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...

class Disabled:
    field_flags: dict[str, Any]
    def __init__(self) -> None: ...
    def __call__(self, form: BaseForm, field: Field) -> None: ...
