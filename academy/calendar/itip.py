"""Invitations as calendars read them (iTIP: RFC 5546; in a letter: RFC 6047).

One object holds one entry, with the UID of the slot. The organiser is the address that letters come from. Nobody reads
what a calendar program answers there: RSVP is FALSE, and the text leads to the button in the letter. DTSTAMP is the
moment at which the object was made, as RFC 5545 (3.8.7.2) asks where there is a METHOD; the letter keeps the object, so
that another try to send it is the same.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icalendar import Calendar, Event, vBoolean, vCalAddress

from academy.agenda.models import Slot
from academy.calendar.entries import DAY, PRODUCT, When, add_hours, add_title, bare_event, slot_event, timezones
from academy.calendar.invitations import Said
from academy.calendar.models import Method, Reply
from academy.calendar.texts import parts_line
from academy.kit.translated import Wording
from academy.kit.words import N_, translate


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody at either end of an invitation."""

    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who invites whom, in which language, and which revision of the entry this is."""

    organiser: Party
    attendee: Party
    language: str
    sequence: int
    at: datetime
    reply: Reply = Reply.NEEDS_ACTION


def request(envelope: Envelope, slot: Slot, said: Said, page: str) -> str:
    """Return an invitation to a slot, or an update of one: all that the public calendar says, and who is meant."""
    event = slot_event(slot, envelope.language, page, _above(envelope, said))
    for name in ("DTSTAMP", "SEQUENCE"):
        del event[name]
    event.add("DTSTAMP", envelope.at)
    event.add("SEQUENCE", envelope.sequence)
    return _object(Method.REQUEST, envelope, event, said.when)


def cancellation(envelope: Envelope, uid: UUID, said: Said) -> str:
    """Return the cancellation of an invitation: what it was called and when it would have been, and nothing more."""
    event = bare_event(uid, envelope.at, envelope.sequence)
    add_hours(event, said.when)
    title = Wording(said.title, said.title_language, is_fallback=False)
    add_title(event, title, envelope.language, is_cancelled=True)
    return _object(Method.CANCEL, envelope, event, said.when)


def _above(envelope: Envelope, said: Said) -> str:
    answer = N_("Please answer with the button in our letter: answers of calendar programs reach nobody.")
    lines = [parts_line(said.parts, envelope.language), translate(answer, envelope.language)]
    return "\n\n".join(filter(None, lines))


def _object(method: Method, envelope: Envelope, event: Event, when: When) -> str:
    event.add("ORGANIZER", _address(envelope.organiser))
    event.add("ATTENDEE", _attendee(envelope))
    top = Calendar()
    top.add("PRODID", PRODUCT)
    top.add("VERSION", "2.0")
    top.add("CALSCALE", "GREGORIAN")
    top.add("METHOD", method.value)
    if when.start is not None:
        for zone in timezones([when.zone], when.day, when.day + (1 + when.days_over) * DAY):
            top.add_component(zone)
    top.add_component(event)
    return bytes(top.to_ical()).decode()


def _attendee(envelope: Envelope) -> vCalAddress:
    address = _address(envelope.attendee)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = envelope.reply.value
    address.params["RSVP"] = vBoolean(False).to_ical().decode()  # noqa: FBT003 (what the type is made of)
    return address


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    if party.name:
        address.params["CN"] = party.name.replace('"', "'")  # which older programs cannot read (RFC 6868)
    return address
