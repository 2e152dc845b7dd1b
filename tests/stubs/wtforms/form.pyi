from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wtforms.fields.core import Field
from wtforms.meta import DefaultMeta

class BaseForm:
    meta: DefaultMeta
    form_errors: list[str]
    _fields: OrderedDict[str, Field]
    def __iter__(self) -> Iterator[Field]: ...
    def __contains__(self, name: str) -> bool: ...
    def __getitem__(self, name: str) -> Field: ...
    def __delitem__(self, name: str) -> None: ...
    def populate_obj(self, obj: object) -> None: ...
    def process(
        self,
        formdata: Any | None = None,
        obj: object | None = None,
        data: Mapping[str, Any] | None = None,
        extra_filters: Mapping[str, list[Callable[[Any], Any]]] | None = None,
        **kwargs: Any,
    ) -> None: ...
    def validate(self, extra_validators: Mapping[str, Sequence[Callable[..., object]]] | None = None) -> bool: ...
    @property
    def data(self) -> dict[str, Any]: ...
    # A field gives a list of texts; a FormField gives a mapping and a FieldList a list of either.
    @property
    def errors(self) -> dict[str | None, Any]: ...

class Form(BaseForm):
    Meta: ClassVar[type[DefaultMeta]]
    def __init__(
        self,
        formdata: Any | None = None,
        obj: object | None = None,
        prefix: str = "",
        data: Mapping[str, Any] | None = None,
        meta: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None: ...
    def __delattr__(self, name: str) -> None: ...
