"""What is written about practice cards: to whoever writes one, reviews one, or translates one."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from academy.editions.models import Edition
from academy.kit.dates import instant_in
from academy.kit.languages import name_in
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.kit.zones import Zone
from academy.outbox.actions import Draft, Recipient
from academy.practices.models import Practice


class News(StrEnum):
    """What the author of a card is told."""

    INVITED = "invited"
    BEGUN = "begun"
    RECEIVED = "received"
    CHANGES_ASKED = "changes_asked"
    EDITED = "edited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TRANSLATED = "translated"
    PUBLISHED = "published"


_SUBJECTS: dict[News, str] = {
    News.INVITED: N_("Write a good practice for us: %(edition)s"),
    News.BEGUN: N_("Your practice card: %(edition)s"),
    News.RECEIVED: N_("Your practice card has arrived: %(edition)s"),
    News.CHANGES_ASKED: N_("Please change your practice card: %(edition)s"),
    News.EDITED: N_("Please look at your edited practice card: %(edition)s"),
    News.ACCEPTED: N_("Your practice was accepted: %(edition)s"),
    News.DECLINED: N_("Your practice was not accepted: %(edition)s"),
    News.TRANSLATED: N_("Please look at a translation of your practice card: %(edition)s"),
    News.PUBLISHED: N_("Your practice is published: %(edition)s"),
}

_LEADS: dict[News, str] = {
    News.INVITED: N_(
        "The organisers of “%(edition)s” ask you to write down a good practice that you know from within."
    ),
    News.BEGUN: N_("You have begun a practice card for “%(edition)s”. With this letter you can go on at any time."),
    News.RECEIVED: N_("Your card has arrived. It is read by reviewers; the organisers decide, and write to you."),
    News.CHANGES_ASKED: N_("The organisers ask you for changes before they decide on your card."),
    News.EDITED: N_("The organisers have edited your card. It stays as you wrote it until you agree."),
    News.ACCEPTED: N_("Your card was accepted. Thank you for sharing what you know."),
    News.DECLINED: N_("The organisers cannot take your card this time. It stays yours, and you can still read it."),
    News.TRANSLATED: N_("Your card was translated. Readers see that it is yours, and whether you approve of it."),
    News.PUBLISHED: N_("Everybody can read your card now."),
}

_NEXT: dict[News, str] = {
    News.INVITED: N_("Write it on its page; it is saved as you type, and you can go on at any time:"),
    News.BEGUN: N_("Go on writing on its page:"),
    News.CHANGES_ASKED: N_("Change it on its page, and send it in again:"),
    News.EDITED: N_("See what was changed, and agree or not, on its page:"),
    News.TRANSLATED: N_("Read it, and approve it or say what is wrong, on its page:"),
}
_LOOK = N_("Its page says where it stands:")


def card(
    written: Practice,
    edition: Edition,
    news: News,
    token: str,
    until: datetime | None,
    zone: Zone,
    because: str | None = None,
) -> Draft:
    """Tell whoever writes a card what has become of it, why, and what there is to do, until when."""
    spoken = written.letters_in
    reason = written.reason if because is None else because
    return Draft(
        kind="practices/card",
        facts={
            "subject_line": _SUBJECTS[news],
            "lead": _LEADS[news],
            "next": _NEXT.get(news, _LOOK),
            "edition": str(edition.title.wording(spoken, edition.languages)),
            "edition_slug": edition.slug,
            "title": written.title,
            "reason": reason if news in _REASONED else "",
            "until": instant_in(zone, last_said(until, zone), spoken) if until else "",
        },
        secrets={"token": token},
        edition_id=edition.id,
        origin=origin_of(written),
        once=f"{origin_of(written)}:published" if news == News.PUBLISHED else None,
        is_urgent=news == News.BEGUN,
    )


_REASONED = frozenset({News.CHANGES_ASKED, News.EDITED, News.ACCEPTED, News.DECLINED})


def reviews(edition: Edition, titles: Sequence[str], language: str) -> Draft:
    """Ask a reviewer to read cards; they sign in to do so."""
    return Draft(
        kind="practices/reviews",
        facts={
            "edition": str(edition.title.wording(language, edition.languages)),
            "edition_slug": edition.slug,
            "titles": list(titles),
        },
        edition_id=edition.id,
        origin=f"reviews:{edition.id}",
    )


def translation_refused(written: Practice, edition: Edition, into: str, remark: str, language: str) -> Draft:
    """Tell a translator what the author of a card finds wrong in a translation; they sign in to mend it."""
    return Draft(
        kind="practices/translation_refused",
        facts={
            "edition": str(edition.title.wording(language, edition.languages)),
            "edition_slug": edition.slug,
            "card_number": written.id,
            "title": written.title,
            "written": into,
            "spoken": name_in(into, language),
            "remark": remark,
        },
        edition_id=edition.id,
        origin=f"translation:{written.id}",
    )


def origin_of(written: Practice) -> str:
    """Return what the letters about a card are written for."""
    return f"practice:{written.id}"


def author_of(written: Practice) -> Recipient:
    """Return whom a letter about a card goes to."""
    return Recipient(written.email, written.author, written.letters_in, written.person_id)
