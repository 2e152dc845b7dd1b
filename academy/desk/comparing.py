"""What two people want to store: told in words, input by input."""

from collections.abc import Iterable, Iterator

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, SelectFieldBase

from academy.desk.inputs import ChoiceInput, TranslatedInput


def differences(form: Iterable[Field], stored: Iterable[Field]) -> dict[str, str]:
    """Return what is stored, in words, for every input of a form in which something else stands."""
    theirs = {field.name: _words(field) for field in stored}
    ours = {field.name: _words(field) for field in form}
    return {name: theirs[name] for name, words in ours.items() if name in theirs and theirs[name] != words}


def _words(field: Field) -> str:
    if isinstance(field, HiddenField):
        return ""
    if isinstance(field, FieldList):
        return "\n".join(filter(None, map(_row, field)))
    if isinstance(field, TranslatedInput):
        return " / ".join(f"{code}: {text}" for code, text in sorted(field.data.items()) if text)
    if isinstance(field, SelectFieldBase):
        return ", ".join(_chosen(field))
    if isinstance(field, BooleanField):
        return str(field.label.text) if field.data else ""
    return "" if field.data is None else str(field.data)


def _row(row: FormField) -> str:
    """Return what stands in a row; a choice alone is none: every empty row has one."""
    words = [(field, _words(field)) for field in row.form]
    is_filled = any(text for field, text in words if not isinstance(field, ChoiceInput | BooleanField))
    return " · ".join(text for _, text in words if text) if is_filled else ""


def _chosen(field: SelectFieldBase) -> Iterator[str]:
    for choice in field.iter_choices():
        if choice.selected and choice.value:
            yield str(choice.label)
