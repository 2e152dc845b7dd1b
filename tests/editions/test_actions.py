"""What can be done with series and editions; each change that a reader could see raises a version, and no other."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from academy.editions.actions import (
    EditionDraft,
    SectionDraft,
    SeriesDraft,
    change_edition,
    change_series,
    check_revision,
    create_edition,
    create_series,
    set_countries,
    set_date_claims,
    set_organisers,
    set_state,
    write_sections,
)
from academy.editions.models import Contribution, Edition, EditionKind, Mode, SectionKind, State
from academy.editions.queries import get_edition, get_series, get_whole_edition, version_of
from academy.editions.rules import RESERVED
from academy.kit.refusals import Refusal, Stale
from academy.kit.translated import EMPTY, Translated
from tests.factories import DAY, LATER, MADE, edition, institution, series, words

WHOLE = EditionDraft(
    title=words("Workshop", es="Taller"),
    number=3,
    theme=words("Work"),
    summary=words("Summary"),
    kind=EditionKind.WORKSHOP,
    mode=Mode.HYBRID,
    starts_on=DAY,
    ends_on=DAY + timedelta(days=2),
    year=2026,
    dates_assumed=True,
    dates_note=words("Assumed"),
    zone_name="-06:00",
    zone_label="GMT-6",
    venue=words("Campus"),
    city=words("Puebla"),
    country="MX",
    online_url="https://meet.example.org/1",
    languages=("es", "en"),
    floor_languages=("es",),
    interpretation_languages=("en", "pt"),
    is_invented=True,
    source=words("A note"),
)
UID = UUID("c898638a-fd71-4c1a-91dc-8b7db38155e6")


def test_a_series_is_kept_as_told_and_the_list_of_all_is_told(db: Session) -> None:
    draft = SeriesDraft(name=words("Workshops"), acronym=words("W"), about=words("About"))
    made = create_series(db, "workshops", draft, MADE)
    db.expire_all()
    assert SeriesDraft.of(get_series(db, "workshops")) == draft
    assert version_of(db, "")[0] == 2
    assert made.revision == 1


def test_a_series_is_changed(db: Session) -> None:
    made = series(db)
    change_series(db, made, SeriesDraft(name=words("Seminars")), MADE, revision=1)
    assert version_of(db, "")[0] == 3
    change_series(db, made, SeriesDraft(name=words("Seminars")), MADE, revision=2)
    assert version_of(db, "")[0] == 3
    assert made.revision == 2
    with pytest.raises(Stale):
        change_series(db, made, SeriesDraft(name=words("X")), MADE, revision=1)


def test_a_series_has_a_free_name_that_can_stand_in_an_address(db: Session) -> None:
    made = series(db)
    with pytest.raises(Refusal, match="called “workshops” already") as refused:
        create_series(db, "workshops", SeriesDraft(name=words("X")), MADE)
    assert refused.value.field == "slug"
    with pytest.raises(Refusal, match="cannot stand in an address"):
        create_series(db, "Work shops", SeriesDraft(name=words("X")), MADE)
    for act in (
        lambda: create_series(db, "x", SeriesDraft(name=EMPTY), MADE),
        lambda: change_series(db, made, _NAMELESS, MADE),
    ):
        with pytest.raises(Refusal, match="A series needs a name"):
            act()


_NAMELESS = SeriesDraft(name=EMPTY)


def test_an_edition_is_kept_as_told(db: Session) -> None:
    create_edition(db, series(db), "rcm-2021", WHOLE, MADE, UID)
    before = version_of(db, "rcm-2021")
    db.expunge_all()
    made = get_edition(db, "rcm-2021")
    assert EditionDraft.of(made) == WHOLE
    assert (made.uid, made.state, made.created_at, made.changed_at) == (UID, State.DRAFT, MADE, MADE)
    assert before == (3, 1)
    assert made.series.slug == "workshops"
    assert made.published_at is None


def test_every_edition_has_a_uid(db: Session) -> None:
    assert edition(db).uid != edition(db, "workshop-2027").uid


@pytest.mark.parametrize("slug", sorted(RESERVED & {"en", "ar", "desk", "static", "series", "search"}))
def test_an_edition_cannot_take_an_address_of_the_program(db: Session, slug: str) -> None:
    with pytest.raises(Refusal, match="is an address of the program itself") as refused:
        edition(db, slug)
    assert refused.value.field == "slug"


@pytest.mark.parametrize("slug", ["", "RCM", "a/b", "..", "é", "a" * 100])
def test_an_editions_name_can_stand_in_an_address(db: Session, slug: str) -> None:
    with pytest.raises(Refusal, match="cannot stand in an address"):
        edition(db, slug)


def test_an_editions_name_is_free(db: Session) -> None:
    edition(db)
    with pytest.raises(Refusal, match="called “workshop-2026” already") as refused:
        edition(db)
    assert refused.value.field == "slug"


def test_an_edition_that_cannot_be_is_not_added(db: Session) -> None:
    with pytest.raises(Refusal, match="needs a title") as refused:
        edition(db, title=EMPTY)
    assert refused.value.field == "title"
    with pytest.raises(Refusal, match="comes before the first day"):
        edition(db, starts_on=DAY, ends_on=DAY - timedelta(days=1))


def test_an_edition_is_changed(db: Session) -> None:
    made = edition(db)
    shared, own = version_of(db, made.slug)
    changed = change_edition(db, made, WHOLE, LATER, revision=made.revision)
    assert {"number", "zone_name", "title", "languages"} <= changed
    assert (made.changed_at, EditionDraft.of(made)) == (LATER, WHOLE)
    assert version_of(db, made.slug) == (shared, own + 1)
    assert change_edition(db, made, EditionDraft.of(made), LATER + timedelta(hours=1)) == set()
    assert made.changed_at == LATER
    assert version_of(db, made.slug) == (shared, own + 1)


def test_a_change_that_cannot_be_is_refused(db: Session) -> None:
    made = edition(db)
    with pytest.raises(Stale, match="Somebody else has changed this"):
        change_edition(db, made, WHOLE, LATER, revision=made.revision - 1)
    with pytest.raises(Refusal, match="needs a title"):
        change_edition(db, made, EditionDraft(title=EMPTY), LATER)
    with pytest.raises(Refusal, match="The year 9999 cannot be right"):
        change_edition(db, made, EditionDraft(title=words("X"), starts_on=date(9999, 1, 1)), LATER)


def test_drafts_tell_their_differences() -> None:
    assert WHOLE.differs_in(WHOLE) == set()
    assert WHOLE.differs_in(EditionDraft(title=WHOLE.title)) == set(EditionDraft.__slots__) - {"title"}


def test_a_state_is_changed_and_every_list_told(db: Session) -> None:
    made = edition(db)
    shared, own = version_of(db, made.slug)
    set_state(db, made, State.PUBLISHED, LATER)
    assert (made.state, made.published_at, made.changed_at) == (State.PUBLISHED, LATER, LATER)
    assert version_of(db, made.slug) == (shared + 1, own + 1)
    set_state(db, made, State.WITHDRAWN, LATER + timedelta(hours=1))
    set_state(db, made, State.PUBLISHED, LATER + timedelta(hours=2))
    assert made.published_at == LATER
    with pytest.raises(Refusal):
        set_state(db, made, State.DRAFT, LATER)
    assert version_of(db, made.slug) == (shared + 3, own + 3)


def test_only_publishing_makes_published(db: Session) -> None:
    made = edition(db)
    made.state = State.CANCELLED
    set_state(db, made, State.WITHDRAWN, LATER)
    assert made.published_at is None


SECTIONS = [
    SectionDraft(SectionKind.CONTEXT, words("Once"), words("Where we are")),
    SectionDraft(SectionKind.OTHER, EMPTY, words("Only a heading")),
    SectionDraft(SectionKind.ACTIVITIES, Translated(es="Actividades")),
]
CLAIMS = [("2015", words("One source"), True), ("2016", words("Another"), False)]
COUNTRIES = [("MX", EMPTY), ("US", words("United States of America"))]


def write_organisers(db: Session, made: Edition, *, turned: bool) -> None:
    parts = [(institution(db, name), part) for name, part in (("A", Contribution.ORGANISER), ("B", Contribution.DONOR))]
    set_organisers(db, made, parts[::-1] if turned else parts, LATER)
    set_organisers(db, made, list(parts[::-1] if turned else parts), LATER)


WRITERS: dict[str, Callable[[Session, Edition, int], None]] = {
    "sections": lambda db, made, step: write_sections(db, made, SECTIONS[::step], LATER),
    "date_claims": lambda db, made, step: set_date_claims(db, made, CLAIMS[::step], LATER),
    "countries": lambda db, made, step: set_countries(db, made, COUNTRIES[::step], LATER),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_list_is_written_and_an_equal_one_is_not(db: Session, name: str) -> None:
    made = edition(db)
    start = version_of(db, made.slug)[1]
    for step, version in ((1, 1), (1, 1), (-1, 2), (-1, 2)):
        WRITERS[name](db, made, step)
        assert version_of(db, made.slug)[1] == start + version
    assert made.changed_at == LATER
    assert version_of(db, "")[0] == 3


def test_lists_are_kept_in_their_order(db: Session) -> None:
    made = edition(db)
    for write in WRITERS.values():
        write(db, made, 1)
        write(db, made, -1)
    write_organisers(db, made, turned=True)
    db.expunge_all()
    made = get_whole_edition(db, "workshop-2026")
    assert [SectionDraft.of(section) for section in made.sections] == SECTIONS[::-1]
    assert [(one.stated, one.source, one.is_shown) for one in made.date_claims] == CLAIMS[::-1]
    assert [(one.code, one.label) for one in made.countries] == COUNTRIES[::-1]
    assert [(one.institution.slug, one.part) for one in made.organisers] == [
        ("b", Contribution.DONOR), ("a", Contribution.ORGANISER),
    ]  # fmt: skip


def test_organisers_are_written_and_equal_ones_are_not(db: Session) -> None:
    made = edition(db)
    start = version_of(db, made.slug)[1]
    write_organisers(db, made, turned=False)
    assert version_of(db, made.slug)[1] == start + 1


def test_a_section_without_a_word_is_left_out(db: Session) -> None:
    made = edition(db)
    start = version_of(db, made.slug)[1]
    empty = SectionDraft(SectionKind.CONTEXT, EMPTY)
    write_sections(db, made, [empty], LATER)
    assert (made.sections, version_of(db, made.slug)[1]) == ([], start)
    write_sections(db, made, [empty, SECTIONS[0], empty], LATER)
    assert [section.body for section in made.sections] == [words("Once")]


def test_a_revision_that_nobody_looked_at_is_no_conflict() -> None:
    check_revision(3, None)
    check_revision(3, 3)
    with pytest.raises(Stale):
        check_revision(3, 2)
