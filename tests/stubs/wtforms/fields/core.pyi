from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from markupsafe import Markup
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

# A text shown to a reader: a str, or whatever becomes one when it is shown, such as a lazy translation.
_Text: TypeAlias = object

class Field:
    """Calling a field class in a form's body gives an UnboundField; on an instance of the form it is a Field.

    The stub says Field for both, since that is what code that uses a form meets.
    """

    # List while a form is validated, tuple before; nested for FormField and FieldList.
    errors: Any
    process_errors: Sequence[str]
    raw_data: Sequence[Any] | None
    validators: Sequence[Callable[..., object]]
    widget: Callable[..., str] | None
    meta: DefaultMeta
    default: Any
    description: _Text
    render_kw: dict[str, Any] | None
    filters: Sequence[Callable[[Any], Any]]
    flags: Flags
    name: str
    short_name: str
    type: str
    id: str
    label: Label
    object_data: Any
    data: Any
    def __init__(
        self,
        label: _Text | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        filters: Sequence[Callable[[Any], Any]] = (),
        description: _Text = "",
        id: str | None = None,
        default: Any = None,
        invalid_value_message: _Text | None = None,
        widget: Callable[..., str] | None = None,
        render_kw: Mapping[str, Any] | None = None,
        name: str | None = None,
        datalist: Any = None,
        _form: BaseForm | None = None,
        _prefix: str = "",
        _translations: Any = None,
        _meta: DefaultMeta | None = None,
    ) -> None: ...
    def __html__(self) -> str: ...
    def __call__(self, **kwargs: Any) -> Markup: ...
    def gettext(self, string: str) -> str: ...
    def ngettext(self, singular: str, plural: str, n: int) -> str: ...
    def validate(self, form: BaseForm, extra_validators: Iterable[Callable[..., object]] = ()) -> bool: ...
    def pre_validate(self, form: BaseForm) -> None: ...
    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None: ...
    def process(
        self,
        formdata: Any,
        data: Any = ...,
        extra_filters: Sequence[Callable[[Any], Any]] | None = None,
    ) -> None: ...
    def process_data(self, value: Any) -> None: ...
    def process_formdata(self, valuelist: Sequence[Any]) -> None: ...
    def populate_obj(self, obj: object, name: str) -> None: ...

class UnboundField:
    field_class: type[Field]
    args: tuple[Any, ...]
    name: str | None
    kwargs: dict[str, Any]
    def __init__(self, field_class: type[Field], *args: Any, name: str | None = None, **kwargs: Any) -> None: ...
    def bind(self, form: BaseForm, name: str, prefix: str = "", translations: Any = None, **kwargs: Any) -> Field: ...

class Flags:
    def __getattr__(self, name: str) -> Any: ...
    def __contains__(self, name: str) -> bool: ...

class Label:
    field_id: str
    text: _Text
    def __init__(self, field_id: str, text: _Text) -> None: ...
    def __html__(self) -> str: ...
    def __call__(self, text: _Text | None = None, **kwargs: Any) -> Markup: ...
