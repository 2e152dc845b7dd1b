"""Calls and cards in edition files: out, in and out again; what stays at home; what people here write."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.agenda.drafts import TalkDraft
from academy.db.engine import open_database
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition, version_of
from academy.kit.refusals import Refusal, Several
from academy.kit.translated import Translated
from academy.practices.calls import CallDraft, CriterionDraft, change_call, set_criteria, set_fields
from academy.practices.content import CardContent, Further
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import (
    Call,
    CardState,
    CardText,
    CountryRole,
    Practice,
    TextState,
)
from academy.practices.publishing import publish
from academy.practices.queries import find_card, find_original, get_call, list_texts
from academy.practices.template import STANDARD, fields_of
from academy.practices.writing import submit
from academy.records.edition_file.importing import Report, import_edition
from academy.records.edition_file.reading import read_edition_file
from academy.records.edition_file.writing import edition_file, to_json
from tests.conftest import KEYS, Shelf
from tests.factories import LATER, MADE, institution, slot, words
from tests.factories import edition as an_edition
from tests.practices.carded import LOOM, a_call, a_card, write
from tests.practices.pictured import a_photo

File = dict[str, Any]
Change = Callable[[File], object]
FACTS = CardFacts(
    author="Awa Traoré",
    countries=(("BF", CountryRole.PROVIDING), ("ML", None)),
    goals=("8", "8.a"),
    themes=("cooperatives", "women"),
    begun_in=2015,
    ended_in=2020,
    beneficiaries=Translated(fr="Tisserandes"),
    contacts=(
        Contact("Kassim Coulibaly", "Coordinator", "kassim@example.org", "+223 0", "Bamako", is_public=True),
        Contact("Salif Keïta", email="salif@example.org"),
    ),
)


def filled(db: Session) -> Edition:
    """An edition with a call, a published card with a translation, an accepted one and a draft that a talk presents."""
    of = an_edition(db)
    call = a_call(db, of)
    change_call(db, call, replace(CallDraft.of(call), is_announced=True), MADE)
    set_criteria(db, call, [CriterionDraft(words("Results"), words("Look at figures."), 3)], MADE)
    loom, basket = accepted(db, call, "Le métier à tisser partagé"), accepted(db, call, "Paniers")
    set_fields(db, call, STANDARD[:3], MADE)
    bodies = ("House of Weavers", institution(db, "Ministry of Crafts"))
    save_facts(db, loom, replace(FACTS, institutions=bodies), MADE, always=True)
    a_photo(db, loom, always=True)
    loom.source, loom.is_invented, loom.part = words("A visit."), True, call.parts[0]
    original = find_original(db, loom)
    assert original is not None
    for language, state, source in (
        ("es", TextState.REVIEWED, original.content),
        ("pt", TextState.DRAFT, replace(original.content, title="Earlier")),
    ):
        said = CardContent(f"In {language}", {"objectives": "Translated."}, (Further("More", "And more."),))
        row = CardText(practice=loom, language=language, content=said, changed_at=MADE, state=state, source=source)
        row.translator = "Ines Lima"
        db.add(row)
    publish(db, loom, MADE)
    draft = a_card(db, call)
    write(db, draft, replace(LOOM, title="Un brouillon"))
    slot(db, of, talks=(TalkDraft(words("Talk"), loom), TalkDraft(words("Other"), draft)))
    db.flush()
    assert basket.slug == f"practice-{basket.id}"
    db.expire_all()
    return of


def accepted(db: Session, call: Call, title: str) -> Practice:
    card = a_card(db, call)
    submit(db, card, MADE)
    text = find_original(db, card)
    assert text is not None
    text.content, card.title, card.state = replace(LOOM, title=title), title, CardState.ACCEPTED
    db.flush()
    return card


def out(db: Session, *, public: bool = False) -> str:
    return to_json(edition_file(db, get_whole_edition(db, "workshop-2026"), public=public))


def load(db: Session, file: File | str) -> Report:
    text = file if isinstance(file, str) else json.dumps(file)
    report = import_edition(db, read_edition_file(text.encode()), LATER)
    db.flush()
    db.expire_all()
    return report


def titled(file: File, title: str) -> File:
    found: File = next(one for one in file["practices"] if one["title"] == title)
    return found


def stored(db: Session, title: str) -> Practice:
    number = db.scalar(select(Practice.id).where(Practice.title == title, Practice.state == CardState.ACCEPTED))
    found = find_card(db, number or 0)
    assert found is not None
    return found


def test_cards_come_back_as_they_went_out(db: Session, kind: str, shelves: dict[str, Shelf]) -> None:
    filled(db)
    text = out(db)
    for other_kind in {kind, "sqlite"}:
        url = shelves[other_kind].copy(demonstration=False)
        other = open_database(url, KEYS)
        with other.writing() as fresh:
            load(fresh, text)
        with other.writing() as fresh:
            assert out(fresh) == text
            card = stored(fresh, "Le métier à tisser partagé")
            assert fields_of(card.template) == STANDARD
            assert card.call is not None
            assert (fields_of(card.call.template), card.call.template.number) == (STANDARD[:3], 2)
            assert (card.published_at, card.slug, card.email) == (MADE, "le-metier-a-tisser-partage", "")
            load(fresh, text)
            assert out(fresh) == text
        other.engine.dispose()
        shelves[other_kind].drop(url)


def test_importing_again_changes_nothing(db: Session) -> None:
    filled(db)
    text, version = out(db), version_of(db, "workshop-2026")
    report = load(db, text)
    assert (report.added, report.changed, report.removed, report.shared_changed) == (0, 0, 0, [])
    assert (out(db), version_of(db, "workshop-2026")) == (text, version)
    card = stored(db, "Le métier à tisser partagé")
    assert [one.email for one in card.contacts] == ["kassim@example.org", "salif@example.org"]
    assert (card.email, len(card.files)) == ("awa@example.org", 1)


def test_what_is_nobody_elses_stays_at_home(db: Session) -> None:
    filled(db)
    text = out(db)
    for private in ("awa@example.org", "salif@example.org", "Salif", "loom.jpg"):
        assert private not in text, private
    nonces = [*db.scalars(select(Practice.nonce)), *db.scalars(select(Call.key))]
    assert not any(one in text for one in nonces)
    file = json.loads(text)
    assert titled(file, "Paniers")["card"]["author"] == "Awa Traoré"
    drafts = [one for one in file["practices"] if "card" not in one]
    assert [one["key"].startswith("card-") for one in drafts] == [True]


def test_the_public_file_has_what_readers_find(db: Session) -> None:
    filled(db)
    file = json.loads(out(db, public=True))
    assert [one["title"] for one in file["practices"] if "card" in one] == ["Le métier à tisser partagé"]
    assert [one["language"] for one in titled(file, "Le métier à tisser partagé")["card"]["texts"]] == ["fr", "es"]
    assert "criteria" not in file["edition"]["calls"][0]
    call = get_call(db, get_whole_edition(db, "workshop-2026"), "good-practices-of-solidarity")
    change_call(db, call, replace(CallDraft.of(call), is_announced=False), MADE)
    file = json.loads(out(db, public=True))
    assert "calls" not in file["edition"]
    assert "call" not in titled(file, "Le métier à tisser partagé")["card"]


def test_a_file_updates_accepted_cards_and_calls(db: Session) -> None:
    filled(db)
    file = json.loads(out(db))
    said = titled(file, "Le métier à tisser partagé")["card"]
    said["texts"][0]["fields"]["objectives"] = "Trente ateliers."
    said["countries"], said["published"] = [{"code": "SN"}], None
    call = file["edition"]["calls"][0]
    call["title"]["en"], call["parts"] = "Another title", [{"key": "III", "name": {"en": "Guests"}}, call["parts"][0]]
    call["criteria"] = [{"key": "clarity", "name": {"en": "Clarity"}}]
    load(db, file)
    card = stored(db, "Le métier à tisser partagé")
    text = find_original(db, card)
    assert text is not None
    assert text.content.fields["objectives"] == "Trente ateliers."
    assert ([one.code for one in card.countries], card.published_at) == (["SN"], MADE)
    assert card.call is not None
    assert (card.call.title["en"], [one.slug for one in card.call.parts]) == ("Another title", ["III", "IA", "IIB"])
    assert [one.slug for one in card.call.criteria] == ["clarity"]
    assert {one.language for one in list_texts(db, card)} == {"fr", "es", "pt"}


@pytest.mark.parametrize("state", [one for one in CardState if one != CardState.ACCEPTED])
def test_no_file_goes_over_what_people_here_are_writing(db: Session, state: CardState) -> None:
    filled(db)
    file = json.loads(out(db))
    titled(file, "Paniers")["card"]["texts"][0]["fields"]["objectives"] = "Other words."
    titled(file, "Paniers")["title"] = "Other title"
    card = stored(db, "Paniers")
    card.state = state
    load(db, file)
    text = find_original(db, card)
    assert text is not None
    assert (card.title, text.content.fields["objectives"]) == ("Paniers", LOOM.fields["objectives"])
    assert db.scalar(select(func.count()).select_from(Practice)) == 3


def test_a_card_that_was_written_in_another_language_gets_its_own_text_there(db: Session) -> None:
    filled(db)
    file = json.loads(out(db))
    titled(file, "Le métier à tisser partagé")["language"] = "es"
    load(db, file)
    card = stored(db, "Le métier à tisser partagé")
    assert [one.language for one in list_texts(db, card) if one.is_original] == ["es"]


def test_a_file_of_before_changes_no_card(db: Session) -> None:
    filled(db)
    file = json.loads(out(db))
    for practice in file["practices"]:
        practice.pop("card", None)
    del file["edition"]["calls"], file["edition"]["card_templates"]
    text = out(db)
    load(db, file)
    assert out(db) == text


def test_other_fields_under_a_number_that_is_taken_get_another_one(db: Session) -> None:
    filled(db)
    file = json.loads(out(db))
    file["edition"]["card_templates"][0]["fields"].pop()
    load(db, file)
    card = stored(db, "Paniers")
    assert card.template is not None
    assert (card.template.number, fields_of(card.template)) == (3, STANDARD[:-1])


def test_a_card_of_another_edition_is_not_taken(db: Session) -> None:
    filled(db)
    file = json.loads(out(db))
    copied = copy.deepcopy(file)
    copied["edition"] |= {"key": "other-2026", "slots": []}
    del copied["edition"]["uid"]
    with pytest.raises(Refusal, match="belongs to another edition"):
        load(db, copied)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda card: card.update(call="nowhere"), "There is no “nowhere” among the file’s own."),
        (lambda card: card.update(template=9), "There is no “9” among the file’s own."),
        (lambda card: card.update(part="X"), "The call has no part “X”."),
        (lambda card: card.update(themes=["magic"]), "There is no such theme."),
        (lambda card: card.update(goals=["42"]), "].card.goals[0]: “42” is"),
        (lambda card: card.update(begun_in=2020, ended_in=2010), "It cannot end before it has begun."),
        (lambda card: card["texts"].append(card["texts"][0]), "“fr” stands in the file twice."),
        (lambda card: card["texts"].pop(0), "The card’s own text is missing"),
        (lambda card: card["institutions"].append({}), "An institution has a name, or a key."),
        (lambda card: card["institutions"].append({"institution": "nobody"}), "There is no “nobody”"),
    ],
)
def test_mistakes_are_told_with_their_lines(db: Session, change: Change, says: str) -> None:
    filled(db)
    file = json.loads(out(db))
    change(titled(file, "Le métier à tisser partagé")["card"])
    with pytest.raises(Several) as raised:
        load(db, file)
    assert any(says in str(one) and "Line" in str(one) for one in raised.value.refusals), raised.value.refusals
