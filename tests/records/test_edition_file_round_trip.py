"""Editions out and in again: the same text, on either database, and nothing raised by what changed nothing."""

import copy
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import remove_slot, withdraw
from academy.agenda.models import Slot
from academy.agenda.queries import list_rooms, list_slots
from academy.db.engine import open_database
from academy.editions.models import State
from academy.editions.queries import find_edition, get_edition, get_whole_edition, list_editions, version_of
from academy.records.demonstration import demonstration_files
from academy.records.edition_file.importing import Report, import_edition
from academy.records.edition_file.reading import read_edition_file
from academy.records.edition_file.writing import edition_file, to_json
from tests.conftest import KEYS, Shelf
from tests.factories import LATER, MADE
from tests.records.edition_files import Member, as_bytes, small_file

MUCH_LATER = LATER + timedelta(hours=1)


def text_of(db: Session, slug: str, *, public: bool = False) -> str:
    return to_json(edition_file(db, get_whole_edition(db, slug), public=public, sensitive=True))


def texts_of(db: Session) -> dict[str, str]:
    return {one.slug: text_of(db, one.slug) for one in list_editions(db)}


def load(db: Session, file: dict[str, Member]) -> Report:
    report = import_edition(db, read_edition_file(as_bytes(file)), LATER)
    db.flush()
    db.expire_all()
    return report


def test_every_edition_comes_back_as_it_went_out(demo: Session, kind: str, shelves: dict[str, Shelf]) -> None:
    """Into an empty database of the same kind, and from PostgreSQL into SQLite."""
    texts = texts_of(demo)
    assert len(texts) == len(list(demonstration_files()))
    for other_kind in {kind, "sqlite"}:
        url = shelves[other_kind].copy(demonstration=False)
        other = open_database(url, KEYS)
        with other.writing() as db:
            for text in texts.values():
                import_edition(db, read_edition_file(text.encode()), MUCH_LATER)
        with other.reading() as db:
            assert texts_of(db) == texts
        other.engine.dispose()
        shelves[other_kind].drop(url)


def test_importing_again_changes_nothing(demo: Session) -> None:
    texts = texts_of(demo)
    versions = {slug: version_of(demo, slug) for slug in texts}
    for text in texts.values():
        report = import_edition(demo, read_edition_file(text.encode()), MUCH_LATER)
        assert (report.is_new, report.added, report.changed, report.removed) == (False, 0, 0, 0)
        assert report.shared_changed == []
    demo.flush()
    demo.expire_all()
    assert {slug: version_of(demo, slug) for slug in texts} == versions
    assert texts_of(demo) == texts


def test_a_new_edition_is_added_with_its_state(db: Session) -> None:
    report = load(db, small_file())
    assert (report.is_new, report.added, report.changed, report.removed) == (True, 2, 0, 0)
    here = get_edition(db, "small-2026")
    assert (here.state, here.published_at) == (State.PUBLISHED, LATER)
    assert [(slot.sequence, slot.public_since) for slot in list_slots(db, here)] == [(0, LATER)] * 2
    for state in ("draft", "cancelled", "withdrawn"):
        file = small_file()
        file["edition"] |= {"state": state, "key": state, "slots": []}
        load(db, file)
        assert get_edition(db, state).state == state


def test_a_changed_file_updates_what_it_says_and_removes_what_it_lacks(db: Session) -> None:
    load(db, small_file())
    file = small_file()
    first, second = file["edition"]["slots"]
    first["title"]["es"] = "Bienvenida"
    third = {"uid": "33333333-3333-4333-8333-333333333333", "kind": "closing", "title": {"en": "Closing"}}
    file["edition"]["slots"] = [third, first]
    file["edition"] |= {"title": {"en": "Smaller"}, "countries": [], "concept_note": []}
    report = load(db, file)
    assert (report.is_new, report.added, report.changed, report.removed) == (False, 1, 1, 1)
    here = get_whole_edition(db, "small-2026")
    assert here.title == {"en": "Smaller"}
    assert not here.countries
    assert not here.sections
    assert [slot.title.get("es") or slot.title["en"] for slot in list_slots(db, here)] == ["Closing", "Bienvenida"]
    gone = next(slot for slot in list_slots(db, here, removed=True) if str(slot.uid) == second["uid"])
    assert gone.removed_at == LATER
    assert gone.sequence > 0
    back = load(db, small_file())
    assert (back.added, back.removed) == (0, 1)
    assert len(list_slots(db, get_edition(db, "small-2026"))) == 2


def test_whether_a_known_edition_is_published_stays_the_desks_decision(db: Session) -> None:
    load(db, small_file())
    withdraw(db, get_edition(db, "small-2026"), LATER)
    load(db, small_file())
    assert get_edition(db, "small-2026").state == State.WITHDRAWN


def test_a_file_that_changes_one_word_raises_one_sequence(db: Session) -> None:
    load(db, small_file())
    before = version_of(db, "small-2026")
    file = small_file()
    file["edition"]["slots"][1]["title"]["en"] = "Round table"
    assert load(db, file).changed == 1
    slots = list_slots(db, get_edition(db, "small-2026"))
    assert [slot.sequence for slot in slots] == [0, 1]
    shared, own = version_of(db, "small-2026")
    assert (shared, own > before[1]) == (before[0], True)


