"""Refusals: a "no" with a sentence that can be shown to a person."""


class Refusal(Exception):
    """What cannot be done, said once and in plain words.

    `message` is an English source sentence marked for translation, `facts` fill its `%(name)s` places, and `field`
    names the input that it belongs to, where it belongs to one. The sentence is translated at the door.
    """

    def __init__(self, message: str, *, field: str | None = None, **facts: object) -> None:
        """Keep the sentence, its facts and the input it belongs to."""
        super().__init__(message)
        self.message = message
        self.facts = facts
        self.field = field

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.message % self.facts if self.facts else self.message


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
