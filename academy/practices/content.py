"""What a card says in one language: its title, its fields, and what fits none of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Further:
    """A field that the template does not know, under the label that its author gave it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class CardContent:
    """A card's text in one language. Field texts are CommonMark with tables, by the keys of the template."""

    title: str
    fields: Mapping[str, str]
    further: tuple[Further, ...] = ()
