"""What the page of a translator shows of a card, field by field, and what is typed there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from flask import request

from academy.desk.inputs import small_number
from academy.kit.translated import Translated
from academy.practices.content import CardContent, Further
from academy.practices.differences import Block, Fold, folded
from academy.practices.models import CardText, Practice, TextState
from academy.practices.template import fields_of
from academy.practices.translating import Seen, TranslationDraft, changed_since
from academy.web.current import account

FIELD = "f-"
_SAVED_AS = {one.value: one for one in (TextState.DRAFT, TextState.MACHINE, TextState.REVIEWED)}
_NONE = Further("", "")

Changes = Sequence[Block | Fold]


@dataclass(frozen=True, slots=True)
class Row:
    """A field, the original beside its translation. `changes` are those of the original since the last time."""

    name: str
    """Of the input."""
    label: Translated | str
    original: str
    text: str
    changes: Changes = ()


@dataclass(frozen=True, slots=True)
class FurtherRow:
    """A field that the author has added, with its name; one that is gone from the original has no original."""

    label: Row
    text: Row


def rows_of(card: Practice, original: CardText, text: CardText | None, typed: CardContent) -> list[Row]:
    """Return the fields of a card that say something in either language; its template is to be loaded."""
    changes, first = _changes(text, original), original.content
    labels: dict[str, Translated | str] = {one.key: one.label for one in fields_of(card.template)}
    keys = dict.fromkeys([*labels, *first.fields, *typed.fields])
    rows = [Row("title", "", first.title, typed.title, changes.get("title", ()))]
    for key in keys:
        said, now = first.fields.get(key, ""), typed.fields.get(key, "")
        if said or now:
            rows.append(Row(f"{FIELD}{key}", labels.get(key, key), said, now, changes.get(key, ())))
    return rows


def further_rows(original: CardText, text: CardText | None, typed: CardContent) -> list[FurtherRow]:
    """Return the further fields of a card, in the order of the original; what belongs to none of its comes behind."""
    changes = _changes(text, original)
    pairs = zip_longest(original.content.further, typed.further, fillvalue=_NONE)
    return [
        FurtherRow(
            Row("label", "", was.label, now.label, changes.get(f"further.{number}.label", ())),
            Row("text", was.label, was.text, now.text, changes.get(f"further.{number}", ())),
        )
        for number, (was, now) in enumerate(pairs)
    ]


def typed_draft(stored: CardContent) -> TranslationDraft:
    """Return what the form says; texts of fields that it does not show stay as they are."""
    form, asking = request.form, account()
    fields = {name.removeprefix(FIELD): said for name, said in form.items() if name.startswith(FIELD)}
    known = {key: said for key, said in fields.items() if key in stored.fields}
    further = tuple(map(Further, form.getlist("label"), form.getlist("text")))
    return TranslationDraft(
        content=replace(stored, title=form.get("title", ""), fields={**stored.fields, **known}, further=further),
        translator=form.get("translator", ""),
        state=_SAVED_AS.get(form.get("state", ""), TextState.DRAFT),
        follows=form.get("follows") == "1",
        account_id=asking.account_id if asking else None,
    )


def blank(card: Practice, original: CardContent, stored: CardContent | None) -> CardContent:
    """Return what is stored, with a place for every field that a card can have."""
    keys = dict.fromkeys([*(one.key for one in fields_of(card.template)), *original.fields])
    said = stored or CardContent("", {})
    return replace(said, fields={**dict.fromkeys(keys, ""), **said.fields})


def seen() -> Seen:
    """Return with which revisions the page was opened; one that says nothing was opened before there was any."""
    form = request.form
    return Seen(small_number(form.get("revision", "")) or 0, small_number(form.get("original", "")) or 0)


def theirs(stored: TranslationDraft, typed: TranslationDraft) -> dict[str, str]:
    """Return what somebody else has stored meanwhile, by input, where it is something else than what was typed."""
    there, mine = _by_name(stored), _by_name(typed)
    return {name: said for name, said in there.items() if said.strip() != mine.get(name, "").replace("\r", "").strip()}


def _by_name(said: TranslationDraft) -> dict[str, str]:
    content = said.content
    further = "\n\n".join(f"{one.label}\n{one.text}".strip() for one in content.further if one != _NONE)
    fields = {f"{FIELD}{key}": text for key, text in content.fields.items()}
    return {"title": content.title, "translator": said.translator, **fields, "further": further}


def _changes(text: CardText | None, original: CardText) -> Mapping[str, Changes]:
    return {one.key: folded(one.blocks) for one in changed_since(text, original)} if text else {}
