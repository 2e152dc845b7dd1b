"""How the programme and those who appear in it are found."""

from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from academy.agenda.actions import remove_slot, withdraw
from academy.agenda.appearances import appearances, institutions_of
from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.queries import (
    find_slot_by_uid,
    get_slot,
    list_appearances,
    list_public_slots,
    list_slots,
    list_slots_of_institution,
    list_slots_of_practice,
    next_position,
)
from academy.editions.queries import get_edition
from academy.kit.refusals import Unknown
from academy.practices.actions import PracticeDraft, create_practice
from tests.factories import LATER, MADE, edition, institution, person, slot, words


def test_a_slot_is_found_by_its_code_in_its_edition(db: Session) -> None:
    here, other = edition(db), edition(db, "other")
    made = slot(db, here)
    assert get_slot(db, here, made.code) is made
    for where, code in ((other, made.code), (here, "00000000")):
        with pytest.raises(Unknown, match="not, or no longer, in the programme"):
            get_slot(db, where, code)
    remove_slot(db, here, made, LATER)
    with pytest.raises(Unknown):
        get_slot(db, here, made.code)
    assert get_slot(db, here, made.code, removed=True) is made
    assert find_slot_by_uid(db, made.uid) is made
    assert find_slot_by_uid(db, uuid4()) is None


def test_positions_follow_each_other(db: Session) -> None:
    here = edition(db)
    assert next_position(db, here) == 0
    slot(db, here)
    assert next_position(db, here) == 1


def test_a_programme_costs_the_same_number_of_queries_whatever_its_length(demo: Session) -> None:
    counts = []
    for slug in ("rcm-2021", "casablanca-2027"):
        here = get_edition(demo, slug)
        demo.expunge_all()
        said: list[str] = []
        event.listen(demo.get_bind(), "before_cursor_execute", lambda *given, said=said: said.append(given[2]))
        drafts = [SlotDraft.of(made) for made in list_slots(demo, here)]
        counts.append((len(drafts), len(said)))
    assert [length for length, _ in counts] == [7, 60]
    assert counts[0][1] <= 6
    assert counts[0][1] == counts[1][1]


def test_a_person_is_found_where_readers_may_see_them(db: Session) -> None:
    ana, eva = person(db), person(db, "Eva")
    role = (RoleDraft(person=ana),)
    here = edition(db, published=True)
    spoken = slot(db, here, roles=role)
    talked = slot(db, here, talks=(TalkDraft(words("Talk"), roles=role),))
    gone = slot(db, here, roles=role)
    remove_slot(db, here, gone, LATER)
    slot(db, here)
    slot(db, edition(db, "draft"), roles=role)
    hidden = edition(db, "hidden", published=True)
    taken_back = slot(db, hidden, roles=role)
    withdraw(db, hidden, LATER)
    assert list_appearances(db, ana) == [spoken, talked]
    # Calendars must be told of what is cancelled.
    assert set(list_appearances(db, ana, removed=True)) == {spoken, talked, gone, taken_back}
    assert list_appearances(db, eva) == []


def test_an_institution_is_found_wherever_it_stands(db: Session) -> None:
    ilo, other, ana = institution(db, "ILO"), institution(db, "IOM"), person(db)
    here = edition(db, published=True)
    belongs = (RoleDraft(person=ana, affiliations=(AffiliationDraft(institution=ilo),)),)
    found = [
        slot(db, here, directed_by=ilo),
        slot(db, here, roles=(RoleDraft(institution=ilo),)),
        slot(db, here, roles=belongs),
        slot(db, here, talks=(TalkDraft(words("Talk"), roles=belongs),)),
    ]
    slot(db, here, directed_by=other)
    remove_slot(db, here, slot(db, here, directed_by=ilo), LATER)
    assert list_slots_of_institution(db, ilo) == found


def test_a_practice_is_found_where_it_is_presented(db: Session) -> None:
    loom = create_practice(db, PracticeDraft("Loom", "fr"), MADE)
    here = edition(db, published=True)
    shown = slot(db, here, talks=(TalkDraft(words("Talk"), loom), TalkDraft(words("Other"))))
    slot(db, here, talks=(TalkDraft(words("Talk")),))
    assert list_slots_of_practice(db, loom) == [shown]


def test_slots_of_several_editions_come_with_their_editions(db: Session) -> None:
    one, other = edition(db, published=True), edition(db, "other", published=True)
    first, second = slot(db, one), slot(db, other)
    remove_slot(db, other, second, LATER)
    slot(db, edition(db, "third"))
    db.expunge_all()
    assert [made.edition.slug for made in list_public_slots(db, [one, other])] == ["workshop-2026", "other"]
    assert [made.id for made in list_public_slots(db, [one, other], removed=False)] == [first.id]
    assert list_public_slots(db, []) == []


def test_people_of_a_programme_are_filed_with_what_they_do(db: Session) -> None:
    here = edition(db)
    people = [person(db, "Zoe", "Álvarez"), person(db, "Ana", "Ñañez"), person(db, "Li", "Nuno"), person(db, "Eva", "")]
    roles = tuple(RoleDraft(person=one) for one in people)
    first = slot(db, here, roles=(*roles, RoleDraft(placeholder=words("Somebody"))))
    second = slot(db, here, talks=(TalkDraft(words("Talk"), roles=(roles[1],)),))
    found = appearances([first, second], "es")
    assert [one.person.given for one in found] == ["Zoe", "Eva", "Li", "Ana"]
    assert [made for made, _ in found[3].roles] == [first, second]
    assert {role.person for one in found for _, role in one.roles} == set(people)
    assert [one.person.given for one in appearances([first], "en")] == ["Zoe", "Eva", "Ana", "Li"]


def test_institutions_of_a_programme_are_named_once(db: Session) -> None:
    here, ana = edition(db), person(db)
    a, b, c = (institution(db, name) for name in ("Ágora", "beta", "Casa"))
    belongs = (RoleDraft(person=ana, affiliations=(AffiliationDraft(institution=b), AffiliationDraft(words("Chair")))),)
    made = [
        slot(db, here, directed_by=c, roles=(RoleDraft(institution=a),)),
        slot(db, here, directed_by=c, roles=belongs),
    ]
    assert institutions_of(made, "en") == [a, b, c]
