"""How far somebody is with their form, and all that they have said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.kit.words import N_
from academy.participation.answers import asked_of, missing, read_answers
from academy.participation.models import Question, Registration
from academy.participation.registering import can_submit
from academy.participation.sealed_answers import Value
from academy.people.consents import list_consents, standing
from academy.people.sensitive import reveal
from academy.people.words import CONSENTS
from academy.site.participation.asking import Input, inputs
from academy.site.participation.opening import is_lent
from academy.web.transactions import db

TITLES = {
    "names": N_("Who you are"),
    "questions": N_("Questions"),
    "needs": N_("What you need"),
    "consents": N_("What you agree to"),
    "check": N_("Look it over and send it in"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the form."""

    name: str
    title: str
    is_done: bool


def steps_of(session: Session, registration: Registration) -> list[Step]:
    """Return the steps of somebody's form; one that would ask nothing is left out."""
    own = asked_of(session, registration)
    kinds = {"needs" if one.is_sensitive else "questions" for one in own}
    wanted = [name for name in TITLES if name not in {"questions", "needs"} or name in kinds]
    return [Step(name, gettext(TITLES[name]), _is_done(registration, name)) for name in wanted]


def next_step(session: Session, registration: Registration) -> str | None:
    """Return the first step that was not gone through; None where all is done."""
    return next((one.name for one in steps_of(session, registration) if not one.is_done), None)


def summary(registration: Registration) -> dict[str, Any]:
    """Return all that somebody has said, as their own pages show it, and what is still missing."""
    questions = asked_of(db(), registration)
    answers = read_answers(db(), registration, sensitive=True)
    shown = {one.slug: value for one, value in _shown(questions, answers)}
    said = list_consents(db(), registration.person)
    return {
        "plain": _drawn(questions, registration, shown, sensitive=False),
        "needs": _drawn(questions, registration, shown, sensitive=True),
        "passport_name": "" if is_lent() else reveal(db(), registration.person, "passport_name"),
        "missing": missing(questions, answers, registration.institution_type.slug),
        "said": said,
        "standing": standing(said),
        "wordings": CONSENTS,
        "may_submit": can_submit(registration),
        "is_lent": is_lent(),
    }


def _shown(questions: Sequence[Question], answers: dict[str, Value]) -> list[tuple[Question, Value]]:
    """Return the answers that may be shown to whoever looks: nothing sensitive to one who works as somebody."""
    return [
        (one, answers[one.slug]) for one in questions if one.slug in answers and not (one.is_sensitive and is_lent())
    ]


def _drawn(
    questions: Sequence[Question], registration: Registration, answers: dict[str, Value], *, sensitive: bool
) -> list[Input]:
    return inputs([one for one in questions if one.is_sensitive == sensitive], registration, answers)


def _is_done(registration: Registration, name: str) -> bool:
    return registration.submitted_at is not None if name == "check" else name in registration.filled
