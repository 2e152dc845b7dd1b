"""What people say when they take part: theirs to take out, gone when they ask, and gone when its time is over."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.base import Base
from academy.editions.models import Edition
from academy.files.actions import keep
from academy.files.models import Upload
from academy.files.rules import DOCUMENTS
from academy.kit.personal import Retention
from academy.outbox.models import Letter
from academy.participation.answers import list_all_answers, owner_of, read_answers, write_answers
from academy.participation.arriving import ask_to_begin
from academy.participation.correcting import OwnFacts, correct
from academy.participation.models import Alternate, Answer, Mandate, QuestionKind, Registration, Seat, State
from academy.participation.registering import submit
from academy.participation.sealed_answers import Value as Said
from academy.people.models import Person
from academy.records.erasure import erase
from academy.records.own_data import gather, to_json
from academy.records.purge import preview, purge
from academy.records.sealed import count_by_key, count_plain, seal_anew
from academy.trail.models import Entry, Value
from tests import factories
from tests.factories import DAY, LATER
from tests.participation.answered import EMAIL, begun, open_edition, question

QUESTIONS = (
    question("food", QuestionKind.SEVERAL, is_sensitive=True),
    question("topic", retention=Retention.AFTER_YEAR),
    question("talk", retention=Retention.WITH_RECORD),
    question("letter", QuestionKind.FILE),
    question("slides", QuestionKind.FILE, retention=Retention.WITH_RECORD),
)
ENDED = datetime.combine(DAY + timedelta(days=4), datetime.min.time(), UTC)
OVER, OVER_A_YEAR = ENDED + timedelta(days=90), ENDED + timedelta(days=365)


def file(db: Session, registration: Registration, name: str) -> Upload:
    content = b"%PDF-1.4 " + name.encode()
    where = registration.edition_id
    return keep(db, owner_of(registration), name, content, LATER, accepted=DOCUMENTS, edition_id=where)


@pytest.fixture
def ana(db: Session) -> Registration:
    """Ana has answered everything and sent it in."""
    made = begun(db, open_edition(db, *QUESTIONS))
    values: dict[str, Said | None] = {"food": ("a", "b"), "topic": "Coops", "talk": "On coops"}
    write_answers(db, made, values, LATER)
    write_answers(db, made, {one: file(db, made, f"{one}.pdf") for one in ("letter", "slides")}, LATER)
    correct(db, made, OwnFacts("Ana", "Peña", institution_name="Coop Sol", post="Chair", country="MX"), "en", LATER)
    submit(db, made, LATER)
    made.reason = "First in line"
    return made


def count(db: Session, table: type[Base]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def told(db: Session, field: str) -> list[object]:
    """What the record still says of a field of participations."""
    said = select(Value.after).join(Entry, Value.entry_id == Entry.id).where(Entry.thing == "registration")
    return [one for one in db.scalars(said.where(Value.field == field, Value.erased_at.is_(None))) if one]


def test_everybody_takes_out_what_they_have_answered(db: Session, ana: Registration) -> None:
    data = gather(db, ana.person, None, LATER)
    rows = next(part.rows for part in data.parts if part.name == "answers")
    answers = [{fact.name: fact.value for fact in row} for row in rows]
    assert [str(one["question"].wording("en")) for one in answers] == ["Food", "Topic", "Talk", "Letter", "Slides"]
    assert [str(one.wording("en")) for one in answers[0]["answer"]] == ["First", "Second"]
    assert answers[3]["answer"] == "letter.pdf"
    whole = to_json(data)
    for said in ("On coops", "Coop Sol", "Chair", "First in line"):
        assert said in whole


def test_erased_nothing_of_it_is_left(db: Session, ana: Registration) -> None:
    ask_to_begin(db, ana.edition, EMAIL, "en", LATER)
    erase(db, ana.person, None, LATER)
    assert (count(db, Answer), count(db, Upload)) == (0, 0)
    assert (ana.institution_name, ana.post, ana.reason, ana.state) == ("", "", "", State.WITHDRAWN)
    assert told(db, "institution") == told(db, "post") == told(db, "questions") == []
    letters = db.scalars(select(Letter).where(Letter.kind.like("participation/%"))).all()
    assert len(letters) > 1
    assert {one.email for one in letters} == {""}


def test_a_letter_to_a_shared_mailbox_is_not_one_persons(db: Session, ana: Registration) -> None:
    begun(db, ana.edition, "Bo")
    ask_to_begin(db, ana.edition, EMAIL, "en", LATER)
    erase(db, ana.person, None, LATER)
    begin = db.scalars(select(Letter).where(Letter.kind == "participation/begin")).one()
    assert begin.email == EMAIL


def test_answers_go_when_their_question_says_so(db: Session, ana: Registration) -> None:
    purge(db, OVER - timedelta(days=1))
    assert len(list_all_answers(db, ana)) == 5
    purge(db, OVER)
    db.expire_all()
    assert set(slugs(db, ana)) == {"topic", "talk", "slides"}
    assert db.scalars(select(Upload.name)).all() == ["slides.pdf"]
    purge(db, OVER_A_YEAR)
    assert set(slugs(db, ana)) == {"talk", "slides"}


def test_of_people_who_took_part_institution_and_post_stay_with_the_record(db: Session, ana: Registration) -> None:
    purge(db, OVER)
    db.refresh(ana)
    assert (ana.reason, ana.post, ana.institution_name) == ("", "Chair", "Coop Sol")
    assert db.get_one(Person, ana.person_id).email == ""


def test_of_people_who_had_no_seat_all_of_it_goes(db: Session, ana: Registration) -> None:
    ana.state = State.REFUSED
    db.flush()
    purge(db, OVER)
    db.refresh(ana)
    assert (ana.reason, ana.post, ana.institution_name, ana.state) == ("", "", "", State.REFUSED)
    assert (count(db, Answer), count(db, Upload)) == (0, 0)
    assert told(db, "institution") == told(db, "post") == []


def test_who_began_and_never_sent_it_in_goes_with_their_person(db: Session) -> None:
    here = open_edition(db, question("topic"), starts_on=None, ends_on=None, year=2030)
    left = begun(db, here)
    write_answers(db, left, {"topic": "Coops"}, LATER)
    busy = begun(db, here, "Bo", "bo@example.org")
    factories.edition(db, "another-2026")
    submit(db, busy, LATER)
    in_two = begun(db, here, "Cy", "cy@example.org")
    begun(db, open_edition_too(db), "Cy", "cy@example.org").submitted_at = LATER
    due = left.created_at + timedelta(days=90)
    purge(db, due - timedelta(seconds=1))
    assert count(db, Registration) == 4
    assert counts(db, due)["begun"] == 2
    purge(db, due)
    assert [one.given for one in db.scalars(select(Person).order_by(Person.id))] == ["Bo", "Cy"]
    assert count(db, Registration) == 2
    assert in_two.id not in db.scalars(select(Registration.id)).all()
    assert (count(db, Answer), counts(db, due)["begun"]) == (0, 0)


def open_edition_too(db: Session) -> Edition:
    return open_edition(db, slug="other-2030", starts_on=None, ends_on=None, year=2030)


def test_mandates_and_posts_of_alternates_go_after_the_event(db: Session, ana: Registration) -> None:
    db.add(Mandate(edition=ana.edition, name="Nora", email="nora@example.org", language="en", created_at=LATER))
    seat = db.scalars(select(Seat)).first()
    assert seat is not None
    db.add(Alternate(seat=seat, person=factories.person(db, "Al"), position=1, named_at=LATER, post="Deputy"))
    db.flush()
    purge(db, OVER - timedelta(days=1))
    assert db.scalars(select(Mandate.email)).all() == ["nora@example.org"]
    purge(db, OVER)
    db.expire_all()
    assert (db.scalars(select(Mandate.email)).all(), db.scalars(select(Mandate.name)).all()) == ([""], [""])
    assert db.scalars(select(Alternate.post)).all() == [""]


@pytest.mark.usefixtures("ana")
def test_preview_counts_what_a_purge_then_empties(db: Session) -> None:
    expected = {name: number for name, number in counts(db, OVER).items() if number}
    assert {"answers": 2, "reasons": 1}.items() <= expected.items()
    done = {one.rule.name: one.count for one in purge(db, OVER) if one.count}
    assert done.items() >= expected.items()
    left = counts(db, OVER)
    assert {name: left[name] for name in ("answers", "reasons", "not_selected", "begun")} == dict.fromkeys(
        ("answers", "reasons", "not_selected", "begun"), 0
    )


def test_answers_are_sealed_anew_with_everything_else(db: Session, ana: Registration) -> None:
    assert count_plain(db) == 0
    assert count_by_key(db)["test"] >= 3
    assert seal_anew(db) == 0
    assert read_answers(db, ana, sensitive=True)["talk"] == "On coops"


def slugs(db: Session, registration: Registration) -> list[str]:
    return [one.slug for one, _ in list_all_answers(db, registration)]


def counts(db: Session, now: datetime) -> dict[str, int]:
    return {one.rule.name: one.count for one in preview(db, now)}
