"""What can be done with slots: what it raises, and what it leaves as it was."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import change_slot, create_slot, duplicate_slot, move_slot, remove_slot, restore_slot
from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import Presence, RoleKind, Slot, SlotKind
from academy.agenda.queries import find_slot_by_uid, get_slot, list_slots
from academy.agenda.rules import arranged
from academy.editions.queries import version_of
from academy.kit.refusals import Refusal, Stale
from academy.kit.translated import EMPTY
from academy.practices.actions import PracticeDraft, create_practice
from tests.factories import DAY, LATER, MADE, edition, institution, person, room, slot, words

MUCH_LATER = LATER + timedelta(hours=1)


def whole_draft(db: Session, **more: object) -> SlotDraft:
    """A slot that says everything that a slot can say, but for things of its edition."""
    ana, ilo = person(db), institution(db, "ILO")
    chair = AffiliationDraft(words("Chair"))
    belongs = (AffiliationDraft(words("Professor"), ilo), AffiliationDraft(institution=ilo), chair)
    role = RoleDraft(RoleKind.MODERATOR, person=ana, presence=Presence.REMOTE, affiliations=belongs)
    talks = (
        TalkDraft(words("First"), create_practice(db, PracticeDraft("Loom", "fr"), MADE), (RoleDraft(person=ana),)),
        TalkDraft(words("Second"), roles=(RoleDraft(placeholder=words("A minister")), role)),
    )
    said = SlotDraft(
        SlotKind.PANEL, words("Panel", es="Panel"), about=words("About"), day=DAY, start=time(22), end=time(0, 30),
        days_over=1, printed_hours="22h-0h30", doubt="Really?", directed_by=ilo, directed_as=words("The ILO"),
        floor_languages=("es",), interpretation_languages=("en", "fr"), capacity=30, online_url="https://a.example/",
        roles=(role, RoleDraft(institution=ilo)), talks=talks,
    )  # fmt: skip
    return replace(said, **more)  # type: ignore[arg-type]


def raised(db: Session, made: Slot, before: tuple[int, int]) -> tuple[int, int]:
    """By how much the version of the edition has risen, and the slot's SEQUENCE now."""
    shared, own = version_of(db, made.edition.slug)
    assert shared == before[0]
    return own - before[1], made.sequence


def test_a_slot_is_kept_as_told(db: Session) -> None:
    here = edition(db)
    draft = whole_draft(db, room=room(db, here))
    before = version_of(db, here.slug)
    made = create_slot(db, here, draft, LATER)
    assert version_of(db, here.slug) == (before[0], before[1] + 1)
    db.expire_all()
    again = get_slot(db, here, made.code)
    assert SlotDraft.of(again) == draft
    assert (again.created_at, again.changed_at, again.sequence, again.removed_at) == (LATER, LATER, 0, None)
    assert again.code == again.uid.hex[:8]
    assert here.changed_at == LATER


def test_a_slot_of_a_draft_is_not_public_yet(db: Session) -> None:
    assert slot(db, edition(db)).public_since is None
    assert slot(db, edition(db, "other", published=True)).public_since == MADE


def test_slots_stand_behind_each_other(db: Session) -> None:
    here = edition(db)
    assert [slot(db, here).position for _ in range(3)] == [0, 1, 2]


def test_codes_of_an_edition_differ_where_uids_begin_alike(db: Session) -> None:
    here, draft = edition(db), SlotDraft(SlotKind.BREAK, words("Break"))
    one = create_slot(db, here, draft, MADE)
    twin = type(one.uid)(hex=one.uid.hex[:10] + "0" * 22)
    assert create_slot(db, here, draft, MADE, uid=twin).code == twin.hex[:9]
    other = type(one.uid)(hex=one.uid.hex[:10] + "1" * 22)
    assert create_slot(db, edition(db, "other"), draft, MADE, uid=other).code == one.code


def test_a_slot_that_cannot_be_is_not_added(db: Session) -> None:
    here = edition(db)
    with pytest.raises(Refusal, match="needs a title"):
        create_slot(db, here, SlotDraft(SlotKind.BREAK, EMPTY), MADE)
    elsewhere = room(db, edition(db, "other"))
    with pytest.raises(Refusal, match="belongs to another edition"):
        create_slot(db, here, SlotDraft(SlotKind.BREAK, words("x"), room=elsewhere), MADE)
    assert list_slots(db, here) == []


def test_saving_without_a_change_changes_nothing(db: Session) -> None:
    here = edition(db, published=True)
    made = get_slot(db, here, create_slot(db, here, whole_draft(db, room=room(db, here)), MADE).code)
    before, revision = version_of(db, here.slug), made.revision
    assert change_slot(db, here, made, SlotDraft.of(made), LATER) is False
    assert raised(db, made, before) == (0, 0)
    assert (made.changed_at, made.revision) == (MADE, revision)


