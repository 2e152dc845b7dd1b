"""Every room's actions are recorded, with what was before; what an import adds is one entry."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.agenda.actions import (
    ListEntry,
    change_slot,
    duplicate_slot,
    move_slot,
    publish,
    remove_slot,
    restore_slot,
    write_electives,
    write_parts,
    write_rooms,
)
from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft
from academy.editions.actions import (
    EditionDraft,
    SectionDraft,
    SeriesDraft,
    change_edition,
    change_series,
    set_countries,
    set_date_claims,
    set_organisers,
    write_sections,
)
from academy.editions.models import Contribution, Edition, SectionKind
from academy.participation.actions import QuotaDraft, TypeDraft, write_quota_rules, write_quotas
from academy.participation.models import Scope
from academy.people.actions import (
    InstitutionDraft,
    PersonDraft,
    change_institution,
    change_person,
    write_contact,
)
from academy.practices.actions import PracticeDraft, change_practice, create_practice
from academy.records.edition_file.importing import import_edition
from academy.records.edition_file.reading import read_edition_file
from academy.records.removal import remove_institution, remove_person, remove_practice
from academy.trail.erasing import erase
from academy.trail.models import Entry, Value
from tests.factories import LATER, edition, institution, person, slot, words
from tests.records.edition_files import as_bytes, small_file

Act = Callable[[Session, Edition], object]


def newest(db: Session) -> Entry:
    """The last entry of the record, with its values."""
    db.flush()
    query = select(Entry).options(selectinload(Entry.values)).order_by(Entry.id.desc()).limit(1)
    return db.scalars(query.execution_options(populate_existing=True)).one()


def told(entry: Entry) -> dict[str, tuple[Any, Any]]:
    """What an entry says of each field."""
    return {value.field: (value.before, value.after) for value in entry.values}


@pytest.mark.parametrize(
    ("act", "word", "says"),
    [
        (lambda db, here: change_edition(db, here, replace(EditionDraft.of(here), zone_label="GMT-6"), LATER),
         "edition.changed", {"zone_label": (None, "GMT-6")}),
        (lambda db, here: publish(db, here, LATER), "edition.state_changed", {"state": ("draft", "published")}),
        (lambda db, here: write_sections(db, here, [SectionDraft(SectionKind.CONTEXT, words("x"))], LATER),
         "note.changed", {"section/1": (None, {"kind": "context", "body": {"en": "x"}})}),
        (lambda db, here: set_organisers(db, here, [(institution(db), Contribution.DONOR)], LATER),
         "organisers.changed", {"organiser/1": (None, [{"en": "Ministry of Labour"}, "donor"])}),
        (lambda db, here: set_countries(db, here, [("MX", words("x"))], LATER),
         "countries.changed", {"countries": (None, [["MX", {"en": "x"}]])}),
        (lambda db, here: set_date_claims(db, here, [("2021", words("x"), True)], LATER),
         "dates.changed", {"claim/1": (None, ["2021", {"en": "x"}, True])}),
        (lambda db, here: write_quotas(db, here, [TypeDraft("x", words("X"))], [], LATER),
         "institution_types.changed",
         {"type/x": (None, {"slug": "x", "name": {"en": "X"}, "entry": "nomination", "kind": None})}),
        (lambda db, here: write_quota_rules(db, here, [QuotaDraft(None, Scope.COUNTRY, 2)], LATER),
         "quotas.changed",
         {"rule/1": (None, {"scope": "country", "seats": 2, "is_binding": False, "is_funded": False,
                            "on_lapse": "keep"})}),
        (lambda db, here: write_rooms(db, here, [ListEntry("hall", words("Hall"), 9)], LATER),
         "rooms.changed", {"room/hall": (None, {"slug": "hall", "name": {"en": "Hall"}, "capacity": 9})}),
        (lambda db, here: write_parts(db, here, [ListEntry("one", words("One"))], LATER),
         "parts.changed", {"part/one": (None, {"slug": "one", "name": {"en": "One"}, "capacity": None})}),
        (lambda db, here: write_electives(db, here, [ListEntry("one", words("One"))], LATER),
         "electives.changed", {"elective/one": (None, {"slug": "one", "name": {"en": "One"}, "capacity": None})}),
    ],
)  # fmt: skip
def test_what_is_done_to_an_edition(db: Session, act: Act, word: str, says: dict[str, Any]) -> None:
    here = edition(db)
    act(db, here)
    entry = newest(db)
    assert (entry.act, entry.thing, entry.thing_id, entry.chain, entry.at) == (
        word, "edition", here.id, f"edition:{here.id}", LATER,
    )  # fmt: skip
    assert told(entry) == says


def test_what_is_done_to_a_slot(db: Session) -> None:
    here = edition(db)
    first, second = slot(db, here, "First"), slot(db, here, "Second")
    acts: list[tuple[Callable[[], object], str, dict[str, Any]]] = [
        (lambda: move_slot(db, here, first, 1, LATER), "slot.moved", {"place": (1, 2)}),
        (lambda: remove_slot(db, here, second, LATER), "slot.removed", {"stands": (True, False)}),
        (lambda: restore_slot(db, here, second, LATER), "slot.restored", {"stands": (False, True)}),
        (lambda: change_slot(db, here, second, replace(SlotDraft.of(second), capacity=9), LATER),
         "slot.changed", {"capacity": (None, 9)}),
    ]  # fmt: skip
    for act, word, says in acts:
        act()
        assert (newest(db).act, told(newest(db)), newest(db).thing) == (word, says, "slot")
    copy = duplicate_slot(db, here, second, LATER)
    assert (newest(db).act, newest(db).thing_id) == ("slot.created", copy.id)
    assert told(newest(db))["capacity"] == (None, 9)
    count = newest(db).id
    change_slot(db, here, second, SlotDraft.of(second), LATER)
    restore_slot(db, here, second, LATER)
    assert newest(db).id == count


def test_erasing_a_speaker_takes_nobody_else_out_of_a_slots_history(db: Session) -> None:
    here, ilo = edition(db), institution(db, "ILO")
    ana, luis = person(db), person(db, "Luis", "Gil")
    made = slot(db, here)
    belongs = (AffiliationDraft(words("Chair"), ilo),)
    roles = (RoleDraft(person=ana, affiliations=belongs), RoleDraft(person=luis), RoleDraft(institution=ilo))
    change_slot(db, here, made, replace(SlotDraft.of(made), roles=roles), LATER)
    of_ana = told(newest(db))[f"role/{ana.id}"]
    chair = [{"post": {"en": "Chair"}, "institution": {"en": "ILO"}}]
    assert of_ana == (None, [{"kind": "speaker", "person": "Ana Peña Ruiz", "affiliations": chair}])
    erase(db, Value.person_id == ana.id, LATER)
    left = told(newest(db))
    assert left[f"role/{ana.id}"] == (None, None)
    assert left[f"role/{luis.id}"] == (None, [{"kind": "speaker", "person": "Luis Gil"}])
    assert left["others"] == (None, [{"kind": "speaker", "institution": {"en": "ILO"}}])
    assert not any("Ana" in str(value.before) + str(value.after) for value in all_values(db))


def all_values(db: Session) -> list[Any]:
    """Every value of the record."""
    entries = db.scalars(select(Entry).options(selectinload(Entry.values)).execution_options(populate_existing=True))
    return [value for entry in entries for value in entry.values]


def test_what_is_done_to_people_institutions_and_practices(db: Session) -> None:
    ana, ilo, loom = person(db), institution(db, "ILO"), create_practice(db, PracticeDraft("Loom", "fr"), LATER)
    acts: list[tuple[Callable[[], object], str, dict[str, Any]]] = [
        (lambda: change_person(db, ana, replace(PersonDraft.of(ana), country="MX"), LATER),
         "person.changed", {"country": (None, "MX")}),
        (lambda: write_contact(db, ana, "ana@example.org", "es", LATER),
         "person.contact_changed", {"email": (None, "ana@example.org"), "language": (None, "es")}),
        (lambda: change_institution(db, ilo, replace(InstitutionDraft.of(ilo), aliases=("Oit",)), LATER),
         "institution.changed", {"aliases": (None, ["Oit"])}),
        (lambda: change_practice(db, loom, PracticeDraft("Telar", "fr", institution=ilo), LATER),
         "practice.changed", {"title": ("Loom", "Telar"), "institution": (None, {"en": "ILO"})}),
        (lambda: remove_practice(db, loom, LATER), "practice.removed",
         {"title": ("Telar", None), "language": ("fr", None), "institution": ({"en": "ILO"}, None)}),
    ]  # fmt: skip
    for act, word, says in acts:
        act()
        assert (newest(db).act, told(newest(db)), newest(db).chain) == (word, says, "installation")
    remove_institution(db, ilo, LATER)
    assert (newest(db).act, told(newest(db))["name"]) == ("institution.removed", ({"en": "ILO"}, None))
    remove_person(db, ana, LATER)
    assert (newest(db).act, told(newest(db))) == ("person.removed", {})


def test_what_is_done_to_a_series(db: Session) -> None:
    series = edition(db).series
    change_series(db, series, SeriesDraft(words("Seminars")), LATER)
    assert (newest(db).act, told(newest(db))) == ("series.changed", {"name": ({"en": "Workshops"}, {"en": "Seminars"})})


def test_an_import_of_a_new_edition_is_one_entry(db: Session) -> None:
    file = read_edition_file(as_bytes(small_file()))
    made = import_edition(db, file, LATER).edition
    (entry,) = db.scalars(select(Entry).options(selectinload(Entry.values)))
    assert (entry.act, entry.thing_id, entry.chain) == ("edition.imported", made.id, f"edition:{made.id}")
    values = told(entry)
    assert len(values["file"][1]) == 64
    assert values["added"][1]["edition.created"] == 1
    assert values["added"][1]["slot.created"] == len(file.edition.slots)


def test_importing_again_tells_each_change_of_what_was_there(db: Session) -> None:
    content = small_file()
    file = read_edition_file(as_bytes(content))
    import_edition(db, file, LATER)
    import_edition(db, file, LATER)
    assert [entry.act for entry in db.scalars(select(Entry).order_by(Entry.id))] == ["edition.imported"] * 2
    content["edition"]["slots"][0]["title"] = {"en": "Renamed"}
    import_edition(db, read_edition_file(as_bytes(content)), LATER)
    acts = [entry.act for entry in db.scalars(select(Entry).order_by(Entry.id))]
    assert acts[2:] == ["slot.changed", "edition.imported"]
