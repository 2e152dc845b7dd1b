"""The same with many cards at once: each for itself, so that one that cannot keeps no other from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import LazyString, gettext, lazy_gettext, ngettext
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.people.queries import list_institutions
from academy.practices.card_lists import CardLine
from academy.practices.conflicts import Families
from academy.practices.deciding import decide
from academy.practices.models import CallPart, CardState, Practice, Reviewer
from academy.practices.publishing import publish
from academy.practices.queries import get_card, list_cards
from academy.practices.reviewing import ask, chosen, count_open, count_standing, suggestions, tell
from academy.practices.rules import NEXT
from academy.web.errors import sentence

MOST = 200
"""Cards with which something is done in one transaction."""

MOST_REVIEWERS = 5
"""Reviewers that are asked about a card in one act."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said once for all: why, in which part (its short name), how many reviewers."""

    reason: str = ""
    part: str = ""
    count: int = 2


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with many cards: its name in forms, and what its button says."""

    key: str
    text: LazyString
    asks: LazyString
    can: Callable[[CardLine], bool]
    """Tells whether a card is in a state for it, as far as the list knows."""
    takes_reason: bool = False
    needs_reason: bool = False
    takes_part: bool = False
    writes: bool = True
    """True where each author gets a letter."""


@dataclass(frozen=True, slots=True)
class Result:
    """With how many cards it was done, with which not and why, and how many letters leave to reviewers."""

    count: int
    refused: list[tuple[CardLine, str]]
    letters: int = 0
    short: list[tuple[CardLine, int]] = field(default_factory=list)
    """Cards for which fewer reviewers were found than wanted, with how many were."""


def _follows(state: CardState) -> Callable[[CardLine], bool]:
    return lambda line: state in NEXT[line.state]


ASK = "ask"
ACTS: dict[str, Act] = {
    one.key: one
    for one in (
        Act(
            ASK,
            lazy_gettext("Ask reviewers"),
            lazy_gettext(
                "Each card goes to those who read its language, know its themes, have no conflict of interest, and "
                "have the least to do. Each of them gets one letter with all titles."
            ),
            lambda line: line.state == CardState.SUBMITTED,
            writes=False,
        ),
        Act(
            "accept",
            lazy_gettext("Accept"),
            lazy_gettext("They are accepted, and their authors told."),
            _follows(CardState.ACCEPTED),
            takes_reason=True,
            takes_part=True,
        ),
        Act(
            "changes",
            lazy_gettext("Ask for changes"),
            lazy_gettext("Their authors can write again, and are told what is to change."),
            _follows(CardState.CHANGES_ASKED),
            takes_reason=True,
            needs_reason=True,
        ),
        Act(
            "decline",
            lazy_gettext("Decline"),
            lazy_gettext("They are not accepted, and their authors told why."),
            _follows(CardState.DECLINED),
            takes_reason=True,
            needs_reason=True,
        ),
        Act(
            "publish",
            lazy_gettext("Publish"),
            lazy_gettext("Everybody can read them, and their authors are told the first time."),
            lambda line: line.state == CardState.ACCEPTED and not line.is_published and not line.has_proposal,
        ),
    )
}
"""What can be done with many, in the order of the buttons."""

_DECISIONS = {
    "accept": CardState.ACCEPTED,
    "changes": CardState.CHANGES_ASKED,
    "decline": CardState.DECLINED,
}


def find_act(key: str, count: int) -> Act:
    """Return what is to be done with so many cards; refuse what is not done, none, and too many."""
    act = ACTS.get(key)
    if act is None:
        raise Refusal(N_("Choose what is to be done, with one of the buttons below the list."))
    if not count:
        raise Refusal(N_("No card is chosen. Tick cards in the list, or all that are found."))
    if count > MOST:
        message = N_(
            "You have chosen %(count)s cards, and nothing was done: at most %(most)s are done at once. Filter the list "
            "first, by part or language perhaps, and do it part by part."
        )
        raise Refusal(message, count=count, most=MOST)
    return act


def told_before(act: Act, lines: Sequence[CardLine]) -> list[str]:
    """Return what will happen, in sentences: how many letters leave, who gets none, and what cannot be done."""
    able = [line for line in lines if act.can(line)]
    said = []
    if act.writes:
        reached = sum(line.has_email for line in able)
        said.append(ngettext("%(num)s letter leaves.", "%(num)s letters leave.", reached))
        if silent := len(able) - reached:
            said.append(
                ngettext(
                    "%(num)s author has no e-mail address, and reads it on their page only.",
                    "%(num)s authors have no e-mail address, and read it on their pages only.",
                    silent,
                )
            )
    if cannot := len(lines) - len(able):
        said.append(
            ngettext(
                "%(num)s card is in a state in which this cannot be done; it stays as it is.",
                "%(num)s cards are in a state in which this cannot be done; they stay as they are.",
                cannot,
            )
        )
    return said


def told_of_asking(db: Session, edition: Edition, lines: Sequence[CardLine], count: int) -> list[str]:
    """Return what will happen when so many reviewers are asked about each of these cards."""
    cards = [one for one in list_cards(db, edition, [line.number for line in lines]) if one.state in _ASKABLE]
    wanted = _wanted(db, cards, count)
    reached = {one.account.email for those in wanted.values() for one in those if one.account.email}
    said = [ngettext("%(num)s reviewer gets a letter.", "%(num)s reviewers get a letter.", len(reached))]
    lacking = _lacking(db, cards, count)
    if short := sum(len(wanted.get(card.id, [])) < lacking[card.id] for card in cards):
        said.append(
            ngettext(
                "For %(num)s card fewer reviewers are found than you wish.",
                "For %(num)s cards fewer reviewers are found than you wish.",
                short,
            )
        )
    return said


_ASKABLE = frozenset({CardState.SUBMITTED})


def act_on(db: Session, edition: Edition, act: Act, lines: Sequence[CardLine], terms: Terms, now: datetime) -> Result:
    """Do something with each of these cards; what cannot be done is told of, and the others are done."""
    if act.needs_reason and not terms.reason.strip():
        raise Refusal(N_("Say why: their authors read it."), field="reason")
    if act.key == ASK:
        return _ask(db, edition, lines, terms, now)
    refused: list[tuple[CardLine, str]] = []
    for line in sorted(lines, key=lambda one: one.number):
        try:
            with db.begin_nested():
                _do(db, edition, act, line, terms, now)
        except Refusal as refusal:
            refused.append((line, sentence(refusal)))
    return Result(len(lines) - len(refused), refused)


def _do(db: Session, edition: Edition, act: Act, line: CardLine, terms: Terms, now: datetime) -> None:
    card = get_card(db, edition, line.number, locked=True)
    if act.key == "publish":
        if card.published_at is not None:
            raise Refusal(N_("It is published already."))
        publish(db, card, now)
        return
    if not decide(db, card, _DECISIONS[act.key], _part(card, terms.part), terms.reason, now):
        raise Refusal(N_("This was decided already."))


def _part(card: Practice, slug: str) -> CallPart | None:
    if not slug:
        return None
    found = next((one for one in card.call.parts if one.slug == slug), None) if card.call else None
    if found is None:
        raise Refusal(N_("Its call has no part “%(part)s”."), part=slug)
    return found


def _ask(db: Session, edition: Edition, lines: Sequence[CardLine], terms: Terms, now: datetime) -> Result:
    by_number = {line.number: line for line in lines}
    cards = list_cards(db, edition, by_number, locked=True)
    wanted = _wanted(db, [card for card in cards if card.state in _ASKABLE], terms.count)
    lacking = _lacking(db, cards, terms.count)
    families = Families.of(list_institutions(db))
    refused: list[tuple[CardLine, str]] = []
    asked: list[tuple[Reviewer, Practice]] = []
    short: list[tuple[CardLine, int]] = []
    for card in cards:
        line, found = by_number[card.id], wanted.get(card.id, [])
        try:
            with db.begin_nested():
                _check_askable(card, found, lacking[card.id])
                for one in found:
                    ask(db, card, one, now, families)
        except Refusal as refusal:
            refused.append((line, sentence(refusal)))
            continue
        asked += [(one, card) for one in found]
        if len(found) < lacking[card.id]:
            short.append((line, len(found)))
    letters = tell(db, edition, asked, now)
    return Result(len(lines) - len(refused), refused, letters, short)


def _check_askable(card: Practice, found: Sequence[Reviewer], lacking: int) -> None:
    if card.state not in _ASKABLE:
        raise Refusal(N_("Reviewers are asked about cards that were sent in and are not decided on."))
    if lacking and not found:
        raise Refusal(_NOBODY)


_NOBODY = N_(
    "No reviewer is left who reads its language, knows its themes and has no conflict of interest. Add reviewers to "
    "its call, or ask somebody from the page of the card."
)


def _wanted(db: Session, cards: Sequence[Practice], count: int) -> Mapping[int, list[Reviewer]]:
    """Return by card who is to be asked: so many for each, of its own call."""
    found: dict[int, list[Reviewer]] = {}
    for call in {card.call_id: card.call for card in cards if card.call}.values():
        own = [card for card in cards if card.call_id == call.id]
        able = suggestions(db, call, own)
        busy = count_open(db, {one.id for those in able.values() for one in those})
        found |= chosen(own, able, busy, count)
    lacking = _lacking(db, cards, count)
    return {number: those[: lacking[number]] for number, those in found.items()}


def _lacking(db: Session, cards: Sequence[Practice], count: int) -> Mapping[int, int]:
    """Return by card how many reviewers it lacks, so that asking twice is asking once."""
    standing = count_standing(db, [card.id for card in cards])
    return {card.id: max(count - standing[card.id], 0) for card in cards}


def said_after(result: Result) -> str:
    """Return what was done, in a sentence."""
    said = ngettext("Done with %(num)s card.", "Done with %(num)s cards.", result.count)
    if result.letters:
        letters = ngettext("%(num)s reviewer is written to.", "%(num)s reviewers are written to.", result.letters)
        return f"{said} {letters}"
    return said if result.count else gettext("Nothing was done.")
