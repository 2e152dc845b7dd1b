"""Series and editions at the desk: begun, filled in, and what still needs a hand."""

from datetime import date

from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.editions.models import State
from academy.editions.queries import get_whole_edition
from academy.participation.actions import QuotaDraft
from academy.participation.models import Scope
from academy.participation.queries import list_quota_rules
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, fill, main_form
from tests.desk.stored import CASABLANCA, RCM, version_of
from tests.factories.statements import asked_of
from tests.factories.whole import store_whole

EDITION: Facts = {"slug": "seminar-2027", "title-en": "Seminar", "kind": "seminar", "starts_on": "2027-05-03",
                  "ends_on": "2027-05-04", "zone_name": "GMT-6", "languages": ["en", "es"]}  # fmt: skip
SEMINAR = "/desk/editions/seminar-2027"


def begun(organiser: Organiser) -> None:
    answer = fill(organiser, "/desk/series/new", {"slug": "seminars", "name-en": "Seminars", "about-en": "Two days"})
    assert answer.location == "/desk/editions/new?series=seminars"
    assert main_form(organiser.get(answer.location).text).value("series") == "seminars"
    added = fill(organiser, answer.location, EDITION)
    assert added.status_code == 303, errors_in(added.text)


def test_an_edition_is_begun_from_nothing(new_organiser: Organiser, database: Database) -> None:
    assert "There is no edition yet" in new_organiser.get("/desk/").text
    begun(new_organiser)
    with database.reading() as db:
        edition = get_whole_edition(db, "seminar-2027")
    assert (edition.state, edition.zone_name, edition.languages) == (State.DRAFT, "-06:00", ("en", "es"))
    assert (edition.starts_on, edition.ends_on) == (date(2027, 5, 3), date(2027, 5, 4))
    assert "that only the desk sees" in new_organiser.get(SEMINAR).text


def test_an_edition_is_filled_in(new_organiser: Organiser, database: Database) -> None:
    begun(new_organiser)
    assert fill(new_organiser, "/desk/institutions/new", {"name-en": "League"}).status_code == 303
    pages: dict[str, Facts] = {
        "facts": {"venue-en": "Hall", "venue-es": "Sala", "mode": "hybrid", "zone_label": "GMT-6", "country": "MX",
                  "number": "3", "online_url": "https://example.org/x", "interpretation_languages": ["fr"]},
        "note": {"sections-0-body-en": "Why **now**", "sections-0-body-es": "Por qué"},
        "invitation": {"organisers-0-institution": "league", "invited": ["MX", "PE"], "date_claims-0-stated": "in May",
                       "date_claims-0-source-en": "A letter"},
        "quotas": {"rules-0-institution_type-en": "Ministry", "rules-0-seats": "2", "rules-0-is_binding": "y"},
    }  # fmt: skip
    for page, facts in pages.items():
        answer = fill(new_organiser, f"{SEMINAR}/{page}", facts)
        assert answer.status_code == 303, (page, errors_in(answer.text))
    with database.reading() as db:
        edition = get_whole_edition(db, "seminar-2027")
        rules = list_quota_rules(db, edition)
    assert edition.venue == {"en": "Hall", "es": "Sala"}
    assert (edition.number, edition.country) == (3, "MX")
    assert edition.interpretation_languages == ("fr",)
    assert [(one.kind.value, one.body["es"]) for one in edition.sections] == [("context", "Por qué")]
    assert [one.institution.slug for one in edition.organisers] == ["league"]
    assert {one.code for one in edition.countries} == {"MX", "PE"}
    assert [one.stated for one in edition.date_claims] == ["in May"]
    assert [QuotaDraft.of(rule) for rule in rules] == [QuotaDraft("ministry", Scope.COUNTRY, 2, is_binding=True)]


