"""Two calls of the invented academy: one that is over and decided on, and one that takes cards."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.practices.calls import CallDraft, CriterionDraft, PartDraft, make_call, set_criteria, set_parts
from academy.practices.models import Call
from academy.practices.queries import get_call
from academy.records.demonstration.cards.words import CRITERIA, FELLOWS, FELLOWS_TEXT, OPEN, OPEN_TEXT, PARTS

_CLOCK = "Africa/Casablanca"
_WEIGHTS = {"relevance": 2, "results": 2, "adaptability": 1, "clarity": 1}


@dataclass(frozen=True, slots=True)
class Calls:
    """The two."""

    fellows: Call
    """Of fellows; closed on 30 September 2026."""
    open: Call
    """Of fellows and all others; closes on 31 January 2027."""


def make_calls(db: Session, edition: Edition, now: datetime) -> Calls:
    """Let the invented academy ask for practices."""
    fellows = CallDraft(
        title=FELLOWS,
        text=FELLOWS_TEXT,
        opens_on=date(2026, 5, 4),
        closes_on=date(2026, 9, 30),
        zone_name=_CLOCK,
        takes_registered=False,
    )
    everybody = CallDraft(
        title=OPEN,
        text=OPEN_TEXT,
        opens_on=date(2026, 10, 1),
        closes_on=date(2027, 1, 31),
        closes_at=time(18),
        zone_name=_CLOCK,
        is_announced=True,
    )
    return Calls(
        _made(db, edition, fellows, "south-south-fellows", ("IA", "IB"), now),
        _made(db, edition, everybody, "good-practices", ("IA", "IIB"), now),
    )


def _made(db: Session, edition: Edition, draft: CallDraft, slug: str, parts: tuple[str, ...], now: datetime) -> Call:
    call = make_call(db, edition, draft, now, slug)
    set_parts(db, call, [PartDraft(part, PARTS[part]) for part in parts], now)
    set_criteria(db, call, [_criterion(slug, weight) for slug, weight in _WEIGHTS.items()], now)
    return get_call(db, edition, slug)


def _criterion(slug: str, weight: int) -> CriterionDraft:
    name, explained = CRITERIA[slug]
    return CriterionDraft(Translated(name), Translated(explained), weight)
