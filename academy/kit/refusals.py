"""Refusals: a "no" with a sentence that can be shown to a person."""

from collections.abc import Callable, Mapping
from typing import Protocol


class Sentence(Protocol):
    """Something that is said: a source sentence, and the facts that fill its places (sentences among them)."""

    @property
    def message(self) -> str:
        """The source sentence."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What fills its `%(name)s` places."""


def told(said: Sentence, translate: Callable[[str], str]) -> str:
    """Return a sentence as `translate` says it, and the sentences inside it as well."""
    facts = {
        name: told(value, translate) if isinstance(value, Refusal) else value for name, value in said.facts.items()
    }
    return translate(said.message) % facts if facts else translate(said.message)


class Refusal(Exception):
    """What cannot be done, said once and in plain words.

    `message` is an English source sentence marked for translation, `facts` fill its `%(name)s` places, and `field`
    names the input that it belongs to, where it belongs to one. The sentence is translated at the door.
    """

    def __init__(self, message: str, *, field: str | None = None, **facts: object) -> None:
        """Keep the sentence, its facts and the input it belongs to."""
        super().__init__(message)
        self.message = message
        self.facts: Mapping[str, object] = facts
        self.field = field

    def __str__(self) -> str:
        """Return the sentence in English."""
        return told(self, str)


class Stale(Refusal):
    """Somebody else changed the thing since it was read."""


class Unknown(Refusal):
    """There is no such thing, or none that the asker may know of."""


class Several(Refusal):
    """More than one thing is wrong; each is a refusal of its own."""

    def __init__(self, message: str, refusals: list[Refusal], **facts: object) -> None:
        """Keep the refusals in the order in which they were found."""
        super().__init__(message, field=None, **facts)
        self.refusals = refusals
