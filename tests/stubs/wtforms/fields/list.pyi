from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wtforms.fields.core import Field, UnboundField

class FieldList(Field):
    unbound_field: UnboundField
    min_entries: int
    max_entries: int | None
    last_index: int
    entries: list[Any]
    # A property at run time; a plain attribute here, as in Field.
    data: list[Any]
    def __init__(
        self,
        # A field as written in a form's body; see Field.
        unbound_field: Field | UnboundField,
        label: object | None = None,
        validators: Sequence[Callable[..., object]] | None = None,
        min_entries: int = 0,
        max_entries: int | None = None,
        separator: str = "-",
        default: Any = (),
        **kwargs: Any,
    ) -> None: ...
    def append_entry(self, data: Any = ...) -> Any: ...
    def insert_entry(self, index: int, data: Any = ...) -> Any: ...
    def pop_entry(self, index: int = -1) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> Any: ...
