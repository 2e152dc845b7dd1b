"""Every letter can be written in every language, with nothing left out."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html

from academy.config import Config, read_config
from academy.db.engine import open_database
from academy.jobs.rendering import composed
from academy.kit.languages import INTERFACE, direction
from academy.outbox.models import Letter
from academy.paths import TEMPLATES
from academy.web.letters import written
from tests.conftest import KEYS, NOW, Shelf, served
from tests.jobs.samples import SAMPLES

FOLDER = TEMPLATES / "mail"
KINDS = sorted({path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/[!_]*.*")})


def letter(kind: str, language: str, facts: dict[str, Any], **more: Any) -> Letter:  # noqa: ANN401 (whatever a test needs)
    return Letter(
        uid=UUID(int=7), kind=kind, email="zoe@example.org", name="Zoë O'Neill & sons", language=language,
        created_at=NOW, due_at=NOW, facts=facts, **more,
    )  # fmt: skip


@pytest.fixture
def writer(config: Config, shelves: dict[str, Shelf]) -> Iterator[Flask]:
    """The application; templates are the same on every database."""
    yield from served(config, open_database(shelves["sqlite"].copy(demonstration=False), KEYS))


def test_every_pair_of_templates_has_samples() -> None:
    pairs = {kind for kind in KINDS if (FOLDER / f"{kind}.txt").exists() and (FOLDER / f"{kind}.html").exists()}
    assert set(KINDS) == pairs, "each letter is both text and HTML"
    assert pairs <= set(SAMPLES), "tests/jobs/samples.py has facts for each letter"


def test_every_letter_can_be_written_in_every_language(writer: Flask, config: Config) -> None:
    for kind in KINDS:
        for facts in SAMPLES.get(kind, []):
            for language in INTERFACE:
                said = written(writer, letter(kind, language, facts), {})
                where = (kind, language)
                assert said.subject, where
                assert "\n" not in said.subject, where
                assert "zoe@example.org" in said.text, where
                assert said.text.count("\n-- \n") == 1, where
                assert not re.search(r"&(amp|lt|gt|quot|#\d+);|</?\w+>", said.text.replace("<ceremony>", "")), where
                page = html.document_fromstring(said.html)
                assert page.get("dir") == direction(language), where
                assert page.get("lang") == language, where
                assert composed(letter(kind, language, facts), said, config).isascii()


def test_links_are_absolute_and_whole_in_both_parts(writer: Flask) -> None:
    for kind in KINDS:
        for facts in SAMPLES.get(kind, []):
            said = written(writer, letter(kind, "fr", facts), {})
            addresses = html.document_fromstring(said.html).xpath("//a/@href")
            assert all(address.startswith(("http://", "https://", "mailto:")) for address in addresses), kind
            assert "http://academy.test/fr/" in said.text.splitlines(), kind


def test_what_opens_something_does_not_stand_in_the_preview_of_a_letter(writer: Flask) -> None:
    shown = 140  # what mail programs show of a letter that is not open, on locked screens too
    opening = {"accounts/sign_in", "accounts/invitation", "calendar/invitation", "calendar/update", "practices/card"}
    opening |= {f"participation/{name}" for name in ("begin", "mandate", "nominee", "place", "standing")}
    for kind in KINDS:
        for facts in SAMPLES.get(kind, []):
            for language in INTERFACE:
                said = written(writer, letter(kind, language, {**facts, "token": "k3pt-t0-0urselves"}), {})
                page = " ".join(html.document_fromstring(said.html).xpath("//body")[0].text_content().split())
                assert ("k3pt" in said.text, "k3pt" in page) == (kind in opening, kind in opening), kind
                assert "k3pt" not in said.text[:shown] + page[:shown] + said.subject, (kind, language)


def test_the_language_of_a_page_is_not_that_of_a_letter_written_meanwhile(writer: Flask) -> None:
    with writer.test_request_context("/fr/"):
        from flask_babel import gettext  # noqa: PLC0415 (within the request)

        before = gettext("Sign in")
        written(writer, letter("accounts/sign_in", "ar", {"minutes": 5, "token": "x"}), {})
        assert gettext("Sign in") == before


def test_a_reader_gets_text_and_html_with_the_heads_that_programs_look_for(writer: Flask, config: Config) -> None:
    one = letter("accounts/sign_in", "ar", {"minutes": 5, "token": "x"}, reply_to="desk@example.org")
    message = _read(composed(one, written(writer, one, {}), config))
    assert message["Message-ID"] == "<00000000-0000-0000-0000-000000000007@academy.test>"
    assert message["From"] == "Academy <academy@academy.test>"
    assert message["To"].addresses[0].display_name == "Zoë O'Neill & sons"
    assert message["Reply-To"] == "desk@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"
    assert message["Date"].datetime == NOW
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def test_the_same_letter_is_the_same_bytes(writer: Flask, config: Config) -> None:
    one = letter("accounts/sign_in", "pt", {"minutes": 5, "token": "x"}, calendar=CALENDAR, calendar_method="REQUEST")
    assert composed(one, written(writer, one, {}), config) == composed(one, written(writer, one, {}), config)


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ouverture d’été\r\nEND:VCALENDAR\r\n"


def test_an_invitation_to_a_calendar_goes_along_twice(writer: Flask, config: Config) -> None:
    one = letter("accounts/sign_in", "fr", {"minutes": 5, "token": "x"}, calendar=CALENDAR, calendar_method="REQUEST")
    message = _read(composed(one, written(writer, one, {}), config))
    parts = {part.get_content_type(): part for part in message.walk()}
    assert list(parts) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    own = parts["text/calendar"]
    assert own.get_param("method") == "REQUEST"
    assert own.get_content_charset() == "utf-8"
    assert own.get_payload(decode=True) == CALENDAR.encode() == parts["application/ics"].get_payload(decode=True)
    assert parts["application/ics"].get_filename() == "invitation.ics"


def test_names_cannot_add_heads(writer: Flask, config: Config) -> None:
    one = letter("accounts/sign_in", "en", {"minutes": 5, "token": "x"})
    one.name = 'Eve\r\nBcc: all@example.org\x00, "x" <eve@example.org>'
    message = _read(composed(one, written(writer, one, {}), config))
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@example.org"]


def test_an_announcement_says_how_to_stop_them_in_one_click(writer: Flask, config: Config) -> None:
    one = letter("accounts/sign_in", "en", {"minutes": 5, "token": "x"}, may_unsubscribe=True, person_id=3)
    said = written(writer, one, {})
    assert said.stop in said.text.splitlines()
    raw = composed(one, said, config)
    assert f"List-Unsubscribe: <{said.stop}>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post" not in raw, "RFC 8058 wants https"
    secure = said.stop.replace("http:", "https:")
    raw = composed(one, type(said)(said.subject, said.text, said.html, secure), config)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_a_letter_can_be_written_where_our_host_has_other_letters(writer: Flask) -> None:
    writer.config["ACADEMY"] = config = read_config({"ACADEMY_BASE_URL": "https://académie.example"})
    one = letter("accounts/sign_in", "fr", {"minutes": 5, "token": "x"}, may_unsubscribe=True, person_id=3)
    raw = composed(one, written(writer, one, {}), config)
    assert raw.isascii()
    assert b"@xn--acadmie-eya.example>\r\nList-Unsubscribe: <https://xn--acadmie-eya.example/fr/" in raw
    assert _read(raw)["From"].addresses[0].addr_spec == "academy@xn--acadmie-eya.example"


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message
