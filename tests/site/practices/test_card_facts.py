"""The facts of a card, for whoever writes it: filled in, saved by themselves, compared where somebody was faster."""

from flask import Flask
from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.kit.translated import Translated
from academy.people.queries import find_institution
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import CardState, CountryRole, Practice
from academy.practices.queries import find_card
from tests.desk.forms import errors_in, form_with, said_above
from tests.factories import LATER, institution, words
from tests.factories.statements import asked_of
from tests.practices.carded import a_card
from tests.site.practices.at_cards import (
    NOTHING,
    _before_the_deadline,
    browser,
    loom,
    opened,
    page,
    send,
    stored,
    words_of,
)

__all__ = ["_before_the_deadline", "browser", "loom"]

FACTS = "/en/cards/1/facts/"
SAVE = "Save and continue"
FILLED: dict[str, str | list[str]] = {
    "country": ["BF", "ML", ""],
    "role": ["providing", "", "receiving"],
    "institution": ["ILO", "تعاونية النسيج"],
    "goal": ["8", "17"],
    "targets": "8.a، 17.9; ",
    "theme": ["women"],
    "begun_in": "٢٠١٩",
    "ended_in": " 2024 ",
    "beneficiaries": "Vingt ateliers",
    "contact-0-name": "Issa Diallo",
    "contact-0-email": "Issa@example.org",
    "contact-0-is_public": "1",
}


def facts_of(database: Database) -> CardFacts:
    return CardFacts.of(stored(database))


def quietly(browser: FlaskClient, revision: str | None = None, **facts: str) -> tuple[int, str]:
    """Save as the page does while somebody types."""
    form = form_with(page(browser, FACTS), SAVE)
    sent = {**dict(form.pairs), **facts, "quietly": "1"}
    answer = browser.post(FACTS, data=sent | ({"revision": revision} if revision else {}))
    assert answer.data == b""
    return answer.status_code, answer.headers.get("X-Revision", "")


def test_facts_are_filled_in_and_matched_with_what_is_known(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        known = institution(db, "International Labour Organization", acronym=words("ILO")).slug
    answer = send(browser, FACTS, SAVE, FILLED)
    assert (answer.status_code, answer.location) == (303, "/en/cards/1/files/")
    assert facts_of(database) == CardFacts(
        author="Awa Traoré",
        countries=(("BF", CountryRole.PROVIDING), ("ML", None)),
        institutions=("ILO", "تعاونية النسيج"),
        goals=("8", "8.a", "17", "17.9"),
        themes=("women",),
        begun_in=2019,
        ended_in=2024,
        beneficiaries=Translated(fr="Vingt ateliers"),
        contacts=(Contact("Issa Diallo", email="issa@example.org", is_public=True),),
    )
    with database.reading() as db:
        own, ilo = stored(database).institution, find_institution(db, known)
        assert own is not None
        assert ilo is not None
        assert own.id == ilo.id
    again = form_with(page(browser, FACTS), SAVE)
    assert again.values("country") == ["BF", "ML", "", ""]
    assert again.values("role")[:2] == ["providing", ""]
    assert (again.value("targets"), again.values("goal")) == ("8.a, 17.9", ["8", "17"])
    assert again.value("contact-0-is_public") == "1"
    assert browser.post(FACTS, data=again.filled({})).status_code == 303
    assert facts_of(database).institutions == ("ILO", "تعاونية النسيج")


def test_further_rows_are_there_once_it_was_saved(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, FACTS), SAVE)
    answer = browser.post(FACTS, data=form.filled({"country": ["BF", "ML", "TN"]}) | {"more": "countries"})
    assert answer.location == "/en/cards/1/facts/#countries"
    assert len(form_with(page(browser, FACTS), SAVE).values("country")) == 5
    assert len(facts_of(database).countries) == 3


def test_a_form_that_is_sent_twice_is_saved_once(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, FACTS), SAVE)
    for _ in range(2):
        assert browser.post(FACTS, data=form.filled(FILLED)).status_code == 303
    assert len(facts_of(database).contacts) == 1


def test_it_saves_itself_and_goes_on_with_the_mark_of_what_is_stored(browser: FlaskClient, database: Database) -> None:
    status, mark = quietly(browser, begun_in="2019")
    assert (status, mark) == (204, facts_of(database).mark)
    assert quietly(browser, mark, begun_in="2020")[0] == 204
    assert quietly(browser, begun_in="soon") == (422, "")
    assert quietly(browser, "of long ago", begun_in="2021") == (409, "")
    assert facts_of(database).begun_in == 2020
    assert 'src="/static/keep.js' in page(browser, FACTS)


