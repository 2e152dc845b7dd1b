"""Whoever changes a person, an institution, a practice or an edition tells exactly the slots that show it."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import publish
from academy.agenda.drafts import AffiliationDraft, RoleDraft, TalkDraft
from academy.agenda.models import Slot
from academy.editions.actions import EditionDraft
from academy.editions.queries import version_of
from academy.kit.refusals import Stale
from academy.people.actions import InstitutionDraft, PersonDraft
from academy.practices.actions import PracticeDraft, create_practice
from academy.records.actions import change_edition, change_institution, change_person, change_practice
from tests.factories import LATER, MADE, edition, institution, person, slot, words


def told(db: Session) -> set[str]:
    """The titles of slots whose entries changed; every other one is as it was made."""
    found = set()
    for made in db.scalars(select(Slot).execution_options(populate_existing=True)):
        is_told = (made.sequence, made.changed_at) == (1, LATER)
        assert is_told or (made.sequence, made.changed_at) == (0, MADE)
        found |= {str(made.title.wording("en"))} if is_told else set()
    return found


def test_renaming_a_person_touches_the_slots_that_show_them(db: Session) -> None:
    ana, eva = person(db), person(db, "Eva")
    here = edition(db, published=True)
    slot(db, here, "speaks", roles=(RoleDraft(person=ana), RoleDraft(person=eva)))
    slot(db, here, "talks", talks=(TalkDraft(words("Talk"), roles=(RoleDraft(person=ana),)),))
    slot(db, here, "other", roles=(RoleDraft(person=eva),))
    shared, own = version_of(db, here.slug)
    assert change_person(db, ana, PersonDraft(given="Anna", family="Peña"), LATER, revision=ana.revision) is True
    assert told(db) == {"speaks", "talks"}
    assert version_of(db, here.slug) == (shared + 1, own)
    assert change_person(db, ana, PersonDraft.of(ana), LATER) is False
    assert version_of(db, here.slug) == (shared + 1, own)
    assert told(db) == {"speaks", "talks"}


def test_renaming_an_institution_touches_the_slots_that_show_it(db: Session) -> None:
    ilo, iom, ana = institution(db, "ILO"), institution(db, "IOM"), person(db)
    belongs = (RoleDraft(person=ana, affiliations=(AffiliationDraft(institution=ilo),)),)
    here = edition(db, published=True)
    slot(db, here, "directs", directed_by=ilo)
    slot(db, here, "speaks", roles=(RoleDraft(institution=ilo),))
    slot(db, here, "belongs", roles=belongs)
    slot(db, here, "talks", talks=(TalkDraft(words("Talk"), roles=belongs),))
    slot(db, here, "other", directed_by=iom, roles=(RoleDraft(person=ana),))
    shared, own = version_of(db, here.slug)
    assert change_institution(db, ilo, InstitutionDraft(name=words("Labour Office")), LATER, revision=ilo.revision)
    assert told(db) == {"directs", "speaks", "belongs", "talks"}
    assert change_institution(db, ilo, InstitutionDraft.of(ilo), LATER) is False
    assert version_of(db, here.slug) == (shared + 1, own)


def test_renaming_a_practice_touches_the_slots_that_present_it(db: Session) -> None:
    loom, other = (create_practice(db, PracticeDraft(title, "fr"), MADE) for title in ("Loom", "Other"))
    here = edition(db, published=True)
    slot(db, here, "presents", talks=(TalkDraft(words("Talk")), TalkDraft(words("Loom"), loom)))
    slot(db, here, "other", talks=(TalkDraft(words("Talk"), other),))
    shared, own = version_of(db, here.slug)
    assert change_practice(db, loom, PracticeDraft("Telar", "es"), LATER, revision=loom.revision) is True
    assert told(db) == {"presents"}
    assert change_practice(db, loom, PracticeDraft.of(loom), LATER) is False
    assert version_of(db, here.slug) == (shared + 1, own)


def test_slots_that_nobody_saw_are_not_counted(db: Session) -> None:
    ana = person(db)
    made = slot(db, edition(db), roles=(RoleDraft(person=ana),))
    change_person(db, ana, PersonDraft(given="Anna"), LATER)
    db.refresh(made)
    assert made.sequence == 0


def test_of_two_who_save_the_second_is_told(db: Session) -> None:
    ana, ilo, loom = person(db), institution(db), create_practice(db, PracticeDraft("Loom", "fr"), MADE)
    with pytest.raises(Stale):
        change_person(db, ana, PersonDraft(given="Anna"), LATER, revision=2)
    with pytest.raises(Stale):
        change_institution(db, ilo, InstitutionDraft(name=words("X")), LATER, revision=2)
    with pytest.raises(Stale):
        change_practice(db, loom, PracticeDraft("Telar", "es"), LATER, revision=2)
    assert version_of(db, "")[0] == 1


SHOWN = {
    "title": words("Taller"),
    "zone_name": "-06:00",
    "zone_label": "GMT-6",
    "venue": words("Campus"),
    "city": words("Puebla"),
    "country": "MX",
    "online_url": "https://meet.example.org/",
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_stands_in_every_entry_touches_every_slot(db: Session, name: str) -> None:
    here = edition(db)
    slot(db, here, "one")
    slot(db, edition(db, "other", published=True), "elsewhere")
    publish(db, here, MADE)
    shared, own = version_of(db, here.slug)
    draft = replace(EditionDraft.of(here), **{name: SHOWN[name]})  # type: ignore[arg-type]
    assert change_edition(db, here, draft, LATER, here.revision) == {name}
    assert told(db) == {"one"}
    assert version_of(db, here.slug) == (shared, own + 1)


def test_what_stands_in_no_entry_touches_no_slot(db: Session) -> None:
    here = edition(db, published=True)
    slot(db, here, "one")
    draft = replace(EditionDraft.of(here), summary=words("More"), number=7)
    assert change_edition(db, here, draft, LATER) == {"summary", "number"}
    assert told(db) == set()
    with pytest.raises(Stale):
        change_edition(db, here, draft, LATER, here.revision - 1)
