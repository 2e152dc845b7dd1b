"""One's own items of all programmes, with answers to invitations and a calendar to subscribe to."""

from dataclasses import dataclass
from operator import attrgetter

from flask import make_response, redirect, render_template, request, url_for

from academy.access import Can
from academy.agenda.models import Slot
from academy.agenda.queries import list_appearances
from academy.calendar.entries import When
from academy.calendar.invitations import Said, has_moved
from academy.calendar.models import CalendarInvitation
from academy.calendar.queries import get_invitation, list_invitations_of
from academy.kit.refusals import Refusal
from academy.people.models import Person
from academy.site.calendar import bp
from academy.site.calendar.replies import answered, status_of
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply as Answer
from academy.web.guard import requires
from academy.web.transactions import db, start_over


@dataclass(frozen=True, slots=True)
class Mine:
    """A slot in which somebody appears, or to which they are invited: then `when` is what they were told."""

    slot: Slot
    when: When | None
    invitation: CalendarInvitation | None
    is_over: bool
    may_answer: bool
    has_moved: bool


@bp.get("/me/calendar")
@requires(Can.BE_ONESELF)
def mine(language: str) -> Answer:  # noqa: ARG001 (stands in the address)
    """Show one's own items, those to come first."""
    return _page()


@bp.post("/me/calendar/<int:number>")
@requires(Can.BE_ONESELF)
def answer_mine(language: str, number: int) -> Answer:
    """Note whether somebody who is signed in comes."""
    found = get_invitation(db(), number, person_id=_person_id(), locked=True)
    try:
        answered(found)
    except Refusal as refusal:
        start_over()
        return make_response(_page(refusal, number), status_of(refusal))
    return redirect(url_for(".mine", language=language, _anchor=f"i-{number}"), 303)


def _page(refusal: Refusal | None = None, number: int = 0) -> str:
    person_id = _person_id()
    person = db().get(Person, person_id) if person_id is not None else None
    items = _items(person) if person else []
    return render_template(
        "site/calendar/mine.html",
        person=person,
        coming=[item for item in items if not item.is_over],
        past=[item for item in reversed(items) if item.is_over],
        is_public=any(item.slot.edition.is_public for item in items),
        problem=sentence(refusal) if refusal else "",
        refused=number,
        typed=request.form.get("remark", ""),
    )


def _items(person: Person) -> list[Mine]:
    invitations = {one.slot_id: one for one in list_invitations_of(db(), person.id) if one.stands}
    slots = {slot.id: slot for slot in list_appearances(db(), person)}
    slots |= {one.slot_id: one.slot for one in invitations.values()}
    items = [_item(slot, invitations.get(slot.id)) for slot in slots.values()]
    dated = sorted((item for item in items if item.when), key=attrgetter("when.over_at"))
    return dated + [item for item in items if not item.when]


def _item(slot: Slot, invitation: CalendarInvitation | None) -> Mine:
    when = Said.read(invitation.said).when if invitation else When.of(slot)
    over = when is not None and when.over_at <= now()
    may_answer = invitation is not None and not over
    return Mine(slot, when, invitation, over, may_answer, invitation is not None and has_moved(invitation))


def _person_id() -> int | None:
    asking = account()
    return asking.person_id if asking else None
