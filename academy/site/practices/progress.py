"""How far a card is: its fields, how long their texts are, and what must still be there before it is sent in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from academy.kit.languages import semicolon
from academy.practices.content import CardContent
from academy.practices.counting import Length, count_words, judge
from academy.practices.models import Practice
from academy.practices.rules import missing
from academy.practices.template import Field, fields_of, texts_of
from academy.web.language import language


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is written, with what stands in it."""

    field: Field
    text: str
    count: int
    length: Length
    is_lacking: bool
    """True where it must be there before the card is sent in, and is not."""

    @property
    def advice(self) -> str:
        """How long the text is recommended to be."""
        return advice(self.field)

    @property
    def said(self) -> str:
        """How long the text is, and how long is recommended."""
        words = ngettext("%(num)s word", "%(num)s words", self.count)
        return f"{words}{semicolon(language())}{self.advice}" if self.advice else words


def advice(field: Field) -> str:
    """Return how long a text is recommended to be; empty where nothing is."""
    if field.least and field.most:
        return gettext("%(least)s to %(most)s words are recommended", least=field.least, most=field.most)
    if field.most:
        return gettext("at most %(most)s words are recommended", most=field.most)
    return gettext("at least %(least)s words are recommended", least=field.least) if field.least else ""


def asked_of(card: Practice, content: CardContent) -> list[Asked]:
    """Return the fields of a card that are written; its template is to be loaded."""
    lacks = lacking(card, content)
    return [
        _asked(one, content.fields.get(one.key, ""), one.key in lacks) for one in texts_of(fields_of(card.template))
    ]


def lacking(card: Practice, content: CardContent) -> Sequence[str]:
    """Return what must be there before a card is sent in and is not: `title`, `author`, keys of fields."""
    return missing(card, content, fields_of(card.template))


def _asked(field: Field, text: str, is_lacking: bool) -> Asked:  # noqa: FBT001 (a fact of the value that is made)
    count = count_words(text)
    return Asked(field, text, count, judge(count, field.least, field.most), is_lacking)
