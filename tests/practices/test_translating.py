"""Translations of a card: saved beside the original, reviewed, approved by the author, behind when it changes."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.outbox.models import Letter
from academy.practices.catalogue import readable_texts
from academy.practices.content import CardContent, Further
from academy.practices.differences import changed_keys
from academy.practices.models import CardText, Practice, TextState
from academy.practices.queries import find_card, find_original, list_texts
from academy.practices.translating import (
    Seen,
    TranslationDraft,
    aligned,
    approve,
    changed_since,
    get_translation,
    is_behind,
    missing_languages,
    object_to,
    remove_translation,
    save_translation,
)
from academy.practices.translation_lists import STANDINGS, Standing, counts, list_translations, narrowed
from academy.practices.translation_record import find_answer, find_answers
from academy.practices.writing import withdraw
from academy.trail.models import Entry
from tests.factories import LATER, edition
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_call, a_card, a_sent_card
from tests.practices.published import a_published_card, translated

NOL = CardContent(
    "النول المشترك",
    {"objectives": "عشرون ورشة تتشارك **نولًا** واحدًا.", "results": "| السنة | الورش |\n|---|---|\n| 2024 | 20 |"},
)


def save(
    db: Session,
    card: Practice,
    content: CardContent = NOL,
    state: TextState = TextState.DRAFT,
    language: str = "ar",
    seen: Seen | None = None,
    **more: bool,
) -> CardText:
    """Save a translation as a page does that was opened a moment ago."""
    original = original_of(db, card)
    present = next((one.revision for one in list_texts(db, card) if one.language == language), 0)
    draft = TranslationDraft(content, "Hala Translator", state, **more)
    return save_translation(db, card, language, draft, LATER, seen or Seen(present, original.revision))


def original_of(db: Session, card: Practice) -> CardText:
    found = find_original(db, card)
    assert found is not None
    return found


def change_original(db: Session, card: Practice, fields: Mapping[str, str]) -> CardText:
    """Let the original say something else, as when its author has agreed to an edited text."""
    text = original_of(db, card)
    text.content = replace(text.content, fields={**text.content.fields, **fields})
    db.flush()
    return text


def acts(db: Session) -> list[str]:
    return list(db.scalars(select(Entry.act).where(Entry.act.startswith("card.transl")).order_by(Entry.id)))


def letters(db: Session) -> int:
    """How many letters ask the author to look at a translation."""
    found = db.scalars(select(Letter).where(Letter.kind == "practices/card")).all()
    return sum("translation" in str(one.facts["subject_line"]) for one in found)


def versions(db: Session) -> int:
    return db.scalar(select(func.sum(Edition.version))) or 0


def test_a_translation_is_kept_with_what_the_original_said(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card)
        assert (text.content, text.state, text.translator) == (NOL, TextState.DRAFT, "Hala Translator")
        assert text.source == LOOM
        assert (text.is_original, is_behind(text, original_of(db, card))) == (False, False)
        assert readable_texts(list_texts(db, card)) == [original_of(db, card)]
        assert acts(db) == ["card.translated"]
        assert letters(db) == 0


def test_the_same_once_more_changes_nothing(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        first = save(db, card, state=TextState.REVIEWED)
        before = (first.revision, acts(db), letters(db))
        again = save(db, card, state=TextState.REVIEWED)
        assert (again.revision, acts(db), letters(db)) == before


def test_two_translators_the_second_is_told(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        original = original_of(db, card)
        save(db, card)
        with pytest.raises(Stale):
            save(db, card, seen=Seen(0, original.revision))


def test_who_saves_while_the_original_changes_is_told(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        revision = original_of(db, card).revision
        change_original(db, card, {"funds": "Une banque."})
        with pytest.raises(Stale, match="original"):
            save(db, card, seen=Seen(0, revision))


def test_a_change_of_the_original_marks_the_translation_and_hides_nothing(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card, state=TextState.REVIEWED)
        original = change_original(db, card, {"objectives": "Trente ateliers partagent **un** métier à tisser."})
        assert is_behind(text, original)
        assert [one.key for one in changed_since(text, original)] == ["objectives"]
        assert text in readable_texts(list_texts(db, card))
        save(db, card, replace(NOL, title="نول"), TextState.REVIEWED, follows=False)
        assert is_behind(text, original)
        save(db, card, replace(NOL, title="نول"), TextState.REVIEWED)
        assert not is_behind(text, original)
        assert changed_since(text, original) == ()


def test_what_is_written_otherwise_but_says_the_same_is_not_behind(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card)
        original = change_original(db, card, {"funds": ""})
        assert not is_behind(text, original)
        text.source = None
        assert (is_behind(text, original), changed_since(text, original)) == (True, ())


def test_an_author_approves_and_any_change_asks_them_again(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card, state=TextState.REVIEWED)
        assert letters(db) == 1
        approve(db, card, "ar", LATER, text.revision)
        assert text.state == TextState.APPROVED
        assert save(db, card, state=TextState.REVIEWED).state == TextState.APPROVED
        assert save(db, card, replace(NOL, title="نول"), TextState.REVIEWED).state == TextState.REVIEWED
        assert letters(db) == 2
        assert acts(db)[1:4] == ["card.translation_asked", "card.translation_approved", "card.translated"]


def test_an_approved_translation_that_follows_a_new_original_is_asked_about_again(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card, state=TextState.REVIEWED)
        approve(db, card, "ar", LATER, None)
        change_original(db, card, {"funds": "Une banque."})
        assert save(db, card, state=TextState.REVIEWED, follows=False).state == TextState.APPROVED
        assert save(db, card, state=TextState.REVIEWED).state == TextState.REVIEWED
        assert text.state == TextState.REVIEWED


def test_the_author_is_asked_once_until_they_answer(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        save(db, card, state=TextState.REVIEWED)
        save(db, card, state=TextState.DRAFT)
        save(db, card, state=TextState.REVIEWED)
        assert letters(db) == 1
        text = object_to(db, card, "ar", "Le titre ne va pas.", LATER, None)
        assert text.state == TextState.DRAFT
        answer = find_answer(db, card, "ar")
        assert answer is not None
        assert (answer.is_refusal, answer.remark) == (True, "Le titre ne va pas.")
        save(db, card, state=TextState.REVIEWED)
        assert letters(db) == 2
        assert list(find_answers(db, card)) == ["ar"]


def test_a_machine_translation_says_so_until_somebody_saves_it(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card, state=TextState.MACHINE)
        assert text in readable_texts(list_texts(db, card))
        assert letters(db) == 0
        assert save(db, card, replace(NOL, title="نول")).state == TextState.DRAFT


@pytest.mark.parametrize("remark", ["", "  \n "])
def test_an_objection_says_what_is_wrong(database: Database, remark: str) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        save(db, card, state=TextState.REVIEWED)
        with pytest.raises(Refusal, match="Say what is wrong"):
            object_to(db, card, "ar", remark, LATER, None)


def test_an_author_answers_only_what_they_saw_and_what_is_ready(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card)
        with pytest.raises(Refusal, match="being worked on"):
            approve(db, card, "ar", LATER, text.revision)
        save(db, card, state=TextState.REVIEWED)
        with pytest.raises(Stale):
            approve(db, card, "ar", LATER, text.revision - 1)
        with pytest.raises(Unknown):
            approve(db, card, "es", LATER, None)
        with pytest.raises(Unknown):
            approve(db, card, "fr", LATER, None)


@pytest.mark.parametrize(
    ("language", "state", "content", "says"),
    [
        ("fr", TextState.DRAFT, NOL, "written in this language"),
        ("fr-CA", TextState.DRAFT, NOL, "written in this language"),
        ("xx-nothing", TextState.DRAFT, NOL, "no language"),
        ("../../etc", TextState.DRAFT, NOL, "no language"),
        ("ar", TextState.APPROVED, NOL, "Only its author"),
        ("ar", TextState.REVIEWED, CardContent("", {"objectives": ""}), "Nothing is translated"),
        ("ar", TextState.DRAFT, CardContent("ن", {"objectives": "ن" * 20_001}), "20001 characters"),
        ("ar", TextState.DRAFT, CardContent("ن", {}, (Further("a", "b"),) * 41), "At most 40"),
    ],
)
def test_what_cannot_be_is_refused(
    database: Database, language: str, state: TextState, content: CardContent, says: str
) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        with pytest.raises(Refusal) as refused:
            save(db, card, content, state, language)
        assert says in refused.value.message % refused.value.facts


def test_what_was_not_sent_in_or_was_taken_back_is_not_translated(database: Database) -> None:
    with database.writing() as db:
        card = a_card(db)
        with pytest.raises(Refusal, match="sent in"):
            save(db, card)
        card = a_sent_card(db, card.call)
        save(db, card)
        withdraw(db, card, LATER)
        with pytest.raises(Refusal, match="sent in"):
            save(db, card)


def test_languages_that_are_missing_are_the_editions_and_the_interfaces(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db, a_call(db, edition(db, languages=("qu", "en", "fr"))))
        assert missing_languages(card, list_texts(db, card)) == ("qu", "en", "es", "pt", "ar")
        save(db, card)
        assert missing_languages(card, list_texts(db, card)) == ("qu", "en", "es", "pt")


def test_further_fields_keep_their_places_and_follow_when_the_original_moves_them(database: Database) -> None:
    source = replace(LOOM, further=(Further("Risques", "Peu d’eau."), Further("Loi", "Un décret.")))
    said = replace(NOL, further=(Further("", ""), Further("القانون", "مرسوم.")))
    with database.writing() as db:
        card = a_sent_card(db)
        original_of(db, card).content = source
        text = save(db, card, said)
        assert text.content.further == said.further
        moved = replace(source, further=(Further("Loi", "Deux décrets."), Further("Lieu", "Mopti.")))
        original_of(db, card).content = moved
        shown = aligned(text.content, text.source, moved)
        assert shown.further == (Further("القانون", "مرسوم."), Further("", ""))
        save(db, card, shown, follows=False)
        assert text.source is not None
        assert [one.text for one in text.source.further] == ["Un décret.", ""]
        assert changed_keys(text.source, moved) == ("further.0", "further.1")
        assert aligned(text.content, text.source, moved).further == shown.further


def test_what_was_translated_of_a_further_field_that_is_gone_is_not_lost(database: Database) -> None:
    source = replace(LOOM, further=(Further("Risques", "Peu d’eau."),))
    said = replace(NOL, further=(Further("المخاطر", "قلة الماء."),))
    with database.writing() as db:
        card = a_sent_card(db)
        original_of(db, card).content = source
        text = save(db, card, said)
        assert aligned(text.content, text.source, LOOM).further == said.further


def test_a_translation_that_was_begun_by_mistake_goes(database: Database) -> None:
    with database.writing() as db:
        card = a_sent_card(db)
        text = save(db, card)
        with pytest.raises(Stale):
            remove_translation(db, card, "ar", LATER, text.revision + 1)
        remove_translation(db, card, "ar", LATER, text.revision)
        with pytest.raises(Unknown):
            get_translation(db, card, "ar")
        with pytest.raises(Unknown):
            remove_translation(db, card, "fr", LATER, None)


def test_readers_pages_are_made_anew_only_where_they_see_something_else(database: Database) -> None:
    with database.writing() as db:
        card = a_published_card(db, a_call(db))
        before = versions(db)
        save(db, card)
        assert versions(db) == before
        save(db, card, state=TextState.REVIEWED)
        assert versions(db) == before + 1
        approve(db, card, "ar", LATER, None)
        assert versions(db) == before + 2
        object_to(db, card, "ar", "Non.", LATER, None)
        assert versions(db) == before + 3


def test_cards_by_language_with_how_they_stand(database: Database) -> None:
    with database.writing() as db:
        call = a_call(db, edition(db, languages=("en", "es")))
        card = a_sent_card(db, call)
        a_card(db, call)  # not sent in: nobody's yet
        translated(db, card, "en", TextState.APPROVED)
        text = save(db, card, language="sw")
        change_original(db, card, {"objectives": "Trente."})
        languages, lines = list_translations(db, call.edition)
        assert languages == ["en", "es", "fr", "pt", "ar", "sw"]
        (line,) = lines
        assert (line.number, line.cells["fr"].is_original, line.cells["fr"].standing) == (card.id, True, None)
        standings = {code: cell.standing for code, cell in line.cells.items() if not cell.is_original}
        assert standings["en"] == Standing.APPROVED
        assert standings["sw"] == Standing.DRAFT
        assert standings["pt"] == Standing.MISSING
        assert text.language == "sw"
        assert {code for code, cell in line.cells.items() if cell.is_behind} == {"en", "sw"}
        assert narrowed(lines, "sw", "behind") == lines
        assert narrowed(lines, "sw", "approved") == narrowed(lines, "pt", "behind") == []
        assert narrowed(lines, "", "approved") == narrowed(lines, "es", "") == lines
        assert counts(lines, languages)["sw"] == {"draft": 1, "behind": 1}


def test_thirty_cards_cost_as_many_statements_as_one(database: Database) -> None:
    def cost() -> int:
        with database.reading() as db:
            of = db.scalars(select(Edition)).one()
            with asked_of(database) as asked:
                list_translations(db, of)
            return len(asked)

    with database.writing() as db:
        call = a_call(db)
        translated(db, a_sent_card(db, call), "es")
    one = cost()
    with database.writing() as db:
        call = db.get_one(type(call), call.id)
        for _ in range(5):
            found = find_card(db, 1)
            assert found is not None
            assert found.call is not None
            translated(db, a_sent_card(db, found.call), "es")
    assert cost() == one


def test_states_and_standings_are_one_for_one() -> None:
    assert {one.value for one in TextState} < {one.value for one in Standing}
    assert {one.value for one in Standing} == set(STANDINGS)
