"""What is written about a participation: to whom, in which language, and what stands in it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.outbox.models import Letter
from academy.participation.letters import TOLD_TO_NOMINATORS, News, language_of
from academy.participation.links import get_registration_by
from academy.participation.mandates import MandateDraft, end_mandate, give_mandate
from academy.participation.registering import decline
from academy.participation.telling import tell
from academy.people.actions import write_contact
from tests.factories import LATER
from tests.factories.letters import token_of
from tests.participation.places import invited, put
from tests.participation.taking_part import forward, letters, subjects

UNTIL = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("news", list(News))
def test_each_step_is_told_with_its_own_words(db: Session, news: News) -> None:
    here = invited(db)
    ana = forward(db, here, "Ana", None)
    tell(db, ana, news, LATER, UNTIL)
    told = letters(db, "Ana")[-1]
    assert (told.kind, told.language, told.edition_id) == ("participation/standing", "en", here.id)
    facts = told.facts
    assert (facts["edition"], facts["edition_slug"], facts["type"]) == ("Workshop", here.slug, "Ministries of labour")
    assert facts["until"] == "Monday 30 November 2026, 18:30 (Mexico City, UTC-6)"
    assert facts["subject_line"]
    assert facts["lead"]
    assert facts["next"].endswith(":")


def test_no_two_steps_are_told_alike(db: Session) -> None:
    ana = forward(db, invited(db), "Ana", None)
    for news in News:
        tell(db, ana, news, LATER)
    told = letters(db, "Ana")[1:]
    assert len({one.facts["subject_line"] for one in told}) == len({one.facts["lead"] for one in told}) == len(News)


def test_the_link_of_a_letter_opens_the_participation_of_its_reader(db: Session) -> None:
    here = invited(db)
    ana, bo = forward(db, here, "Ana", None), forward(db, here, "Bo", None)
    db.flush()
    for one in (ana, bo):
        assert get_registration_by(db, token_of(db, f"registration:{one.id}")) is one
    told = letters(db, "Ana")[0]
    assert keys_of(db)
    assert "token" not in told.facts


@pytest.mark.parametrize(
    ("language", "expected"), [("es", "es"), ("ar", "ar"), (None, "en"), ("", "en"), ("qu", "en"), ("pt-BR", "pt-BR")]
)
def test_a_letter_is_in_the_language_of_its_reader_or_of_the_edition(
    db: Session, language: str | None, expected: str
) -> None:
    ana = forward(db, invited(db), "Ana", None)
    write_contact(db, ana.person, "ana@example.org", language, LATER)
    assert language_of(ana) == expected
    tell(db, ana, News.ACCEPTED, LATER)
    assert letters(db, "Ana")[-1].language == expected


def test_an_edition_in_another_language_is_written_about_in_it(db: Session) -> None:
    here = invited(db)
    here.languages = ("qu", "fr", "en")
    ana = forward(db, here, "Ana", None)
    ana.person.language = None
    assert language_of(ana) == "fr"


@pytest.mark.parametrize("news", list(News))
def test_who_put_somebody_forward_is_told_what_concerns_them(db: Session, news: News) -> None:
    here = invited(db)
    given = give_mandate(db, here, MandateDraft("Focal", "focal@example.org", "es", country="MX"), LATER)
    ana = forward(db, here, "Ana", given)
    tell(db, ana, news, LATER)
    told = letters(db, "focal")
    assert len(told) == int(news in TOLD_TO_NOMINATORS)
    assert all((one.kind, one.language, one.facts["nominee"]) == ("participation/nominee", "es", "Ana") for one in told)


def test_a_nominator_whose_link_has_ended_is_told_nothing(db: Session) -> None:
    here = invited(db)
    given = give_mandate(db, here, MandateDraft("Focal", "focal@example.org", country="MX"), LATER)
    ana = forward(db, here, "Ana", given)
    end_mandate(db, given, LATER)
    decline(db, ana, "", LATER)
    assert letters(db, "focal") == []
    assert subjects(db, "Ana") == ["You were put forward", "You do not take part"]


def test_a_nominator_is_told_of_somebody_without_a_mailbox(db: Session) -> None:
    here = invited(db)
    given = give_mandate(db, here, MandateDraft("Focal", "focal@example.org", country="MX"), LATER)
    ana = forward(db, here, "Ana", given)
    write_contact(db, ana.person, "", None, LATER)
    decline(db, ana, "", LATER)
    assert len(letters(db, "focal")) == 1
    assert len(letters(db, "Ana")) == 1  # the first one, before the address was taken away


def test_nobody_without_a_mailbox_is_written_to(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    for news in News:
        tell(db, ana, news, LATER)
    db.flush()
    assert db.scalar(select(func.count()).select_from(Letter)) == 0