def test_things_that_all_editions_share_are_updated_and_named(db: Session) -> None:
    load(db, small_file())
    before = version_of(db, "small-2026")
    file = small_file()
    file["people"][0]["given"] = "Anna"
    file["institutions"][0]["name"]["en"] = "Labour Office"
    file["practices"][0]["title"] = "Telar"
    file["series"]["name"]["en"] = "Academies"
    assert load(db, file).shared_changed == ["Labour Office", "Anna Peña", "Telar"]
    assert version_of(db, "small-2026")[0] == before[0] + 4
    assert get_edition(db, "small-2026").series.name == {"en": "Academies"}


def test_rooms_that_the_file_lacks_go_with_the_slots_that_stood_there(db: Session) -> None:
    load(db, small_file())
    file = small_file()
    file["edition"]["rooms"] = [{"key": "garden", "name": {"en": "Garden"}}]
    file["edition"]["slots"][0]["room"] = "garden"
    load(db, file)
    assert [room.slug for room in list_rooms(db, get_edition(db, "small-2026"))] == ["garden"]
    del file["edition"]["slots"][0]["room"]
    file["edition"]["rooms"] = []
    load(db, file)
    assert list_rooms(db, get_edition(db, "small-2026")) == []


def test_an_edition_moves_to_another_series(db: Session) -> None:
    load(db, small_file())
    file = small_file()
    file["series"] = {"key": "others", "name": {"en": "Others"}}
    before = version_of(db, "small-2026")[1]
    load(db, file)
    assert get_edition(db, "small-2026").series.slug == "others"
    assert version_of(db, "small-2026")[1] > before


def test_history_moves_house_with_the_edition(db: Session) -> None:
    load(db, small_file())
    here = get_edition(db, "small-2026")
    slot = list_slots(db, here)[0]
    remove_slot(db, here, slot, MUCH_LATER)
    db.flush()
    text = text_of(db, "small-2026")
    moved = read_edition_file(text.encode().replace(b"small-2026", b"moved-2026").replace(b"11111111-", b"44444444-"))
    history = moved.edition.slots[0].history
    assert history is not None
    assert (history.sequence, history.removed_at, history.public_since) == (1, MUCH_LATER, LATER)
    moved = moved.model_copy(
        update={"edition": moved.edition.model_copy(update={"uid": None, "slots": moved.edition.slots[:1]})}
    )
    import_edition(db, moved, MUCH_LATER + timedelta(days=1))
    kept = db.scalars(select(Slot).where(Slot.uid == moved.edition.slots[0].uid)).one()
    db.refresh(kept)
    assert (kept.sequence, kept.removed_at, kept.changed_at) == (1, MUCH_LATER, MUCH_LATER)


def test_a_removed_slot_of_a_file_is_removed_here_too(db: Session) -> None:
    load(db, small_file())
    file = small_file()
    stamps = {"created_at": MADE.isoformat(), "changed_at": MADE.isoformat(), "removed_at": MADE.isoformat()}
    file["edition"]["slots"][0]["history"] = stamps
    load(db, file)
    assert [str(slot.title.wording("en")) for slot in list_slots(db, get_edition(db, "small-2026"))] == ["Panel"]


def test_what_readers_may_not_see_stays_at_home(db: Session) -> None:
    file = small_file()
    file["people"][0]["passport_name"] = "PENA ANA"
    file["edition"]["slots"][0] |= {"doubt": "Really?", "printed_hours": "9-00"}
    load(db, file)
    here = get_edition(db, "small-2026")
    remove_slot(db, here, list_slots(db, here)[1], LATER)
    public = text_of(db, "small-2026", public=True)
    for private in ("PENA ANA", "Really?", "9-00", "Panel", "history"):
        assert private not in public
        assert private in text_of(db, "small-2026")
    assert read_edition_file(public.encode()).edition.key == "small-2026"


def test_a_text_is_always_written_the_same(db: Session) -> None:
    file = small_file()
    file["edition"]["title"] = {"es": "Pequeña", "en": "Small"}
    turned = copy.deepcopy(file)
    turned["edition"]["title"] = {"en": "Small", "es": "Pequeña"}
    load(db, file)
    first = text_of(db, "small-2026")
    load(db, turned)
    assert text_of(db, "small-2026") == first
    assert first.endswith("}\n")
    assert "ñ" in first
    assert "null" not in first
    assert find_edition(db, "small-2026") is not None


def test_another_order_is_a_change_of_the_edition_and_of_no_slot(db: Session) -> None:
    load(db, small_file())
    before = version_of(db, "small-2026")[1]
    file = small_file()
    file["edition"]["slots"].reverse()
    assert load(db, file).changed == 0
    assert version_of(db, "small-2026")[1] == before + 1
    assert [slot.sequence for slot in list_slots(db, get_edition(db, "small-2026"))] == [0, 0]
