"""What a file says of calls and cards that cannot be: references to nothing, and contradictions."""

from collections.abc import Iterator

from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.records.edition_file.card_format import CardPart
from academy.records.edition_file.format import EditionFile

Path = list[int | str]


def card_references(file: EditionFile) -> Iterator[tuple[Path, str, str | None]]:
    """Yield where calls and cards refer to something, to what kind of thing, and by which key."""
    for place, call in enumerate(file.edition.calls):
        template = str(call.template) if call.template else None
        yield ["edition", "calls", place, "template"], "card template", template
    for place, practice in enumerate(file.practices):
        path: Path = ["practices", place, "card"]
        if practice.card is None:
            continue
        yield [*path, "call"], "call", practice.card.call
        yield [*path, "template"], "card template", str(practice.card.template) if practice.card.template else None
        for number, body in enumerate(practice.card.institutions):
            yield [*path, "institutions", number], "institution", body.institution


def card_contradictions(file: EditionFile) -> Iterator[tuple[Path, Refusal]]:
    """Yield what cards say that cannot be."""
    parts = {call.key: [part.key for part in call.parts] for call in file.edition.calls}
    for place, practice in enumerate(file.practices):
        path: Path = ["practices", place, "card"]
        card = practice.card
        if card is None:
            continue
        if card.part and card.part not in parts.get(card.call or "", []):
            yield [*path, "part"], Refusal(N_("The call has no part “%(key)s”."), key=card.part)
        if card.begun_in and card.ended_in and card.ended_in < card.begun_in:
            yield [*path, "ended_in"], Refusal(N_("It cannot end before it has begun."))
        yield from _texts(path, card, practice.language)


def _texts(path: Path, card: CardPart, language: str) -> Iterator[tuple[Path, Refusal]]:
    spoken = [text.language for text in card.texts]
    for number, code in enumerate(spoken):
        if code in spoken[:number]:
            yield [*path, "texts", number], Refusal(N_("“%(key)s” stands in the file twice."), key=code)
    if language not in spoken and (spoken or card.published):
        message = N_("The card’s own text is missing: the one in “%(language)s”.")
        yield [*path, "texts"], Refusal(message, language=language)
    for number, body in enumerate(card.institutions):
        if not body.name and not body.institution:
            yield [*path, "institutions", number], Refusal(N_("An institution has a name, or a key."))