def test_what_is_changed_is_seen_by_readers(organiser: Organiser, client: FlaskClient, demonstration: Database) -> None:
    for page, facts in {
        "facts": {"summary-en": "The new summary"},
        "note": {"sections-0-body-en": "The new beginning"},
        "quotas": {"rules-0-institution_type-en": "The new type"},
    }.items():
        version = version_of(demonstration, "rcm-2021")
        assert fill(organiser, f"{RCM}/{page}", facts).status_code == 303
        assert version_of(demonstration, "rcm-2021") > version
    pages = [client.get(f"/en/rcm-2021/{page}").text for page in ("", "programme/", "invited/")]
    for text in ("The new summary", "The new beginning", "The new type"):
        assert any(text in page for page in pages), text


def test_sections_and_quotas_that_are_emptied_go(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.reading() as db:
        before = len(get_whole_edition(db, "rcm-2021").sections)
    emptied = {name: "" for name in main_form(organiser.get(f"{RCM}/note").text).names
               if name.startswith(("sections-0-body", "sections-0-heading"))}  # fmt: skip
    assert fill(organiser, f"{RCM}/note", emptied).status_code == 303
    with demonstration.reading() as db:
        assert len(get_whole_edition(db, "rcm-2021").sections) == before - 1


def test_the_first_page_tells_what_needs_a_hand(organiser: Organiser) -> None:
    assert fill(organiser, "/desk/editions/new", {**EDITION, "series": "rcm-workshops"}).status_code == 303
    rows: dict[str, Facts] = {
        "One": {"title-en": "One", "hours": "9-10", "day": "2027-05-03", "directs": "ILO"},
        "Two": {"title-en": "Two", "hours": "9:30-10:30", "day": "2027-05-03"},
    }
    for facts in rows.values():
        assert fill(organiser, f"{SEMINAR}/programme/new", facts).status_code == 303
    page = organiser.get("/desk/").text
    hand = page[page.index('id="hand"') : page.index('id="all"')]
    assert "1 doubt in the programme" in hand
    assert "3 texts are missing in Spanish" in hand
    assert "Both are at the same time" in organiser.get(SEMINAR).text
    assert "3 texts are missing in Spanish" in organiser.get(SEMINAR).text
    assert fill(organiser, f"{SEMINAR}/facts", {"starts_on": "2020-05-03", "ends_on": "2020-05-04"}).status_code == 303
    assert 'href="/desk/editions/seminar-2027/programme"' not in organiser.get("/desk/").text  # it is over


PAGES = ["", "/facts", "/note", "/invitation", "/quotas", "/lists", "/programme", "/programme/new", "/programme/typed"]
LISTS = ["", "people", "institutions", "practices", "editions/new"]


def test_a_page_asks_as_often_for_one_item_as_for_thirty(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        store_whole(db, "one", 1)
        store_whole(db, "many", 30)
    of_one = {page: cost(new_organiser, database, f"/desk/editions/one{page}") for page in PAGES}
    assert {page: cost(new_organiser, database, f"/desk/editions/many{page}") for page in PAGES} == of_one


def test_a_list_asks_as_often_for_one_as_for_thirty(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        store_whole(db, "one", 1)
    of_one = {page: cost(new_organiser, database, f"/desk/{page}") for page in LISTS}
    with database.writing() as db:
        for number in range(29):
            store_whole(db, f"more-{number}", 1)
    assert {page: cost(new_organiser, database, f"/desk/{page}") for page in LISTS} == of_one
    assert max(of_one.values()) <= 15


def cost(organiser: Organiser, database: Database, address: str) -> int:
    """Statements that a page of the desk asks for."""
    with asked_of(database) as asked:
        answer = organiser.get(address)
    assert answer.status_code == 200, address
    return len(asked)


def test_the_way_back_and_the_way_to_readers(organiser: Organiser) -> None:
    for address in (RCM, CASABLANCA):
        page = organiser.get(address).text
        for part in PAGES[1:7]:
            assert f'href="{address}{part}"' in page
