"""Values of the kit in and out of both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.db.types import Instant, Tags, TranslatedText
from academy.editions.models import Edition, State
from academy.kit.translated import EMPTY, Translated
from tests.factories import DAY, MADE, edition

VALUES = Table(
    "one_of_each",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", TranslatedText),
    Column("instant", Instant),
    Column("tags", Tags),
)


@pytest.fixture
def values(database: Database) -> Iterator[Session]:
    """A session on a table of all types."""
    with database.session(writes=True) as db:
        VALUES.create(db.connection())
        yield db


def kept(db: Session, **values: object) -> object:
    """What comes back of the one value that went in."""
    (name,) = values
    db.execute(VALUES.delete())
    db.execute(VALUES.insert().values(**values))
    return db.scalar(select(VALUES.c[name]))


@pytest.mark.parametrize("texts", [{}, {"en": "a"}, {"es": "Peña\n“x”\\", "ar": "ترحيب", "en": "🎉 'a'"}])
def test_texts_come_back_as_they_went_in(values: Session, texts: dict[str, str]) -> None:
    back = kept(values, words=Translated(texts))
    assert isinstance(back, Translated)
    assert back == texts


def test_no_text_is_an_empty_one(values: Session) -> None:
    assert kept(values, words=None) == EMPTY


def test_texts_are_kept_in_the_order_of_their_languages(values: Session) -> None:
    kept(values, words=Translated(es="b", ar="c", en="a"))
    raw = values.scalar(text("SELECT CAST(words AS TEXT) FROM one_of_each"))
    assert raw.index('"ar"') < raw.index('"en"') < raw.index('"es"')


def test_an_instant_comes_back_in_utc(values: Session) -> None:
    there = datetime(2026, 11, 2, 3, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-6)))
    back = kept(values, instant=there)
    assert back == there
    assert isinstance(back, datetime)
    assert back.tzinfo is UTC
    assert kept(values, instant=None) is None


def test_an_instant_is_kept_in_utc(values: Session) -> None:
    kept(values, instant=datetime(2026, 11, 2, 3, 30, tzinfo=timezone(timedelta(hours=-6))))
    if values.get_bind().dialect.name == "sqlite":
        assert values.scalar(text("SELECT instant FROM one_of_each")).startswith("2026-11-02 09:30:00")


def test_a_time_without_a_zone_is_refused(values: Session) -> None:
    with pytest.raises(StatementError, match="naive time"):
        kept(values, instant=datetime(2026, 11, 2, 9, 30))  # noqa: DTZ001 (that is the mistake)


def test_tags_keep_their_order(values: Session) -> None:
    assert kept(values, tags=("es", "en", "pt-BR")) == ("es", "en", "pt-BR")
    assert kept(values, tags=["en"]) == ("en",)
    assert kept(values, tags=None) == ()


def test_a_row_reads_as_it_was_written(db: Session) -> None:
    made = edition(db, languages=("es", "en"), summary=Translated(es="Peña", ar="ترحيب"))
    db.expire_all()
    again = db.scalars(select(Edition).where(Edition.slug == made.slug)).one()
    assert again.languages == ("es", "en")
    assert again.summary == {"es": "Peña", "ar": "ترحيب"}
    assert (again.starts_on, again.created_at, again.state) == (DAY, MADE, State.DRAFT)
    assert isinstance(again.starts_on, date)
    assert isinstance(again.state, State)


def test_a_choice_is_kept_as_its_value_and_checked_by_the_database(db: Session) -> None:
    edition(db)
    assert db.scalar(text("SELECT state FROM edition")) == "draft"
    with pytest.raises(DBAPIError):
        db.execute(text("UPDATE edition SET state = 'dreamt'"))