CHANGES = {
    "title": words("Other"),
    "about": words("More"),
    "kind": SlotKind.FAIR,
    "day": DAY + timedelta(days=1),
    "start": time(8),
    "end": time(11),
    "printed_hours": "9h",
    "doubt": "Hm",
    "floor_languages": ("fr",),
    "capacity": 3,
    "online_url": "https://b.example/",
    "roles": (RoleDraft(placeholder=words("Somebody")),),
    "talks": (TalkDraft(words("Talk")),),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_saved_change_of_a_public_slot_raises_its_sequence(db: Session, name: str) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    before = version_of(db, here.slug)
    changed = replace(SlotDraft.of(made), **{name: CHANGES[name]})  # type: ignore[arg-type]
    assert change_slot(db, here, made, changed, LATER, revision=made.revision) is True
    assert raised(db, made, before) == (1, 1)
    assert (made.changed_at, made.created_at, here.changed_at) == (LATER, MADE, LATER)
    assert change_slot(db, here, made, changed, MUCH_LATER) is False
    third = replace(changed, title=words("Third"))
    assert change_slot(db, here, made, third, MUCH_LATER) is True
    assert raised(db, made, before) == (2, 2)
    db.expire_all()
    assert getattr(SlotDraft.of(get_slot(db, here, made.code)), name) == getattr(
        replace(changed, title=words("Third")), name
    )


def test_a_draft_stays_at_zero(db: Session) -> None:
    here = edition(db)
    made = slot(db, here)
    before = version_of(db, here.slug)
    change_slot(db, here, made, replace(SlotDraft.of(made), title=words("Other")), LATER)
    remove_slot(db, here, made, LATER)
    restore_slot(db, here, made, LATER)
    assert raised(db, made, before) == (3, 0)
    assert (made.public_since, made.changed_at) == (None, LATER)


def test_of_two_who_save_the_second_is_told(db: Session) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    seen = made.revision
    change_slot(db, here, made, replace(SlotDraft.of(made), title=words("First")), LATER, seen)
    with pytest.raises(Stale, match="Somebody else has changed this"):
        change_slot(db, here, made, replace(SlotDraft.of(made), title=words("Second")), LATER, seen)
    assert made.title == words("First")


def test_a_change_that_cannot_be_changes_nothing(db: Session) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    good = SlotDraft.of(made)
    elsewhere = room(db, edition(db, "other"))
    for wrong in (replace(good, title=EMPTY), replace(good, end=time(8)), replace(good, room=elsewhere)):
        with pytest.raises(Refusal):
            change_slot(db, here, made, wrong, LATER)
    assert (made.sequence, made.changed_at, made.title) == (0, MADE, words("Welcome"))


def test_a_removed_slot_keeps_its_row(db: Session) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    before = version_of(db, here.slug)
    remove_slot(db, here, made, LATER)
    assert (made.removed_at, made.changed_at, made.public_since) == (LATER, LATER, MADE)
    assert raised(db, made, before) == (1, 1)
    remove_slot(db, here, made, MUCH_LATER)
    assert raised(db, made, before) == (1, 1)
    assert (list_slots(db, here), list_slots(db, here, removed=True)) == ([], [made])
    assert find_slot_by_uid(db, made.uid) is made


def test_a_removed_slot_is_put_back(db: Session) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    before = version_of(db, here.slug)
    restore_slot(db, here, made, LATER)
    assert raised(db, made, before) == (0, 0)
    remove_slot(db, here, made, LATER)
    restore_slot(db, here, made, MUCH_LATER)
    assert raised(db, made, before) == (2, 2)
    assert (made.removed_at, made.changed_at, made.public_since) == (None, MUCH_LATER, MADE)
    assert list_slots(db, here) == [made]


def test_a_slot_removed_before_anybody_saw_it_is_public_once_it_is_back(db: Session) -> None:
    here = edition(db, published=True)
    made = slot(db, here)
    made.public_since = None
    remove_slot(db, here, made, LATER)
    assert made.public_since is None
    restore_slot(db, here, made, MUCH_LATER)
    assert made.public_since == MUCH_LATER


def test_a_copy_stands_behind_its_original_with_names_of_its_own(db: Session) -> None:
    here = edition(db, published=True)
    first = get_slot(db, here, create_slot(db, here, whole_draft(db), MADE).code)
    last = slot(db, here, "Last")
    before = version_of(db, here.slug)
    copy = duplicate_slot(db, here, first, LATER)
    assert version_of(db, here.slug) == (before[0], before[1] + 1)
    assert (copy.uid != first.uid, copy.code != first.code, copy.sequence, copy.created_at) == (True, True, 0, LATER)
    db.expire_all()
    assert [one.id for one in list_slots(db, here)] == [first.id, copy.id, last.id]
    assert SlotDraft.of(get_slot(db, here, copy.code)) == SlotDraft.of(get_slot(db, here, first.code))
    assert [(one.sequence, one.changed_at) for one in (first, last)] == [(0, MADE)] * 2


@pytest.mark.parametrize(("by", "order"), [(1, ["b", "a", "c"]), (-1, None), (2, None)])
def test_a_slot_is_moved_among_those_of_its_hour(db: Session, by: int, order: list[str] | None) -> None:
    here = edition(db, published=True)
    made = [slot(db, here, "a"), slot(db, here, "b"), slot(db, here, "c", start=time(9, 30))]
    before = version_of(db, here.slug)
    assert move_slot(db, here, made[0], by, LATER) is (order is not None)
    assert [str(one.title.wording("en")) for one in arranged(list_slots(db, here))] == (order or ["a", "b", "c"])
    assert raised(db, made[0], before) == ((1, 1) if order else (0, 0))
    assert made[1].sequence == 0


def test_a_slot_is_not_moved_out_of_its_day_or_hour(db: Session) -> None:
    here = edition(db)
    first, second, third = (
        slot(db, here),
        slot(db, here, start=time(9, 30)),
        slot(db, here, day=DAY + timedelta(days=1)),
    )
    assert not move_slot(db, here, first, 1, LATER)
    assert not move_slot(db, here, second, 1, LATER)
    assert not move_slot(db, here, third, 1, LATER)
    assert not move_slot(db, here, first, -1, LATER)


def test_a_slot_without_hours_is_moved_anywhere_in_its_day(db: Session) -> None:
    here = edition(db)
    untimed, timed = slot(db, here, "u", start=None, end=None), slot(db, here, "t")
    assert move_slot(db, here, untimed, 1, LATER)
    assert arranged(list_slots(db, here)) == [timed, untimed]
    assert move_slot(db, here, untimed, -1, LATER)
    assert arranged(list_slots(db, here)) == [untimed, timed]
