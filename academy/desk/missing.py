"""Which texts of an edition are missing in which of its languages."""

from collections.abc import Iterable, Sequence

from academy.agenda.models import Slot
from academy.editions.models import Edition
from academy.kit.translated import Translated


def missing_texts(edition: Edition, slots: Sequence[Slot]) -> dict[str, int]:
    """Return, per language of the edition, how many texts exist in another one only; none where nothing is missing."""
    texts = [text for text in _texts(edition, slots) if text]
    counts = {code: sum(code not in text for text in texts) for code in edition.languages}
    return {code: count for code, count in counts.items() if count}


def _texts(edition: Edition, slots: Iterable[Slot]) -> Iterable[Translated]:
    yield from (edition.title, edition.theme, edition.summary, edition.venue, edition.city)
    for slot in slots:
        yield from (slot.title, slot.about)
        yield from (talk.title for talk in slot.talks)
