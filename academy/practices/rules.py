"""What holds for calls and cards; no database."""

from collections.abc import Iterable
from enum import StrEnum

from academy.kit.refusals import Refusal
from academy.kit.windows import Window, edge
from academy.kit.words import N_
from academy.kit.zones import Zone
from academy.practices.content import CardContent
from academy.practices.models import Call, CardFile, CardFileKind, CardState, Practice, Shown
from academy.practices.template import Field

NEXT: dict[CardState, frozenset[CardState]] = {
    CardState.DRAFT: frozenset({CardState.SUBMITTED, CardState.WITHDRAWN}),
    CardState.SUBMITTED: frozenset(
        {CardState.CHANGES_ASKED, CardState.ACCEPTED, CardState.DECLINED, CardState.WITHDRAWN}
    ),
    CardState.CHANGES_ASKED: frozenset({CardState.SUBMITTED, CardState.WITHDRAWN, CardState.DECLINED}),
    CardState.ACCEPTED: frozenset({CardState.CHANGES_ASKED, CardState.DECLINED, CardState.WITHDRAWN}),
    CardState.DECLINED: frozenset({CardState.SUBMITTED, CardState.ACCEPTED}),
    CardState.WITHDRAWN: frozenset({CardState.DRAFT}),
}
"""Which state may follow which. A decision can be taken back; who has withdrawn a card may go on writing."""

WRITABLE = frozenset({CardState.DRAFT, CardState.CHANGES_ASKED})
"""States in which its author writes a card."""


class Turn(StrEnum):
    """Who must act next on a card."""

    AUTHOR = "author"
    REVIEWERS = "reviewers"
    ORGANISERS = "organisers"
    NOBODY = "nobody"


def turn_of(card: Practice, *, reviews_open: int, has_proposal: bool) -> Turn:
    """Return who must act next: `reviews_open` reviews were asked for and are not there yet.

    A proposal of the secretariat waits for its author, whatever else goes on.
    """
    is_published = card.published_at is not None
    return turn_in(card.state, is_published=is_published, reviews_open=reviews_open, has_proposal=has_proposal)


def turn_in(state: CardState, *, is_published: bool, reviews_open: int, has_proposal: bool) -> Turn:
    """Return the same of a card of which only this is known."""
    if has_proposal or state in WRITABLE:
        return Turn.AUTHOR
    if state == CardState.SUBMITTED:
        return Turn.REVIEWERS if reviews_open else Turn.ORGANISERS
    if state == CardState.ACCEPTED and not is_published:
        return Turn.ORGANISERS
    return Turn.NOBODY


def check_next(present: CardState, wanted: CardState) -> None:
    """Refuse a step that makes no sense, such as the acceptance of a card that was never sent in."""
    if wanted not in NEXT[present]:
        raise Refusal(N_("This cannot be done in the state in which it is now. Somebody may have changed it."))


def zone_of(call: Call) -> Zone:
    """Return on whose clock a call's window is; its edition is to be loaded."""
    return Zone(call.zone_name) if call.zone_name else call.edition.zone


def window_of(call: Call) -> Window:
    """Return when cards are sent in; the call's edition is to be loaded."""
    zone = zone_of(call)
    return Window(
        edge(call.opens_on, call.opens_at, zone, is_end=False), edge(call.closes_on, call.closes_at, zone, is_end=True)
    )


def missing(card: Practice, content: CardContent, fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the keys of what must be there before a card is sent in, and is not: `title`, `author`, fields."""
    lacks = [("title", content.title), ("author", card.author)]
    lacks += [(one.key, content.fields.get(one.key, "")) for one in fields if one.is_required]
    return tuple(key for key, said in lacks if not said.strip())


def is_publishable(file: CardFile) -> bool:
    """Tell whether readers may see a file: a photograph with words for whom does not see it, and with consent."""
    if file.kind == CardFileKind.DOCUMENT:
        return True
    return bool(file.alt) and file.shown in {Shown.NOBODY, Shown.AGREED}