def test_what_is_refused_stays_typed_and_is_marked(browser: FlaskClient, database: Database) -> None:
    wrong = {"targets": "8.z", "begun_in": "soon", "contact-0-email": "nowhere", "ended_in": "1800"}
    form = form_with(page(browser, FACTS), SAVE)
    for name, said in (
        ("targets", "“8.z” is none of the Sustainable Development Goals and targets, such as 8 or 8.a."),
        ("begun_in", "“soon” is no year, such as 2024."),
        ("ended_in", "A year is a number from 1900 to 2200."),
        ("contact-0-email", "“nowhere” is not an e-mail address."),
    ):
        answer = browser.post(FACTS, data=form.filled({**FILLED, name: wrong[name]}))
        assert answer.status_code == 422
        assert list(errors_in(answer.text).values()) == [said]
        again = form_with(answer.text, SAVE)
        assert (again.value(name), again.value("institution")) == (wrong[name], "ILO")
        assert again.value("revision") == form.value("revision")
    assert facts_of(database).countries == ()


def test_whoever_is_slower_sees_what_the_other_one_has_saved(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, FACTS), SAVE)
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        said = CardFacts(card.author, countries=(("TN", CountryRole.RECEIVING),), themes=("youth",), begun_in=2001)
        save_facts(db, card, said, LATER)
    answer = browser.post(FACTS, data=form.filled(FILLED))
    assert answer.status_code == 409
    assert "Somebody else has changed this" in said_above(answer.text)
    told = words_of(answer.text)
    for line in ("Tunisia (receiving)", "Youth employment", "Saved by somebody else: 2001"):
        assert line in told, line
    again = form_with(answer.text, SAVE)
    assert (again.value("institution"), again.values("country")[:2]) == ("ILO", ["BF", "ML"])
    assert browser.post(FACTS, data=again.filled({})).status_code == 303
    assert facts_of(database).countries[0] == ("BF", CountryRole.PROVIDING)


def test_words_in_other_languages_stay(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        db.get_one(Practice, 1).beneficiaries = Translated(en="Twenty workshops", fr="Vingt")
    send(browser, FACTS, SAVE, {"beneficiaries": "Vingt ateliers"})
    assert facts_of(database).beneficiaries == Translated(en="Twenty workshops", fr="Vingt ateliers")


def test_a_card_that_was_sent_in_shows_its_facts_and_takes_nothing(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, FACTS), SAVE)
    browser.post(FACTS, data=form.filled(FILLED))
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.ACCEPTED
    shown = page(browser, FACTS)
    assert "<textarea" not in shown
    for line in ("Burkina Faso (providing)", "8. Decent work and economic growth (8.a)", "2019–2024", "Issa Diallo"):
        assert line in words_of(shown), line
    refused = browser.post(FACTS, data=form.filled({**FILLED, "begun_in": "2001"}))
    assert refused.status_code == 422
    assert facts_of(database).begun_in == 2019


def test_consent_can_be_taken_back_at_any_time(browser: FlaskClient, database: Database) -> None:
    send(browser, FACTS, SAVE, FILLED)
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.ACCEPTED
    assert send(browser, FACTS, "Show to readers no more").status_code == 303
    assert facts_of(database).contacts == (Contact("Issa Diallo", email="issa@example.org"),)
    assert "Readers do not see this person." in page(browser, FACTS)


def test_somebody_elses_card_is_not_there(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        other = a_card(db, card.call, author="Bo").id
    address = f"/en/cards/{other}/facts/"
    sent = dict(form_with(page(browser, FACTS), SAVE).pairs)
    for who in (browser, empty_app.test_client()):
        answer = who.get(address)
        assert (answer.status_code, NOTHING in answer.text) == (404, True)
    refused = browser.post(address, data=sent)
    assert (refused.status_code, "what you typed is still here" in refused.text) == (401, True)
    assert CardFacts.of(stored(database, other)).countries == ()
    assert browser.post(f"/en/cards/{other}/contacts/hide", data={**sent, "name": "x"}).status_code == 404
    assert opened(empty_app.test_client(), database, other).get(FACTS).status_code == 404


def test_the_page_costs_the_same_for_one_row_and_for_thirty(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        save_facts(db, card, CardFacts(card.author, (("TN", None),), (institution(db, "Body"),)), LATER)
    with asked_of(database) as few:
        page(browser, FACTS)
    codes = "AF AL DZ AD AO AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BW BR BN BG BI KH CM CA CL CN".split()
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        bodies = tuple(institution(db, f"Body {number}") for number in range(30))
        said = CardFacts(card.author, countries=tuple((code, None) for code in codes), institutions=bodies)
        save_facts(db, card, said, LATER)
    with asked_of(database) as many:
        page(browser, FACTS)
    assert len(many) == len(few)
