"""Lists of people as tables: what a reader may see, in their language; and what is noted of each that is taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.countries import country_name
from academy.kit.languages import comma, direction
from academy.kit.lists import Cell, to_csv, to_xlsx
from academy.kit.words import N_, translate
from academy.participation.answers import read_all
from academy.participation.forms import list_questions, options_of
from academy.participation.lists import Body, Line, PeopleList
from academy.participation.models import Question, Registration, State
from academy.participation.queries import list_institution_types
from academy.participation.sealed_answers import Value
from academy.participation.words import REGISTRATION_STATES
from academy.people.models import Person
from academy.people.sensitive import reveal
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a list out: in which language, and what they may see."""

    language: str
    sees_contacts: bool = False
    sees_sensitive: bool = False

    def says(self, text: str) -> str:
        """Return a text of the interface in their language."""
        return translate(text, self.language)

    def country(self, code: str | None) -> str:
        """Return what a country is called."""
        return country_name(code, self.language) if code else ""

    def yes(self, said: bool | None) -> str:  # noqa: FBT001 (what somebody answered)
        """Return yes or no."""
        return self.says(N_("yes") if said else N_("no"))


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its head; `keys` tell what its columns hold, in no language."""

    keys: list[str]
    head: list[str]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    head: str
    cell: Callable[[Line], Cell]


def people_table(
    db: Session, edition: Edition, lines: Sequence[Line], taker: Taker, places: Mapping[int, int] | None = None
) -> Table:
    """Return people as a table: the same number of queries for three and for three thousand.

    `places` are their numbers in the line, where it is the waiting list. Answers that are sensitive, and names in
    passports, are in it only where the taker sees them: then `note` says that they were taken out.
    """
    columns = [
        *_names(db, edition, taker),
        *_standing(db, edition, taker, places),
        *_answers(db, edition, taker),
    ]
    rows = [[column.cell(line) for column in columns] for line in lines]
    return Table([one.key for one in columns], [one.head for one in columns], rows)


def institutions_table(bodies: Sequence[Body], taker: Taker) -> Table:
    """Return institutions with the number of their people in each state as a table."""
    states = [state for state in State if any(state in body.states for body in bodies)]
    head = [N_("Institution"), N_("Country"), N_("As typed"), N_("Seats held")]
    labels = [*head, *(REGISTRATION_STATES[state] for state in states)]
    rows: list[list[Cell]] = [
        [
            body.name,
            taker.country(body.country),
            "" if body.is_ours else taker.yes(said=True),
            body.held,
            *(body.states.get(state, 0) for state in states),
        ]
        for body in bodies
    ]
    keys = ["institution", "country", "written", "held", *(state.value for state in states)]
    return Table(keys, [taker.says(label) for label in labels], rows)


def as_file(table: Table, title: str, form: str, language: str) -> bytes:
    """Return a table as a file: as "csv", or as "xlsx" with a title, in the reader's direction."""
    if form == "csv":
        return to_csv(table.head, table.rows)
    return to_xlsx(title, table.head, table.rows, right_to_left=direction(language) == "rtl")


def note(db: Session, edition: Edition, which: PeopleList, table: Table, now: datetime) -> None:
    """Record that a list was taken out: which one, with which columns, and how long it was; never whom it names."""
    after = {"list": which.value, "rows": len(table.rows), "columns": table.keys}
    record(db, "participants.exported", edition, now, edition_id=edition.id, after=after)


def _names(db: Session, edition: Edition, taker: Taker) -> list[_Column]:
    found = [
        _Column("number", taker.says(N_("Number")), lambda one: one.number),
        _Column("family", taker.says(N_("Family names")), lambda one: one.family),
        _Column("given", taker.says(N_("Given names")), lambda one: one.given),
        _Column("listed_name", taker.says(N_("Name in official lists")), lambda one: one.listed_name or one.name),
    ]
    if taker.sees_sensitive:
        passports = _passport_names(db, edition)
        head = taker.says(N_("Name in the passport"))
        found.append(_Column("passport_name", head, lambda one: passports.get(one.person_id, "")))
    if taker.sees_contacts:
        found.append(_Column("email", taker.says(N_("E-mail address")), lambda one: one.email))
    return found


def _standing(db: Session, edition: Edition, taker: Taker, places: Mapping[int, int] | None) -> list[_Column]:
    types = {
        one.id: str(one.name.wording(taker.language, edition.languages)) for one in list_institution_types(db, edition)
    }

    def moment(at: datetime | None) -> datetime | None:
        return at.astimezone(edition.zone.tzinfo) if at else None

    waiting = [
        _Column("place", taker.says(N_("In the line")), lambda one: (places or {}).get(one.number)),
        _Column("priority", taker.says(N_("Priority")), lambda one: one.priority),
        _Column("waiting_since", taker.says(N_("Waits since")), lambda one: moment(one.waiting_since)),
    ]
    return [
        _Column("type", taker.says(N_("Institution type")), lambda one: types.get(one.type_id, "")),
        _Column("country", taker.says(N_("Country")), lambda one: taker.country(one.country)),
        _Column("institution", taker.says(N_("Institution")), lambda one: one.called(taker.language)),
        _Column("post", taker.says(N_("Post")), lambda one: one.post),
        _Column("state", taker.says(N_("State")), lambda one: taker.says(REGISTRATION_STATES[one.state])),
        _Column("reason", taker.says(N_("Reason")), lambda one: one.reason),
        *(waiting if places is not None else ()),
        _Column("seat", taker.says(N_("Seat")), lambda one: one.seat),
        _Column("is_funded", taker.says(N_("Funded")), lambda one: taker.yes(one.is_funded) if one.seat else ""),
        _Column("offered_until", taker.says(N_("Offer stands until")), lambda one: moment(one.offered_until)),
        _Column("nominator", taker.says(N_("Put forward by")), lambda one: one.nominator or ""),
        _Column("rank", taker.says(N_("Place in their order")), lambda one: one.rank),
        _Column("submitted_at", taker.says(N_("Sent in")), lambda one: moment(one.submitted_at)),
        _Column("review_since", taker.says(N_("To be looked at since")), lambda one: moment(one.review_since)),
    ]


def _answers(db: Session, edition: Edition, taker: Taker) -> list[_Column]:
    questions = [one for one in list_questions(db, edition) if taker.sees_sensitive or not one.is_sensitive]
    given = read_all(db, edition, questions)
    return [_answer(question, given, edition, taker) for question in questions]


def _answer(question: Question, given: Mapping[int, Mapping[str, Value]], edition: Edition, taker: Taker) -> _Column:
    called = {one.slug: str(one.label.wording(taker.language, edition.languages)) for one in options_of(question)}

    def cell(line: Line) -> Cell:
        value = given.get(line.number, {}).get(question.slug)
        if value is None:
            return ""
        if isinstance(value, Upload):
            return value.name
        if isinstance(value, bool):
            return taker.yes(value)
        if isinstance(value, tuple):
            return comma(taker.language).join(called.get(one, one) for one in value)
        return called.get(value, value) if isinstance(value, str) else value

    return _Column(f"answer.{question.slug}", str(question.label.wording(taker.language, edition.languages)), cell)


def _passport_names(db: Session, edition: Edition) -> dict[int, str]:
    own = select(Registration.person_id).where(Registration.edition_id == edition.id)
    people = db.scalars(select(Person).where(Person.id.in_(own), Person.passport_name != ""))
    return {person.id: reveal(db, person, "passport_name") for person in people}
