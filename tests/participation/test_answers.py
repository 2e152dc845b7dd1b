"""What people answer: checked, sealed, and shown to few."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database, keys_of
from academy.files.models import FileKind, Upload
from academy.kit.refusals import Refusal
from academy.kit.sealing import UnsealableError
from academy.participation.answers import (
    checked,
    list_all_answers,
    looked_at,
    missing,
    owner_of,
    read_all,
    read_answers,
    write_answers,
)
from academy.participation.forms import list_questions, write_questions
from academy.participation.models import Answer, QuestionKind, Registration
from academy.participation.queries import find_registration_by
from academy.participation.sealed_answers import Value
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.answered import asked, begun, entries, open_edition, question, told

EVERY = (
    question("line"),
    question("text", QuestionKind.TEXT),
    question("choice", QuestionKind.CHOICE),
    question("several", QuestionKind.SEVERAL),
    question("yes", QuestionKind.YES_NO),
    question("day", QuestionKind.DATE),
    question("file", QuestionKind.FILE),
)
SAID: dict[str, Value] = {
    "line": "María José أحمد 山田",
    "text": "One\n\nTwo",
    "choice": "b",
    "several": ("a", "b"),
    "yes": False,
    "day": date(1991, 2, 28),
}


def upload(db: Session, registration: Registration, owner: str = "") -> Upload:
    """A file that was sent with somebody's form."""
    made = Upload(
        owner=owner or owner_of(registration),
        created_at=LATER,
        name="letter.pdf",
        kind=FileKind.PDF,
        size=3,
        digest="d",
        key="k",
        content=b"c",
    )
    db.add(made)
    db.flush()
    return made


def test_every_kind_of_answer_is_read_as_it_was_written(db: Session) -> None:
    here = open_edition(db, *EVERY)
    ana = begun(db, here)
    sent: dict[str, Value] = {**SAID, "file": upload(db, ana)}
    assert write_answers(db, ana, sent, LATER) == set(sent)
    db.expire_all()
    assert read_answers(db, _again(db, ana), sensitive=True) == sent
    assert write_answers(db, _again(db, ana), sent, LATER) == frozenset()


def test_answers_are_sealed_in_their_place(db: Session) -> None:
    here = open_edition(db, question("a"), question("b"))
    ana = begun(db, here)
    write_answers(db, ana, {"a": "no nuts", "b": "x"}, LATER)
    first, second = db.scalars(select(Answer).order_by(Answer.id)).all()
    assert "nuts" not in first.value
    assert keys_of(db).unseal(first.value, f"answer.value:{first.uid}") == '"no nuts"'
    first.value = second.value
    with pytest.raises(UnsealableError):
        read_answers(db, ana, sensitive=True)


def test_the_record_says_which_questions_were_answered_and_never_what(db: Session) -> None:
    here = open_edition(db, question("a"), question("b"))
    ana = begun(db, here)
    write_answers(db, ana, {"b": "no nuts", "a": "x"}, LATER)
    assert told(db, "registration.answered") == {"questions": (None, ["a", "b"])}
    write_answers(db, ana, {"b": "no nuts", "a": "x"}, LATER)
    assert len(entries(db, "registration.answered")) == 1
    assert entries(db, "registration.answered")[0].values[0].person_id == ana.person_id


def test_an_empty_answer_goes_and_what_is_not_named_stays(db: Session) -> None:
    here = open_edition(db, *EVERY)
    ana = begun(db, here)
    write_answers(db, ana, SAID, LATER)
    empty: dict[str, Value | None] = {"line": "  ", "text": "", "choice": None, "several": ()}
    assert write_answers(db, ana, empty, LATER) == set(empty)
    assert set(read_answers(db, ana, sensitive=True)) == {"yes", "day"}


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("line", "x" * 301),
        ("line", True),
        ("text", "x" * 5001),
        ("choice", "c"),
        ("choice", ("a",)),
        ("several", ("a", "c")),
        ("several", "a"),
        ("yes", "yes"),
        ("day", date(1899, 12, 31)),
        ("day", "1991-02-28"),
        ("file", "letter.pdf"),
    ],
)
def test_what_is_no_answer_is_refused_beside_its_question(db: Session, slug: str, value: object) -> None:
    here = open_edition(db, *EVERY)
    with pytest.raises(Refusal) as refused:
        checked(asked(db, here)[slug], value)  # type: ignore[arg-type]  # that is the point
    assert refused.value.field == slug


