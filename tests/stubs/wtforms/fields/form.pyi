from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wtforms.fields.core import Field
from wtforms.form import BaseForm

class FormField(Field):
    form_class: type[BaseForm]
    form: Any
    separator: str
    def __init__(
        self,
        form_class: type[BaseForm],
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        separator: str = "-",
        **kwargs: Any,
    ) -> None: ...
    def __iter__(self) -> Iterator[Field]: ...
    def __getitem__(self, name: str) -> Field: ...
    def __getattr__(self, name: str) -> Any: ...
    # Properties at run time; a plain attribute here, as in Field.
    data: dict[str, Any]
    errors: dict[str | None, Any]
