"""The same with many people at once: each for themselves, so that one who cannot keeps nobody else from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, lazy_gettext
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation import deciding, registering
from academy.participation.correcting import reviewed
from academy.participation.letters import News
from academy.participation.lists import Line, PeopleList
from academy.participation.models import Registration, State
from academy.participation.queries import get_registration, lock_rivals
from academy.participation.telling import tell
from academy.web.errors import sentence

MOST = 200
"""People with whom something is done in one transaction."""

_LISTS = frozenset({PeopleList.PARTICIPANTS, PeopleList.NOMINATIONS, PeopleList.WAITING})
_NOT_WAITING = _LISTS - {PeopleList.WAITING}
_MANY = 10
_NEWS = {
    State.INVITED: News.INVITED,
    State.NOMINATED: News.NOMINATED,
    State.CONTESTED: News.NOMINATED,
    State.WAITING: News.WAITING,
    State.OFFERED: News.OFFERED,
    State.ACCEPTED: News.ACCEPTED,
    State.CONFIRMED: News.CONFIRMED,
    State.ARRIVED: News.CONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with many: its name in forms, what its button says, and what is asked before."""

    key: str
    text: LazyString
    do: Callable[[Session, Registration, str, datetime], object]
    asks: LazyString | None = None
    asks_from: int = 1
    """With how many people it asks."""
    takes_reason: bool = False
    needs_reason: bool = False
    lists: frozenset[PeopleList] = _LISTS

    def is_asked(self, count: int) -> bool:
        """Tell whether it is asked once more before it is done with so many."""
        return self.asks is not None and count >= self.asks_from


@dataclass(frozen=True, slots=True)
class Result:
    """For how many it was done, and for whom not, with why."""

    count: int
    refused: list[tuple[Line, str]]


def act_on(db: Session, edition: Edition, act: Act, lines: Sequence[Line], reason: str, now: datetime) -> Result:
    """Do something with each of these people; who cannot is told of, and the others are done.

    Always in one order, all of them held from the beginning: so two who do so do not wait for each other.
    """
    refused: list[tuple[Line, str]] = []
    lock_rivals(db, [line.number for line in lines])
    for line in sorted(lines, key=lambda one: (one.country or "", one.number)):
        try:
            with db.begin_nested():
                act.do(db, get_registration(db, edition, line.number, locked=True), reason, now)
        except Refusal as refusal:
            refused.append((line, sentence(refusal)))
    return Result(len(lines) - len(refused), refused)


def find_act(key: str, which: PeopleList, count: int) -> Act:
    """Return what is to be done with so many people of a list; refuse what is not done there, nobody, and too many."""
    act = ACTS.get(key)
    if act is None or which not in act.lists:
        raise Refusal(N_("Choose what is to be done, with one of the buttons below the list."))
    if not count:
        raise Refusal(N_("Nobody is chosen. Tick people in the list, or all that are found."))
    if count > MOST:
        message = N_(
            "You have chosen %(count)s people, and nothing was done: at most %(most)s are done at once. Filter the "
            "list first, by country or institution type perhaps, and do it part by part."
        )
        raise Refusal(message, count=count, most=MOST)
    return act


def send_link(db: Session, registration: Registration, now: datetime) -> None:
    """Write to somebody where they stand, with the link to their page."""
    news = _NEWS.get(registration.state)
    if news is None or not registration.person.email:
        raise Refusal(_NO_LETTER)
    tell(db, registration, news, now, registration.offered_until)


_NO_LETTER = N_("They have no e-mail address, or do not take part any more.")


def _not_here(db: Session, registration: Registration, _reason: str, now: datetime) -> None:
    if registration.state != State.ARRIVED:
        raise Refusal(N_("%(name)s was not noted as being here."), name=registration.person.name)
    deciding.take_back(db, registration, now)


ACTS: dict[str, Act] = {
    one.key: one
    for one in (
        Act(
            "accept",
            lazy_gettext("Accept"),
            lambda db, one, _why, now: deciding.accept(db, one, now),
            lazy_gettext("They are asked by a letter to confirm that they come."),
            asks_from=_MANY,
            lists=_NOT_WAITING,
        ),
        Act(
            "refuse",
            lazy_gettext("Refuse"),
            deciding.refuse,
            lazy_gettext("They hold no seat any more, and read the reason. Free seats go to whoever waits."),
            takes_reason=True,
            needs_reason=True,
        ),
        Act(
            "withdraw",
            lazy_gettext("Take out"),
            registering.withdraw,
            lazy_gettext("They do not take part any more, and are told. Free seats go to whoever waits."),
            takes_reason=True,
        ),
        Act(
            "arrive",
            lazy_gettext("They are here"),
            lambda db, one, _why, now: deciding.arrive(db, one, now),
            lists=frozenset({PeopleList.PARTICIPANTS}),
        ),
        Act(
            "leave", lazy_gettext("They are not here after all"), _not_here, lists=frozenset({PeopleList.PARTICIPANTS})
        ),
        Act(
            "take_back",
            lazy_gettext("Take back what was noted last"),
            lambda db, one, _why, now: deciding.take_back(db, one, now),
            lazy_gettext("Accepted, confirmed, here, did not come: each goes one step back. Letters that left stay."),
            lists=frozenset({PeopleList.PARTICIPANTS}),
        ),
        Act(
            "reviewed",
            lazy_gettext("What they changed is fine"),
            lambda db, one, _why, now: reviewed(db, one, now),
            lists=_NOT_WAITING,
        ),
        Act(
            "link",
            lazy_gettext("Send their link again"),
            lambda db, one, _why, now: send_link(db, one, now),
            lazy_gettext("They get a letter that says where they stand, with the link to their page."),
            asks_from=_MANY,
        ),
    )
}
"""What can be done with many, in the order of the buttons."""
