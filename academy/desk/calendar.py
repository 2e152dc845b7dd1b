"""Invitations to single items at the desk: what is due, what was sent, what people answered."""

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext

from academy.access import Can, may
from academy.agenda.queries import list_slots
from academy.agenda.rules import arranged
from academy.calendar.actions import Sender, send_invitations
from academy.calendar.hands import Hand, hands, has_declined
from academy.calendar.invitations import Due, Item, due, speakers
from academy.calendar.models import Reply
from academy.calendar.queries import list_invitations
from academy.desk.pages import done, editions_once, page, part_of
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.editions.rules import is_past
from academy.web.current import now, roles
from academy.web.guard import Reply as Answer
from academy.web.guard import requires
from academy.web.links import config, slot_link
from academy.web.transactions import db

bp = Blueprint("calendar", __name__)

_OPEN = (Due.NO_ADDRESS, Due.NO_DAY)


@bp.get("/editions/<edition_slug>/invitations")
@requires(Can.EDIT_PROGRAMME)
def invitations(edition_slug: str) -> Answer:
    """Show what speakers' calendars are to be told, what they know already, and what people answered."""
    found = get_edition(db(), edition_slug)
    items = _items(found)
    lists = {
        "declined": [item for item in items if has_declined(item)],
        "waiting": [item for item in items if item.is_due],
        "open": [item for item in items if item.due in _OPEN],
        "settled": [item for item in items if item.due in {Due.SETTLED, Due.OVER} and item.invitation],
    }
    part = part_of([(name, item) for name, one in lists.items() for item in one])
    shown = {name: [item for of, item in part["found"] if of == name] for name in lists}
    return page("calendar/invitations", edition=found, lists=lists, part=part, shown=shown, counts=_replies(items))


@bp.post("/editions/<edition_slug>/invitations/check")
@requires(Can.EDIT_PROGRAMME)
def check(edition_slug: str) -> Answer:
    """Show once more what will be sent to whom, before it leaves."""
    found = get_edition(db(), edition_slug)
    chosen = set(request.form.getlist("item"))
    items = [item for item in _items(found) if item.is_due and item.key in chosen]
    if not items:
        return done(gettext("Nothing was chosen, or it has changed since: look again."), _here(found))
    return page("calendar/check", edition=found, items=items, missed=len(chosen) - len(items))


@bp.post("/editions/<edition_slug>/invitations/send")
@requires(Can.EDIT_PROGRAMME)
def send(edition_slug: str) -> Answer:
    """Send what was chosen and still is as it was shown."""
    found = get_edition(db(), edition_slug)
    chosen = set(request.form.getlist("item"))
    pairs = speakers(list_slots(db(), found, removed=True))
    sent = send_invitations(db(), found, pairs, now(), Sender(config().sender, slot_link), chosen=chosen)
    said = [ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", len(sent))]
    if missed := len(chosen) - len(sent):
        said.append(
            ngettext(
                "%(num)s was sent already, or has changed since: look again.",
                "%(num)s were sent already, or have changed since: look again.",
                missed,
            )
        )
    return done(" ".join(said), _here(found))


@bp.app_template_global()
def invitation_hands() -> list[Hand]:
    """Return in which coming editions invitations need the hand of whoever asks."""
    editions = [
        edition
        for edition in editions_once()
        if not is_past(edition, now().date()) and may(roles(), Can.EDIT_PROGRAMME, edition.slug)
    ]
    return hands(db(), editions, now())


def _items(edition: Edition) -> list[Item]:
    slots = list_slots(db(), edition, removed=True)
    items = due(edition, speakers(slots), list_invitations(db(), [edition]), now())
    places = {slot.id: place for place, slot in enumerate(arranged(slots))}
    return sorted(items, key=lambda item: (places[item.slot.id], item.person.sort_key))


def _replies(items: Sequence[Item]) -> list[tuple[Reply, int]]:
    """Return how many have answered what, of those who are expected."""
    given = [item.reply for item in items if item.invitation and item.due in {Due.SETTLED, Due.CHANGED}]
    return [(reply, given.count(reply)) for reply in Reply]


def _here(edition: Edition) -> str:
    return url_for(".invitations", edition_slug=edition.slug)
