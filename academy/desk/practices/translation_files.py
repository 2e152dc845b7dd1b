"""A translation out to a translator's tool and back: what came is shown beside what is stored before it is taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Response, request
from flask_babel import gettext

from academy.access import Can
from academy.desk.pages import page
from academy.desk.practices import bp
from academy.desk.practices.translating import ONE, Problem, editor, opened, stored_draft
from academy.desk.practices.translation_forms import FIELD, Changes
from academy.desk.sheets import handed
from academy.kit.refusals import Refusal, Unknown
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.practices.content import CardContent
from academy.practices.differences import compare, folded
from academy.practices.models import Practice
from academy.practices.queries import find_text
from academy.practices.template import fields_of
from academy.practices.translating import get_translatable
from academy.practices.translation_files import Arrived, arrive, file_name, to_file
from academy.practices.xliff import MOST_OF_A_FILE, Incoming, from_xliff
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_XLIFF = "application/xliff+xml"
_MOST_SHOWN = 200
"""Characters of a text that was left out."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that would say something else."""

    label: Translated | str
    blocks: Changes


@bp.get(f"{ONE}/xliff")
@requires(Can.TRANSLATE)
def translation_file(edition_slug: str, card_number: int, written: str) -> Response:
    """Hand out a card for a translator's tool, with what is translated already."""
    found = opened(edition_slug, card_number, written)
    original, text = get_translatable(db(), found), find_text(db(), found, written)
    return handed(to_file(found, original, text, written), file_name(found, written), _XLIFF)


@bp.post(f"{ONE}/read")
@requires(Can.TRANSLATE)
def read_translation(edition_slug: str, card_number: int, written: str) -> Reply:
    """Show what a translator's tool has sent. Nothing is stored, and nothing is kept of the file but its text."""
    try:
        came = _came()  # read before the request's own transaction begins
        found = opened(edition_slug, card_number, written)
        original, text = get_translatable(db(), found), find_text(db(), found, written)
        arrived = arrive(found, original, text, written, came)
    except Unknown:
        raise
    except Refusal as refusal:
        start_over()
        return editor(opened(edition_slug, card_number, written), written, Problem(said={"file": sentence(refusal)}))
    stored = stored_draft(found, original, text)
    return page(
        "practices/translation_read",
        edition=found.edition,
        card=found,
        written=written,
        original=original,
        text=text,
        stored=stored,
        arrived=arrived,
        fields={f"{FIELD}{key}": said for key, said in arrived.content.fields.items()},
        changes=_changes(found, stored.content, arrived.content),
        untranslated=[_named(found, original.content, one) for one in arrived.untranslated],
        partial=[_named(found, original.content, one) for one in arrived.partial],
        doubts=list(_doubts(arrived)),
    )


def _came() -> Incoming:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(N_("Choose a file."), field="file")
    return from_xliff(file.stream.read(MOST_OF_A_FILE + 1))


def _changes(card: Practice, stored: CardContent, came: CardContent) -> list[Changed]:
    """Return what would be stored otherwise, field by field."""
    return [Changed(_label(card, one.key, one.label), folded(one.blocks)) for one in compare(stored, came)]


def _named(card: Practice, original: CardContent, unit: str) -> Translated | str:
    """Return what a unit of a file is called on the page."""
    kind, _, rest = unit.partition(".")
    if kind == "further":
        number, _, what = rest.partition(".")
        label = original.further[int(number)].label
        return gettext("Name of “%(label)s”", label=label) if what == "label" else label
    return _label(card, rest or unit, "")


def _label(card: Practice, key: str, label: str) -> Translated | str:
    labels: dict[str, Translated | str] = {one.key: one.label for one in fields_of(card.template)}
    if key == "title":
        return gettext("Title of the practice")
    if key.startswith("further."):
        return label or gettext("Further field")
    return labels.get(key, key)


def _doubts(arrived: Arrived) -> Iterator[str]:
    """Yield what somebody should look at, in the reader's language."""
    for one in arrived.doubts:
        yield sentence(replace(one, facts={name: str(said)[:_MOST_SHOWN] for name, said in one.facts.items()}))
