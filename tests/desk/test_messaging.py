"""Messages at the desk: written, addressed, looked at, sent once, and their fate on the person's page."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.models import EditionRole, SignInMethod
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.messaging.actions import MessageDraft, create_message
from academy.messaging.audiences import audience
from academy.messaging.demonstration import write_samples
from academy.outbox.actions import Draft, Recipient, put
from academy.outbox.models import LetterState
from academy.people.consents import set_consent
from academy.people.models import ConsentUse, Person
from academy.people.queries import get_person
from academy.web.letters import written
from tests.conftest import NOW, Organiser, signed_in
from tests.desk.forms import errors_in, fill, main_form, press, said_above, send
from tests.desk.messages import MESSAGES, WORDS, letters, message_to_moderators, messages
from tests.factories.statements import asked_of


@pytest.fixture
def address(organiser: Organiser, demonstration: Database) -> str:
    """A message to the moderators."""
    return message_to_moderators(organiser, demonstration)


def test_a_message_is_written_addressed_and_sent_once(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    shown = organiser.get(address)
    assert "Moderator" in shown.text
    confirm = main_form(organiser.get(f"{address}/send").text)
    count = int(confirm.value("expected"))
    assert count > 3
    assert any(f"Send to {count} people" in button for button in confirm.buttons)
    for _click in range(2):
        answer = send(organiser, f"{address}/send", confirm, {})
        assert answer.status_code == 303
    assert len(letters(demonstration)) == count
    assert "nobody gets it twice" in organiser.get(address).text
    assert f'Waiting <span class="num">{count}</span>' in organiser.get(MESSAGES).text


def test_sending_can_be_taken_back(organiser: Organiser, demonstration: Database, address: str) -> None:
    confirm = main_form(organiser.get(f"{address}/send").text)
    send(organiser, f"{address}/send", confirm, {})
    assert "were taken back" in press(organiser, address, "Undo").text
    assert {one.state for one in letters(demonstration)} == {LetterState.WITHDRAWN}


def test_when_the_audience_has_changed_one_looks_again(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    confirm = main_form(organiser.get(f"{address}/send").text)
    answer = send(organiser, f"{address}/send", confirm, {"expected": "2"})
    assert answer.status_code == 409
    assert "The audience has changed" in said_above(answer.text)
    assert letters(demonstration) == []
    assert send(organiser, f"{address}/send", main_form(answer.text), {}).status_code == 303
    assert letters(demonstration) != []


def test_what_was_changed_meanwhile_is_not_sent_unseen(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    confirm = main_form(organiser.get(f"{address}/send").text)
    assert fill(organiser, f"{address}/words", {"subject-en": "Other"}).status_code == 303
    assert send(organiser, f"{address}/send", confirm, {}).status_code == 409
    assert letters(demonstration) == []


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        ({"body-en": "Dear {nam}"}, "body"),
        ({"body-fr": "Bonjour {name"}, "body"),
        ({"subject-es": "{link}"}, "subject"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_filled_is_refused_and_nothing_is_lost(
    organiser: Organiser, demonstration: Database, facts: dict[str, str], beside: str
) -> None:
    answer = fill(organiser, f"{MESSAGES}/new", {**WORDS, **facts})
    assert answer.status_code == 422
    assert list(errors_in(answer.text)) == [beside]
    for name, text in facts.items():
        assert main_form(answer.text).value(name) == text.strip()
    assert messages(demonstration) == []


def test_a_subject_with_a_line_break_stays_one_line(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    wicked = "Hi {name}\r\nBcc: all@example.org"
    assert fill(organiser, f"{address}/words", {"subject-en": wicked}).status_code == 303
    assert messages(demonstration)[-1].subject["en"] == "Hi {name} Bcc: all@example.org"


def test_preview_as_any_reader(organiser: Organiser, demonstration: Database, address: str) -> None:
    first = organiser.get(f"{address}/preview").text
    assert "&lt;b&gt;x&lt;/b&gt; <strong>y</strong>" in first
    assert "<b>x</b>" not in first
    assert "http://academy.test/en/casablanca-2027/" in first
    following = organiser.get(f"{address}/preview?who={_key_after(first)}").text
    assert 'rel="prev"' in following
    assert organiser.get(f"{address}/preview?who=person:999999").status_code == 404
    assert letters(demonstration) == []


def test_the_letter_says_what_the_preview_showed(
    app: Flask, organiser: Organiser, demonstration: Database, address: str
) -> None:
    send(organiser, f"{address}/send", main_form(organiser.get(f"{address}/send").text), {})
    letter = letters(demonstration)[0]
    said = written(app, letter, {})
    assert said.subject == f"Welcome, {letter.name}"
    assert "<b>x</b> y http://academy.test/en/casablanca-2027/" in said.text
    assert "&lt;b&gt;x&lt;/b&gt; <strong>y</strong>" in said.html
    assert letter.email in said.text


def test_a_language_is_offered_and_compared_without_its_region(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    fill(organiser, f"{address}/words", {"subject-pt": "Olá", "body-pt": "Olá"})
    with demonstration.writing() as db:
        reader = audience(db, get_edition(db, "casablanca-2027"), {"role": ["programme.moderator"]}).readers[0]
        db.get_one(Person, reader.person_id).language = "pt-BR"
    offered = organiser.get(f"{address}/audience").text
    assert ('value="pt"' in offered, 'value="pt-BR"' in offered) == (True, False)
    assert "would rather read" not in organiser.get(f"{address}/preview?who={reader.key}").text


def test_who_gets_no_announcements_is_named_and_not_linked(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    fill(organiser, f"{address}/words", {"is_announcement": "y"})
    fill(organiser, f"{address}/audience", {"programme_roles": []})
    with demonstration.writing() as db:
        edition = get_edition(db, "casablanca-2027")
        unwilling = audience(db, edition, {}).readers[0]
        person = db.get_one(Person, unwilling.person_id)
        for said in (True, False):
            set_consent(db, person, ConsentUse.ANNOUNCEMENTS, NOW, is_given=said, wording="")
        give_role(db, create_account(db, "dana@example.org", "Dana", NOW), edition, EditionRole.PARTICIPANT, NOW)
    page = organiser.get(address).text
    assert "1 more wants no announcements" in page
    assert f"<li><bdi>{unwilling.name}</bdi></li>" in page
    assert "1 more is an account without a person" in page
    assert "<li><bdi>Dana</bdi></li>" in page
    assert f"who={unwilling.key}" not in page


def test_two_organisers_write_the_same_message(app: Flask, organiser: Organiser, address: str) -> None:
    other = signed_in(app)
    for page, name, first, second in (
        ("words", "subject-en", "First", "Second"),
        ("words", "name", "A", "B"),
        ("audience", "country", "MA", "BR"),
        ("when", "day", "2027-03-02", "2027-03-03"),
    ):
        opened = main_form(other.get(f"{address}/{page}").text)
        also = {"hour": "09:00"} if page == "when" else {}
        assert fill(organiser, f"{address}/{page}", {name: first, **also}).status_code == 303
        told = send(other, f"{address}/{page}", opened, {name: second, **also})
        assert told.status_code == 409, page
        assert send(other, f"{address}/{page}", main_form(told.text), {}).status_code == 303


def test_a_copy_is_a_draft_with_the_same_words_and_audience(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    press(organiser, address, "Copy")
    first, second = messages(demonstration)
    assert (first.subject, first.body, first.audience) == (second.subject, second.body, second.audience)
    assert first.id != second.id


def test_a_message_belongs_to_its_edition(organiser: Organiser, address: str) -> None:
    number = address.rsplit("/", 1)[1]
    for page in ("", "/words", "/audience", "/preview", "/send", "/when"):
        assert organiser.get(f"/desk/editions/rcm-2021/messages/{number}{page}").status_code == 404


def test_the_address_and_the_letters_of_a_person(organiser: Organiser, demonstration: Database) -> None:
    page = "/desk/people/leandro-morais/letters"
    assert "messages go to the address of their account, and invitations nowhere" in organiser.get(page).text
    assert "Address and letters" in organiser.get("/desk/people/leandro-morais").text
    refused = fill(organiser, page, {"email": "nobody"})
    assert (refused.status_code, list(errors_in(refused.text))) == (422, ["email"])
    assert fill(organiser, page, {"email": "Leandro@Example.org", "language": "pt"}).status_code == 303
    with demonstration.reading() as db:
        person = get_person(db, "leandro-morais")
    assert (person.email, person.language) == ("leandro@example.org", "pt")
    assert fill(organiser, page, {"email": "", "language": ""}).status_code == 303
    with demonstration.reading() as db:
        person = get_person(db, "leandro-morais")
    assert (person.email, person.language) == ("", None)


def test_who_may_see_contacts_sees_the_letters_of_their_own_editions(
    app: Flask, organiser: Organiser, demonstration: Database, address: str
) -> None:
    send(organiser, f"{address}/send", main_form(organiser.get(f"{address}/send").text), {})
    letter = letters(demonstration)[0]
    with demonstration.reading() as db:
        slug = next(one.slug for one in _people(db) if one.id == letter.person_id)
    subject = f"Welcome, {letter.name}"
    assert subject in organiser.get(f"/desk/people/{slug}/letters").text
    assert (
        subject
        in _as(app, demonstration, "casablanca-2027", EditionRole.REGISTRAR).get(f"/desk/people/{slug}/letters").text
    )
    elsewhere = _as(app, demonstration, "rcm-2021", EditionRole.REGISTRAR)
    assert subject not in elsewhere.get(f"/desk/people/{slug}/letters").text
    assert elsewhere.get(MESSAGES).status_code == 404
    assert _as(app, demonstration, "casablanca-2027", EditionRole.REVIEWER).get(MESSAGES).status_code == 403


def test_whose_participation_stands_where_is_chosen_and_said(organiser: Organiser, address: str) -> None:
    facts = {
        "programme_roles": [],
        "participation_states": ["participation.waiting", "participation.offered"],
    }
    offered = main_form(organiser.get(f"{address}/audience").text)
    assert {"participation_states", "type"} <= offered.names
    facts["type"] = re.findall(r'name="type"[^>]*value="([^"]+)"', organiser.get(f"{address}/audience").text)[:1]
    assert fill(organiser, f"{address}/audience", facts).location == address
    kept = main_form(organiser.get(f"{address}/audience").text)
    assert set(kept.values("participation_states")) == {"participation.waiting", "participation.offered"}
    assert kept.values("type") == facts["type"]
    page = organiser.get(address).text
    assert all(word in page for word in ("offered", "waiting", "Institution type"))


def test_long_lists_are_cut_into_pages(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        edition, person = get_edition(db, "casablanca-2027"), get_person(db, "leandro-morais")
        to = Recipient("x@example.org", "X", "en", person_id=person.id)
        for number in range(101):
            draft = Draft(kind="records/erased", facts={"subject_line": f"About {number}."}, edition_id=edition.id)
            put(db, to, draft, NOW)
            create_message(db, edition, MessageDraft(name=f"Message {number}."), NOW)
    for address, newest, oldest in (
        (MESSAGES, "Message 100.", "Message 0."),
        ("/desk/people/leandro-morais/letters", "About 100.", "About 0."),
    ):
        with asked_of(demonstration) as asked:
            first, second = organiser.get(address).text, organiser.get(f"{address}?page=2").text
        assert not any(
            heavy in one for one in asked for heavy in ("letter.calendar,", "letter.secrets", "message.body")
        )
        assert (newest in first, oldest in first, newest in second, oldest in second) == (True, False, False, True)
        assert f'href="{address}?page=2" rel="next"' in first
        assert f'href="{address}?page=1" rel="prev"' in second


@pytest.mark.parametrize("day", ["2026-11-02", "2027-03-15", "2027-03-16", "2028-01-01"])
def test_the_samples_are_written_on_any_day(demonstration: Database, day: str) -> None:
    with demonstration.writing() as db:
        assert len(write_samples(db, datetime.fromisoformat(f"{day}T23:00:00+00:00"))) == 2


def test_the_samples_can_be_sent_in_five_languages(app: Flask, organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        assert len(write_samples(db, NOW)) == 2
        assert write_samples(db, NOW) == []
        assert get_edition(db, "casablanca-2027").is_public
    welcome = messages(demonstration)[0]
    at = f"{MESSAGES}/{welcome.id}"
    assert send(organiser, f"{at}/send", main_form(organiser.get(f"{at}/send").text), {}).status_code == 303
    sent = letters(demonstration)
    assert {one.language for one in sent} == {"ar", "en", "es", "fr", "pt"}
    for language in ("ar", "en", "es", "fr", "pt"):
        said = written(app, next(one for one in sent if one.language == language), {})
        assert f"/{language}/casablanca-2027/programme/" in said.text
        assert "{" not in said.subject + said.text


def _key_after(page: str) -> str:
    return page.split('rel="next"', maxsplit=1)[0].rsplit("who=", 1)[1].split('"', maxsplit=1)[0]


def _people(db: Session) -> list[Person]:
    return list(db.scalars(select(Person)))


def _as(app: Flask, database: Database, edition: str, role: EditionRole) -> FlaskClient:
    """The browser of somebody with one role in one edition."""
    with database.writing() as db:
        account = create_account(db, f"{role.value}-{edition}@example.org", role.value, NOW)
        give_role(db, account, get_edition(db, edition), role, NOW)
        token = sign_in(db, account, SignInMethod.LINK, datetime.now(UTC))
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["sign_in"] = token
    return client
