import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from wtforms.fields.core import Field

_Choice = TypeVar("_Choice", bound=enum.Enum)

class Choice(NamedTuple):
    value: str
    label: str
    selected: bool
    render_kw: dict[str, Any]

@dataclass
class SelectChoice:
    value: str
    # A lazy translation is fine; the value where it is left out.
    label: Any = None
    render_kw: dict[str, Any] = ...
    optgroup: str | None = None
    def __iter__(self) -> Iterator[Any]: ...

# Tuples and mappings of lists work too, with a DeprecationWarning that our tests raise: they are left out here.
_Choices: TypeAlias = (
    Sequence[SelectChoice | str] | Mapping[str, str | Mapping[str, str]] | Callable[..., Iterable[SelectChoice]]
)

def enum_choices(
    enum_cls: type[_Choice], *, by: Literal["value", "name"] = "value", label: Callable[[_Choice], object] | None = None
) -> list[SelectChoice]: ...
def enum_coerce(enum_cls: type[_Choice], *, by: Literal["value", "name"] = "value") -> Callable[[Any], _Choice]: ...

class SelectFieldBase(Field):
    option_widget: Callable[..., str]
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        option_widget: Callable[..., str] | None = None,
        **kwargs: Any,
    ) -> None: ...
    def iter_choices(self) -> Iterator[Choice]: ...
    def has_groups(self) -> bool: ...
    def iter_groups(self) -> Iterator[tuple[str | None, list[Choice]]]: ...
    def __iter__(self) -> Iterator[Field]: ...

class SelectField(SelectFieldBase):
    coerce: Callable[[Any], Any]
    choices: Any
    validate_choice: bool
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        coerce: Callable[[Any], Any] = ...,
        choices: _Choices | None = None,
        validate_choice: bool = True,
        invalid_value_message: object | None = None,
        invalid_choice_message: object | None = None,
        **kwargs: Any,
    ) -> None: ...

class SelectMultipleField(SelectField):
    data: list[Any] | None

class RadioField(SelectField):
    def __init__(
        self,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        **kwargs: Any,
    ) -> None: ...
