"""How series and editions are found."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import cancel, withdraw
from academy.editions.queries import (
    find_edition,
    find_series,
    get_edition,
    get_series,
    get_whole_edition,
    list_editions,
    list_series,
    version_of,
)
from academy.kit.refusals import Unknown
from tests.factories import LATER, edition, series


def test_an_edition_is_found_with_its_series(db: Session) -> None:
    edition(db)
    db.expunge_all()
    assert get_edition(db, "workshop-2026").series.slug == "workshops"
    assert find_edition(db, "nothing") is None
    with pytest.raises(Unknown) as refused:
        get_edition(db, "n" * 500)
    assert str(refused.value) == f"There is no edition called “{'n' * 80}”."


def test_a_whole_edition_has_all_its_lists(demo: Session) -> None:
    demo.expunge_all()
    whole = get_whole_edition(demo, "rcm-2021")
    assert (len(whole.sections), len(whole.countries), len(whole.date_claims)) == (6, 11, 0)
    assert [one.institution.slug for one in whole.organisers][:2] == ["rcm", "rcm-executive-secretariat"]
    assert whole.series.slug


def test_an_edition_that_was_read_before_is_completed(db: Session) -> None:
    edition(db)
    db.expunge_all()
    assert find_edition(db, "workshop-2026") is not None
    assert get_whole_edition(db, "workshop-2026").sections == []


def test_editions_come_latest_first(db: Session) -> None:
    edition(db, "b-2019", starts_on=date(2019, 3, 1), ends_on=None)
    edition(db, "c-2019", starts_on=date(2019, 11, 1), ends_on=None)
    edition(db, "d-2024", starts_on=None, ends_on=None, year=2024)
    edition(db, "a-2019", starts_on=date(2019, 3, 1), ends_on=None)
    edition(db, "unknown", starts_on=None, ends_on=None)
    db.expunge_all()
    listed = list_editions(db)
    assert [one.slug for one in listed] == ["d-2024", "c-2019", "b-2019", "a-2019", "unknown"]
    assert {one.series.slug for one in listed} == {"workshops"}


def test_readers_see_what_is_public(db: Session) -> None:
    edition(db, "draft")
    edition(db, "published", published=True)
    cancel(db, edition(db, "cancelled", published=True), LATER)
    withdraw(db, edition(db, "withdrawn", published=True), LATER)
    assert {one.slug for one in list_editions(db, public=True)} == {"published", "cancelled"}
    assert len(list_editions(db)) == 4


def test_editions_of_a_series(db: Session) -> None:
    edition(db)
    assert [one.slug for one in list_editions(db, series=series(db))] == ["workshop-2026"]
    assert list_editions(db, series=series(db, "others")) == []


def test_series_are_found(db: Session) -> None:
    series(db, "b")
    series(db, "a")
    assert [one.slug for one in list_series(db)] == ["a", "b"]
    assert get_series(db, "a") is find_series(db, "a")
    with pytest.raises(Unknown, match="no series called “c”"):
        get_series(db, "c")


def test_versions_of_the_installation_and_of_an_edition(db: Session) -> None:
    assert version_of(db, "") == (1, 0)
    edition(db)
    edition(db, "other", published=True)
    assert version_of(db, "workshop-2026") == (5, 1)
    assert version_of(db, "other") == (5, 2)
    assert version_of(db, "nothing") == (5, 3)
