"""Invented practice cards: whole, each in its language and unlike the others, in every state, and nobody is told."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.agenda.presenting import list_presentations
from academy.db.engine import Database, open_database
from academy.editions.queries import get_whole_edition
from academy.outbox.models import Letter
from academy.people.queries import get_person
from academy.practices.conflicts import Families, conflict_of
from academy.practices.content import CardContent
from academy.practices.models import (
    CardFile,
    CardState,
    CardText,
    Practice,
    Review,
    ReviewState,
    Shown,
    TextState,
)
from academy.practices.queries import find_original, find_proposal, get_call, list_cards, list_texts, list_versions
from academy.practices.reviewers import list_reviewers
from academy.practices.rules import is_publishable, missing, window_of
from academy.practices.template import fields_of
from academy.practices.translating import is_behind
from academy.records.demonstration.accounts import load_accounts
from academy.records.demonstration.cards.casablanca import fill_cards
from academy.records.demonstration.cards.drawn import band
from academy.records.demonstration.cards.samples import PRACTICES, Sample, samples
from tests.conftest import KEYS, NOW, Shelf

LANGUAGES = ("en", "es", "fr", "pt", "ar")
TEXTS = [
    pytest.param(one, language, id=f"{one.practice}-{one.language}-in-{language}")
    for one in samples()
    for language in (one.language, *one.translations)
]
TYPICAL = {"en": " the ", "es": " los ", "fr": " les ", "pt": " não | uma | do ", "ar": " في "}


@pytest.fixture(scope="module")
def filled(shelves: dict[str, Shelf]) -> Iterator[Session]:
    """The demonstration with cards, made once: these tests read only."""
    database = open_database(shelves["sqlite"].copy(demonstration=True), KEYS)
    with database.session(writes=True) as db:
        load_accounts(db, NOW)
        fill_cards(db, NOW)
        yield db
    database.engine.dispose()


def cards_in(db: Session) -> list[Practice]:
    edition = get_whole_edition(db, "casablanca-2027")
    numbers = db.scalars(select(Practice.id).where(Practice.edition_id == edition.id, Practice.call_id.is_not(None)))
    return list(list_cards(db, edition, numbers))


def texts_in(content: CardContent) -> Iterator[str]:
    yield content.title
    yield from content.fields.values()


def figures(sample: Sample) -> dict[str, int]:
    return {key: one for key, one in sample.own["values"].items() if isinstance(one, int)}


def test_twelve_practices_are_told_in_five_languages() -> None:
    told = Counter((one.practice, one.language) for one in samples())
    assert told == Counter((practice, language) for practice in PRACTICES for language in LANGUAGES)


@pytest.mark.parametrize(("sample", "language"), TEXTS)
def test_a_text_is_in_its_language_and_long_enough(sample: Sample, language: str) -> None:
    content = sample.content(language)
    assert 6 <= len(content.fields) <= 8
    assert not missing(Practice(slug="", title="", language="", created_at=NOW, changed_at=NOW, author="A"), content,
                       fields_of(None))  # fmt: skip
    whole = "\n".join(texts_in(content))
    assert re.search(TYPICAL[language], whole)
    assert not re.search(r"[{}]|  | [.,]", whole)
    for key in content.fields.keys() - {"funds", "materials", "results"}:
        assert 24 <= len(content.fields[key].split()) <= 110, key
    letters = {unicodedata.name(letter).split()[0] for letter in whole if letter.isalpha()}
    assert letters == ({"ARABIC"} if language == "ar" else {"LATIN"})


def test_no_two_cards_say_the_same() -> None:
    seen = [said for one in samples() for said in texts_in(one.content())]
    assert [said for said, count in Counter(seen).items() if count > 1] == []
    places = [sample.content().title for sample in samples()]
    assert len(set(places)) == len(places)


def test_figures_fit_the_words_beside_them() -> None:
    for sample in samples():
        known = figures(sample)
        # What is counted has another form in Arabic after three to ten, and after hundreds with these.
        assert all(one % 100 > 10 or one % 100 == 0 for key, one in known.items() if key.startswith("n")), sample
        if sample.practice == "savings-boxes":  # fifteen to twenty-five sit in a circle, says the card
            assert 15 <= known["n1"] / known["n2"] <= 25
        if sample.practice in {"solar-dryers", "repair-workshop", "cold-chain"}:
            assert known["n2"] < known["n1"], "some of all"
        assert known["year"] < known.get("mid", known["year"] + 1) < known["later"], sample


def test_tables_add_up() -> None:
    rows, found = re.compile(r"^\|([^|]*)\| *\**([\d]+)\** *\|$", re.MULTILINE), 0
    for sample in samples():
        for language in (sample.language, *sample.translations):
            table = [(label, int(number)) for label, number in rows.findall(sample.content(language).fields["results"])]
            if sample.practice in {"waste-pickers", "health-fund"}:
                assert table[-1][0].strip().startswith("**")
                assert sum(number for _, number in table[:-1]) == table[-1][1]
            found += bool(table)
    assert found == 15 + 6


def test_cards_are_in_every_state_and_the_list_has_several_pages(filled: Session) -> None:
    cards = cards_in(filled)
    assert Counter(card.state for card in cards if card.published_at is None) == {
        CardState.DRAFT: 1,
        CardState.SUBMITTED: 3,
        CardState.CHANGES_ASKED: 1,
        CardState.ACCEPTED: 2,
        CardState.DECLINED: 1,
        CardState.WITHDRAWN: 1,
    }
    published = [card for card in cards if card.published_at is not None]
    assert len(published) == 51
    assert all(card.slug != f"practice-{card.id}" for card in published)
    assert Counter(card.language for card in cards) == dict.fromkeys(LANGUAGES, 12)
    assert len([card for card in cards if find_proposal(filled, card)]) == 1
    assert {card.part.slug for card in published if card.part} == {"IA", "IB"}


def test_every_card_is_marked_as_invented_and_has_its_facts(filled: Session) -> None:
    for card in cards_in(filled):
        assert card.is_invented
        assert set(card.source) == set(card.beneficiaries) == set(LANGUAGES)
        assert card.author
        assert card.email.endswith("@example.org")
        assert card.person is not None
        assert card.person.is_invented
        assert len(card.countries) >= 2 <= len(card.institutions)
        assert card.goals
        assert card.themes
        assert card.begun_in
        assert not card.contacts


def test_cards_are_added_once_and_nobody_is_written_to(demo: Session) -> None:
    load_accounts(demo, NOW)
    before = demo.scalar(select(func.count()).select_from(Letter))
    assert fill_cards(demo, NOW) == 60
    count = demo.scalar(select(func.count()).select_from(Practice))
    assert fill_cards(demo, NOW) == 0
    assert demo.scalar(select(func.count()).select_from(Practice)) == count
    assert demo.scalar(select(func.count()).select_from(Letter)) == before


def test_one_call_is_over_and_the_other_is_announced_and_open(filled: Session) -> None:
    edition = get_whole_edition(filled, "casablanca-2027")
    fellows, everybody = get_call(filled, edition, "south-south-fellows"), get_call(filled, edition, "good-practices")
    assert window_of(fellows).is_over(NOW)
    assert not window_of(everybody).is_over(NOW)
    assert everybody.is_announced
    assert not fellows.is_announced
    assert [(one.slug, one.weight) for one in everybody.criteria] == [
        ("relevance", 2), ("results", 2), ("adaptability", 1), ("clarity", 1),
    ]  # fmt: skip
    assert [part.slug for part in everybody.parts] == ["IA", "IIB"]
    for call in (fellows, everybody):
        named = [call.title, call.text, *(part.name for part in call.parts), *(one.name for one in call.criteria)]
        assert all(set(text) == set(LANGUAGES) for text in named)


def test_reviewers_have_judged_six_cards_and_may_not_judge_one(filled: Session) -> None:
    reviewed = filled.scalars(select(Review)).all()
    assert len({one.practice_id for one in reviewed}) == 6
    assert Counter(one.state for one in reviewed) == {ReviewState.DONE: 6, ReviewState.ASKED: 1}
    said = Counter((one.practice_id, one.to_author) for one in reviewed if one.state == ReviewState.DONE)
    assert set(said.values()) == {1}, "two reviewers do not say the same of a card"
    (kitchen,) = (card for card in cards_in(filled) if any(one.code == "PT" for one in card.countries)
                  and card.state == CardState.SUBMITTED)  # fmt: skip
    assert kitchen.call is not None
    close = [one for one in list_reviewers(filled, kitchen.call) if conflict_of(one, kitchen, Families.of(()))]
    assert [one.account.name for one in close] == ["João Vidigueira"]


def test_without_the_accounts_of_reviewers_there_are_cards_all_the_same(demo: Session) -> None:
    assert fill_cards(demo, NOW) == 60
    assert demo.scalar(select(func.count()).select_from(Review)) == 0


def test_translations_stand_in_every_state_and_some_are_behind(filled: Session) -> None:
    translated = filled.scalars(select(CardText).where(CardText.is_original.is_(False))).all()
    assert {one.state for one in translated} == set(TextState)
    behind = []
    for card in cards_in(filled):
        original = find_original(filled, card)
        assert original is not None
        behind += [one for one in list_texts(filled, card) if is_behind(one, original)]
        if any(one.practice_id == card.id for one in behind):
            assert len(list_versions(filled, card)) == 2
    assert len(behind) == 4


def test_pictures_are_drawn_described_and_show_nobody(filled: Session) -> None:
    pictures = filled.scalars(select(CardFile)).all()
    assert len(pictures) == 3
    assert all(is_publishable(one) and one.shown == Shown.NOBODY and one.credit for one in pictures)
    assert all(set(one.alt) == set(one.caption) == set(LANGUAGES) for one in pictures)
    assert band(1) == band(1) != band(2)


def test_speakers_present_their_cards(filled: Session) -> None:
    speakers = ("aya-blehiri", "yolanda-chindoy", "rafael-queiroz-lemos", "dandara-ferraz-coutinho")
    for slug in speakers:
        own = [one.practice for one in list_presentations(filled, get_person(filled, slug)) if one.practice]
        assert [card.published_at is not None for card in own if card.is_invented] == [True], slug


def test_the_list_has_three_pages_and_each_card_a_page_in_its_language(
    demonstration: Database, client: FlaskClient
) -> None:
    with demonstration.writing() as db:
        fill_cards(db, NOW)
        shown = (Practice.published_at.is_not(None), Practice.call_id.is_not(None))
        found = select(Practice.language, func.min(Practice.slug)).where(*shown).group_by(Practice.language)
        addresses = {row[0]: row[1] for row in db.execute(found)}
    for language, page in product(("en", "ar"), (1, 2, 3)):
        answer = client.get(f"/{language}/practices/?page={page}")
        assert answer.status_code == 200
        assert len(set(re.findall(r'href="(/\w\w/practices/[a-z0-9-]+/)"', answer.text))) >= 3
    assert addresses.keys() == set(LANGUAGES)
    for language, slug in addresses.items():
        assert client.get(f"/{language}/practices/{slug}/").status_code == 200


def test_the_cards_of_madrid_are_published_with_facts_kept_and_no_address(demo: Session) -> None:
    edition = get_whole_edition(demo, "sse-academy-madrid-2019")
    numbers = demo.scalars(select(Practice.id).where(Practice.edition_id == edition.id))
    cards = {card.author: card for card in list_cards(demo, edition, numbers)}
    assert {author: card.part.slug for author, card in cards.items() if card.part} == {
        "Carmen Scott Alava": "IA", "Siddique Lubna": "IIB",
    }  # fmt: skip
    for card in cards.values():
        assert card.published_at is not None
        assert card.call is not None
        assert window_of(card.call).is_over(NOW)
        assert not card.is_invented
        assert set(card.source) == set(LANGUAGES)
        assert not card.contacts
        texts = list_texts(demo, card)
        assert {one.language: one.state for one in texts if not one.is_original} == {
            "es" if card.language == "en" else "en": TextState.REVIEWED
        }
        whole = "\n".join(said for one in texts for said in texts_in(one.content))
        assert not re.search(r"@|https?:|\+\d|\d[\d -]{7,}\d", whole)


def test_the_table_of_the_ecuadorian_card_is_complete(demo: Session) -> None:
    (card,) = demo.scalars(select(Practice).where(Practice.author == "Carmen Scott Alava"))
    for text in list_texts(demo, card):
        rows = re.findall(r"^\| ([^|*]+) \| (\d+) \|$", text.content.fields["results"], re.MULTILINE)
        assert [int(number) for _, number in rows] == [10448, 5440, 8905, 15703, 16803, 8892, 5820, 1625, 368]
        assert sum(int(number) for _, number in rows) == 74_004
        assert re.search(r"\*\*74[.,]004\*\*", text.content.fields["results"])


def test_the_workshop_leads_to_its_three_practices(demo: Session, client: FlaskClient) -> None:
    edition = get_whole_edition(demo, "rcm-2021")
    cards = list(demo.scalars(select(Practice).where(Practice.edition_id == edition.id)))
    demo.rollback()
    assert len(cards) == 3
    assert all(card.themes and card.goals and card.source for card in cards)
    programme = client.get("/en/rcm-2021/programme/").text
    for slug in ("innovacion-migrante", "ong-alternativa", "emprende-segura"):
        assert f"/en/practices/{slug}/" in programme
        assert client.get(f"/en/practices/{slug}/").status_code == 200