def test_several_are_kept_in_the_order_of_the_form(db: Session) -> None:
    here = open_edition(db, *EVERY)
    assert checked(asked(db, here)["several"], ("b", "a")) == ("a", "b")


def test_nobody_answers_what_they_are_not_asked(db: Session) -> None:
    here = open_edition(db, question("a", asked_of=("experts",)))
    with pytest.raises(Refusal, match="no question"):
        write_answers(db, begun(db, here), {"a": "x"}, LATER)


def test_a_file_of_somebody_else_is_nobodys_answer(db: Session) -> None:
    here = open_edition(db, *EVERY)
    ana, bo = begun(db, here), begun(db, here, "Bo", "bo@example.org")
    with pytest.raises(Refusal, match="not sent with your form"):
        write_answers(db, bo, {"file": upload(db, ana)}, LATER)


def test_a_file_is_claimed_and_the_one_before_is_let_go(db: Session) -> None:
    here = open_edition(db, *EVERY)
    ana = begun(db, here)
    first, second = upload(db, ana), upload(db, ana)
    write_answers(db, ana, {"file": first}, LATER)
    assert first.is_claimed
    write_answers(db, ana, {"file": second}, LATER)
    assert (first.is_claimed, second.is_claimed) == (False, True)
    write_answers(db, ana, {"file": None}, LATER)
    assert not second.is_claimed
    assert read_answers(db, ana, sensitive=True) == {}


def test_sensitive_answers_are_left_out_unless_they_are_asked_for(db: Session) -> None:
    here = open_edition(db, question("a"), question("b", is_sensitive=True))
    ana = begun(db, here)
    write_answers(db, ana, {"a": "x", "b": "y"}, LATER)
    assert read_answers(db, ana, sensitive=False) == {"a": "x"}
    assert read_answers(db, ana, sensitive=True) == {"a": "x", "b": "y"}


def test_a_look_is_recorded(db: Session) -> None:
    ana = begun(db, open_edition(db))
    looked_at(db, ana, LATER)
    entry = entries(db, "registration.revealed")[0]
    assert (entry.thing, entry.thing_id) == ("registration", ana.id)


def test_the_person_sees_what_they_answered_to_questions_that_are_gone(db: Session) -> None:
    here = open_edition(db, question("b"), question("a", is_sensitive=True))
    ana = begun(db, here)
    write_answers(db, ana, {"a": "x", "b": "y"}, LATER)
    write_questions(db, here, [question("b")], LATER)
    assert [(one.slug, value) for one, value in list_all_answers(db, ana)] == [("b", "y"), ("a", "x")]


def test_what_is_missing_is_what_this_type_must_answer(db: Session) -> None:
    here = open_edition(
        db, question("a", required_of=("fellows",)), question("b", required_of=("experts",)), question("c")
    )
    found = list_questions(db, here)
    assert [one.slug for one in missing(found, {}, "fellows")] == ["a"]
    assert missing(found, {"a": "x"}, "fellows") == []


def test_all_answers_are_read_in_one_statement(database: Database) -> None:
    with database.writing() as db:
        here = open_edition(db, question("a"), question("b"))
        for number in range(30):
            somebody = begun(db, here, f"Person {chr(65 + number % 26)}{number}", f"p{number}@example.org")
            write_answers(db, somebody, {"a": f"{number}", "b": "x"}, LATER)
    with database.reading() as db:
        found = list_questions(db, here)
        with asked_of(database) as statements:
            read = read_all(db, here, [one for one in found if one.slug == "a"])
    assert len(statements) == 1
    assert sorted(int(str(said["a"])) for said in read.values()) == list(range(30))


def _again(db: Session, registration: Registration) -> Registration:
    found = find_registration_by(db, registration.id)
    assert found is not None
    return found
