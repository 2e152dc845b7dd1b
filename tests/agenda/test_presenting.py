"""Speakers attach cards to their own talks, and to nobody else's."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import withdraw
from academy.agenda.drafts import RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import RoleKind, Slot
from academy.agenda.presenting import list_presentations, present
from academy.agenda.queries import get_slot, list_slots_of_practice
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.people.models import Person
from academy.practices.actions import PracticeDraft, create_practice
from academy.practices.models import Practice
from academy.trail.models import Entry
from tests.factories import LATER, MADE, edition, person, slot, words


def _card(db: Session, title: str = "Le métier") -> Practice:
    return create_practice(db, PracticeDraft(title, "fr"), MADE)


def _item(db: Session, speaker: Person, *more: Person) -> tuple[Edition, Slot]:
    """Return an item with a talk of the speaker, and one of each other."""
    of = edition(db, published=True)
    talks = [TalkDraft(words(f"Of {one.given}"), None, (RoleDraft(person=one),)) for one in (speaker, *more)]
    return of, slot(db, of, talks=tuple(talks))


def test_a_speaker_attaches_a_card_to_their_own_talk_and_takes_it_off_again(db: Session) -> None:
    ana, bea = person(db), person(db, "Bea")
    of, item = _item(db, ana, bea)
    card, before = _card(db), item.sequence
    (own,) = list_presentations(db, ana)
    present(db, ana, own.key, card, LATER)
    db.expire_all()
    item = get_slot(db, of, item.code)
    assert [talk.practice for talk in item.talks] == [card, None]
    assert [role.person for role in item.roles] == [ana, bea]
    assert item.sequence == before + 1
    assert [one.id for one in list_slots_of_practice(db, card)] == [item.id]
    present(db, ana, own.key, None, LATER)
    assert list_presentations(db, ana)[0].practice is None


def test_twice_is_as_once(db: Session) -> None:
    ana = person(db)
    of, item = _item(db, ana)
    card = _card(db)
    (own,) = list_presentations(db, ana)
    present(db, ana, own.key, card, LATER)
    sequence = get_slot(db, of, item.code).sequence
    present(db, ana, own.key, card, LATER)
    assert get_slot(db, of, item.code).sequence == sequence
    assert db.scalars(select(Entry.act).where(Entry.thing == "slot", Entry.act == "slot.changed")).all() == [
        "slot.changed"
    ]


def test_nobody_attaches_anything_to_the_talk_of_another(db: Session) -> None:
    ana, bea = person(db), person(db, "Bea")
    _, item = _item(db, ana, bea)
    for key in (f"{item.id}-1", f"{item.id}-7", f"{item.id}", "x", ""):
        with pytest.raises(Unknown):
            present(db, ana, key, _card(db), LATER)


def test_who_speaks_without_a_talk_gets_one_of_the_cards_title(db: Session) -> None:
    ana, bea = person(db), person(db, "Bea")
    of = edition(db, published=True)
    roles = (RoleDraft(RoleKind.MODERATOR, bea), RoleDraft(RoleKind.SPEAKER, ana), RoleDraft(RoleKind.SPEAKER, bea))
    item = slot(db, of, roles=roles)
    (own,) = list_presentations(db, ana)
    assert own.talk is None
    found = present(db, ana, own.key, _card(db), LATER)
    assert found.practice is not None
    said = SlotDraft.of(get_slot(db, of, item.code))
    assert [(one.kind, one.person) for one in said.roles] == [(RoleKind.MODERATOR, bea), (RoleKind.SPEAKER, bea)]
    assert [(str(one.title.wording("fr")), [role.person for role in one.roles]) for one in said.talks] == [
        ("Le métier", [ana])
    ]
    present(db, bea, list_presentations(db, bea)[0].key, _card(db, "Otro"), LATER)
    assert [talk.practice is not None for talk in get_slot(db, of, item.code).talks] == [True, True]


def test_moderators_and_interpreters_present_nothing(db: Session) -> None:
    ana = person(db)
    of = edition(db, published=True)
    slot(db, of, roles=(RoleDraft(RoleKind.MODERATOR, ana), RoleDraft(RoleKind.INTERPRETER, ana)))
    assert list_presentations(db, ana) == []


def test_a_card_is_presented_once_in_an_item(db: Session) -> None:
    ana, bea = person(db), person(db, "Bea")
    _, item = _item(db, ana, bea)
    card = _card(db)
    present(db, bea, f"{item.id}-1", card, LATER)
    with pytest.raises(Refusal, match="already"):
        present(db, ana, f"{item.id}-0", card, LATER)


def test_whoever_saves_second_is_told(db: Session) -> None:
    ana = person(db)
    _, item = _item(db, ana)
    seen = item.revision
    item.doubt = "Somebody at the desk was faster."
    db.flush()
    with pytest.raises(Stale):
        present(db, ana, f"{item.id}-0", _card(db), LATER, seen)


def test_of_editions_that_are_not_public_nothing_is_offered(db: Session) -> None:
    ana = person(db)
    of, _ = _item(db, ana)
    other = edition(db, "draft")
    slot(db, other, talks=(replace(TalkDraft(words("Talk")), roles=(RoleDraft(person=ana),)),))
    assert len(list_presentations(db, ana)) == 1
    withdraw(db, of, LATER)
    assert list_presentations(db, ana) == []
