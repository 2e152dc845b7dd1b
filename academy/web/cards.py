"""A practice card's text as pages draw it: field by field, and what differs between two versions of it."""

from dataclasses import dataclass

from markupsafe import Markup

from academy.kit.markdown import to_html
from academy.kit.translated import Translated
from academy.practices.content import CardContent
from academy.practices.differences import Block, Fold, compare, folded
from academy.practices.models import Practice
from academy.practices.template import fields_of, texts_of


@dataclass(frozen=True, slots=True)
class Said:
    """A field of a card, under the template's label or its author's own."""

    key: str
    label: Translated | str
    html: Markup


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that says something else; without a label it is the title, or the label of a further field."""

    key: str
    label: Translated | str
    blocks: tuple[Block | Fold, ...]


def said_in(card: Practice, content: CardContent) -> list[Said]:
    """Return what a card says, in the order of its template; its own further fields behind. Empty fields are left out.

    The fields of the template are to be loaded.
    """
    labels = labels_of(card)
    known = [(key, label, content.fields.get(key, "")) for key, label in labels.items()]
    known += [(key, key, text) for key, text in content.fields.items() if key not in labels]
    known += [(f"further.{place}", one.label, one.text) for place, one in enumerate(content.further)]
    return [Said(key, label, Markup(to_html(text))) for key, label, text in known if text]  # noqa: S704 (sanitised)


def changed_in(card: Practice, before: CardContent, after: CardContent) -> list[Changed]:
    """Return the fields that differ between two versions of a card, word by word."""
    labels = labels_of(card)
    return [Changed(one.key, labels.get(one.key, one.label), folded(one.blocks)) for one in compare(before, after)]


def labels_of(card: Practice) -> dict[str, Translated | str]:
    """Return what the fields of a card are called in which one writes text."""
    return {one.key: one.label for one in texts_of(fields_of(card.template))}
