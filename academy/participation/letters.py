"""What is written about participation: to whoever takes part, and to whoever has put them forward."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from academy.editions.models import Edition
from academy.kit.dates import instant_in
from academy.kit.languages import DEFAULT, INTERFACE
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.outbox.actions import Draft, Recipient
from academy.participation.models import Mandate, Registration


class News(StrEnum):
    """What somebody is told of their own participation."""

    INVITED = "invited"
    NOMINATED = "nominated"
    RECEIVED = "received"
    WAITING = "waiting"
    OFFERED = "offered"
    OFFER_OVER = "offer_over"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    ASKED_AGAIN = "asked_again"


_SUBJECTS: dict[News, str] = {
    News.INVITED: N_("You are invited: %(edition)s"),
    News.NOMINATED: N_("You were put forward: %(edition)s"),
    News.RECEIVED: N_("Your registration has arrived: %(edition)s"),
    News.WAITING: N_("You are on the waiting list: %(edition)s"),
    News.OFFERED: N_("A seat is yours if you take it: %(edition)s"),
    News.OFFER_OVER: N_("Your seat was offered to somebody else: %(edition)s"),
    News.ACCEPTED: N_("You were accepted: %(edition)s"),
    News.CONFIRMED: N_("Your seat is confirmed: %(edition)s"),
    News.REFUSED: N_("No seat this time: %(edition)s"),
    News.DECLINED: N_("You do not take part: %(edition)s"),
    News.WITHDRAWN: N_("You do not take part any more: %(edition)s"),
    News.REPLACED: N_("Somebody else takes your seat: %(edition)s"),
    News.ASKED_AGAIN: N_("Please confirm once more: %(edition)s"),
}

_LEADS: dict[News, str] = {
    News.INVITED: N_("The organisers of “%(edition)s” invite you to take part."),
    News.NOMINATED: N_("You were put forward to take part in “%(edition)s”. The organisers decide, and write to you."),
    News.RECEIVED: N_("Your registration for “%(edition)s” has arrived. The organisers decide, and write to you."),
    News.WAITING: N_(
        "All seats that could be yours in “%(edition)s” are taken at the moment. You are waiting for one."
    ),
    News.OFFERED: N_("A seat in “%(edition)s” has become free, and it is your turn."),
    News.OFFER_OVER: N_("The seat in “%(edition)s” that was kept for you was not taken in time; it goes to the next."),
    News.ACCEPTED: N_("The organisers of “%(edition)s” have accepted you."),
    News.CONFIRMED: N_("Your seat in “%(edition)s” is confirmed. We look forward to meeting you."),
    News.REFUSED: N_("The organisers of “%(edition)s” cannot give you a seat."),
    News.DECLINED: N_("It was noted that you do not take part in “%(edition)s”. Your seat goes to somebody else."),
    News.WITHDRAWN: N_("It was noted that you do not take part in “%(edition)s” any more."),
    News.REPLACED: N_("Your seat in “%(edition)s” was given to another person, as whoever put you forward has asked."),
    News.ASKED_AGAIN: N_("“%(edition)s” has changed, perhaps its days or its place. Your seat is kept."),
}

_NEXT: dict[News, str] = {
    News.INVITED: N_("Fill in what is asked, and say whether you come, on your page:"),
    News.NOMINATED: N_("Look whether all is right, and fill in what is missing, on your page:"),
    News.RECEIVED: N_("Your page says where it stands; there you can correct what you wrote:"),
    News.WAITING: N_("Your page says how many are before you, and when seats are offered next:"),
    News.OFFERED: N_("Take it, or leave it to the next, on your page:"),
    News.ACCEPTED: N_("Please confirm that you come, on your page:"),
    News.CONFIRMED: N_("Your page has your seat, your data and your choices; you can correct them at any time:"),
    News.ASKED_AGAIN: N_("Please look, and say whether you still come, on your page:"),
}
_LOOK = N_("Your page:")

CONFLICT = N_("Two were put forward for the same seat by different letters. The organisers decide, and write to both.")
"""What the nominator of a second person reads on the page, and in the record."""


def standing(registration: Registration, news: News, token: str, until: datetime | None = None) -> Draft:
    """Tell somebody what has become of their participation, why, and what there is to do, until when."""
    spoken = language_of(registration)
    edition = registration.edition
    return Draft(
        kind="participation/standing",
        facts={
            "subject_line": _SUBJECTS[news],
            "lead": _LEADS[news],
            "next": _NEXT.get(news, _LOOK),
            **_basic(edition, spoken),
            "type": str(registration.institution_type.name.wording(spoken, edition.languages)),
            "reason": registration.reason,
            "until": instant_in(edition.zone, last_said(until, edition.zone), spoken) if until else "",
        },
        secrets={"token": token},
        edition_id=edition.id,
        origin=f"registration:{registration.id}",
        is_urgent=news in {News.RECEIVED, News.CONFIRMED},
    )


def beginning(edition: Edition, token: str, days: int, language: str) -> Draft:
    """Give the owner of a mailbox the link with which a registration is begun, or gone on with."""
    return Draft(
        kind="participation/begin",
        facts={**_basic(edition, language), "days": days},
        secrets={"token": token},
        edition_id=edition.id,
        origin=f"beginning:{edition.id}",
        is_urgent=True,
    )


def mandate(given: Mandate, token: str, seats: Sequence[str], until: datetime | None) -> Draft:
    """Ask somebody to put people forward: for whom, how many of which kind, until when."""
    edition, spoken = given.edition, given.language
    return Draft(
        kind="participation/mandate",
        facts={
            **_basic(edition, spoken),
            "institution": str(given.institution.name.wording(spoken)) if given.institution else "",
            "country": given.country or "",
            "seats": list(seats),
            "until": instant_in(edition.zone, until, spoken) if until else "",
        },
        secrets={"token": token},
        edition_id=edition.id,
        origin=origin_of(given),
        is_urgent=True,
    )


def nominee(registration: Registration, given: Mandate, news: News, token: str) -> Draft:
    """Tell whoever put somebody forward what has become of them."""
    return Draft(
        kind="participation/nominee",
        facts={
            **_basic(registration.edition, given.language),
            "nominee": registration.person.name,
            "lead": _OF_NOMINEES[news],
            # Why somebody does not come they have told the organisers, and nobody else.
            "reason": registration.reason if news in _DECIDED else "",
        },
        secrets={"token": token},
        edition_id=given.edition_id,
        # Not the mandate's own origin: when its link is sent anew, this is not taken back.
        origin=f"nominee:{registration.id}",
    )


_OF_NOMINEES: dict[News, str] = {
    News.ACCEPTED: N_("%(nominee)s was accepted."),
    News.REFUSED: N_("%(nominee)s was not accepted."),
    News.WAITING: N_("%(nominee)s is on the waiting list now."),
    News.DECLINED: N_("%(nominee)s does not take part. Until your deadline you can put somebody else forward."),
    News.WITHDRAWN: N_(
        "%(nominee)s does not take part any more. Until your deadline you can put somebody else forward."
    ),
    News.OFFER_OVER: N_("%(nominee)s has not taken the seat in time. It went to the next."),
}

_DECIDED = frozenset({News.REFUSED, News.WAITING})

TOLD_TO_NOMINATORS = frozenset(_OF_NOMINEES)
"""What whoever has put somebody forward is told of them too."""


def origin_of(given: Mandate) -> str:
    """Return what the letters to the holder of a mandate are written for."""
    return f"mandate:{given.id}"


def recipient(registration: Registration) -> Recipient:
    """Return whom a letter about somebody's participation goes to."""
    person = registration.person
    return Recipient(person.email, person.name, language_of(registration), person.id)


def holder_of(given: Mandate) -> Recipient:
    """Return whom a letter about a mandate goes to."""
    return Recipient(given.email, given.name, given.language)


def language_of(registration: Registration) -> str:
    """Return the language of somebody's letters: their own, or the edition's first one that we speak."""
    own = (registration.person.language or "", *registration.edition.languages)
    return next((code for code in own if code.partition("-")[0] in INTERFACE), DEFAULT)


def _basic(edition: Edition, language: str) -> dict[str, Any]:
    title = str(edition.title.wording(language, edition.languages))
    return {"edition": title, "edition_slug": edition.slug}
