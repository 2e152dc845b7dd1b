"""Quotas and the matrix of seats at the desk."""

import re
from datetime import date, time

from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.actions import QuotaDraft, TypeDraft
from academy.participation.models import Entry, OnLapse, Scope
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.people.models import InstitutionKind
from tests.conftest import Organiser
from tests.desk.forms import errors_in, fill, said_above
from tests.desk.stored import CASABLANCA, RCM
from tests.factories.statements import asked_of


def rows_of(page: str) -> dict[str, list[str]]:
    """What each row of the table says, by its head."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    plain = {re.sub(r"<.*?>", "", head): re.findall(r"<td>(.*?)</td>", cells, re.DOTALL) for head, cells in rows}
    return {head: [" ".join(re.sub(r"<.*?>", " ", cell).split()) for cell in cells] for head, cells in plain.items()}


def test_the_rcm_has_seven_seats_for_each_of_eleven_countries(organiser: Organiser) -> None:
    rows = rows_of(organiser.get(f"{RCM}/seats").text)
    countries = [head for head in rows if head not in {"The region", "Open", "Together"}]
    assert len(countries) == 11
    assert all(rows[country] == ["0 of 2", "0 of 2", "0 of 2", "0 of 1", "–", "–", "–", "–", "0 of 7"]
               for country in countries)  # fmt: skip
    assert rows["The region"] == ["–"] * 4 + ["0 of 2", "0 of 2", "–", "–", "0 of 4"]
    assert rows["Open"] == ["–"] * 6 + ["0", "0", "0"]


def test_an_edition_without_quotas_says_what_belongs_there(organiser: Organiser) -> None:
    page = organiser.get("/desk/editions/rifess-2024/seats").text
    assert "There are no quotas yet" in page
    assert "<table" not in page


def test_types_windows_and_limits_are_written(organiser: Organiser, demonstration: Database) -> None:
    facts = {
        "rules-0-institution_type-en": "Labour ministries",
        "rules-0-entry": "invitation",
        "rules-0-is_funded": "y",
        "rules-0-closes_on": "2021-08-20",
        "rules-0-closes_at": "18h",
        "rules-0-zone_name": "America/Mexico_City",
        "rules-1-kind": "",
        "whole": "120",
        "whole_is_binding": "y",
        "country": "9",
    }
    assert fill(organiser, f"{RCM}/quotas", facts).status_code == 303
    with demonstration.reading() as db:
        here = get_edition(db, "rcm-2021")
        types = [TypeDraft.of(row) for row in list_institution_types(db, here)]
        rules = [QuotaDraft.of(rule) for rule in list_quota_rules(db, here)]
    assert (types[0].slug, types[0].name["en"], types[0].entry) == ("labour", "Labour ministries", Entry.INVITATION)
    assert (types[0].kind, types[1].kind) == (InstitutionKind.MINISTRY_OF_LABOUR, None)
    first = rules[0]
    assert (first.is_funded, first.closes_on, first.closes_at) == (True, date(2021, 8, 20), time(18))
    assert first.zone_name == "America/Mexico_City"
    assert rules[-2:] == [
        QuotaDraft(None, Scope.EDITION, 120, is_binding=True),
        QuotaDraft(None, Scope.COUNTRY, 9),
    ]
    form = organiser.get(f"{RCM}/quotas").text
    assert re.search(r'name="whole"[^>]*value="120"', form)


def test_the_same_words_twice_are_one_type(organiser: Organiser, demonstration: Database) -> None:
    facts = {
        "rules-8-institution_type-en": "Press",
        "rules-8-seats": "2",
        "rules-9-institution_type-en": "  press ",
        "rules-9-scope": "edition",
    }
    assert fill(organiser, f"{RCM}/quotas", facts).status_code == 303
    with demonstration.reading() as db:
        here = get_edition(db, "rcm-2021")
        assert [row.slug for row in list_institution_types(db, here)][-1] == "press"
        assert [rule.scope for rule in list_quota_rules(db, here)][-2:] == [Scope.COUNTRY, Scope.EDITION]


def test_a_rule_for_one_item_and_what_lapses_are_written(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.reading() as db:
        code = list_slots(db, get_edition(db, "rcm-2021"))[1].code
    facts = {
        "rules-0-closes_on": "2021-08-20",
        "rules-0-on_lapse": "country",
        "rules-0-lapse_country": "MX",
        "rules-8-institution_type-en": "Press",
        "rules-8-scope": "slot",
        "rules-8-seats": "3",
        "rules-8-slot": code,
    }
    answer = fill(organiser, f"{RCM}/quotas", facts)
    assert answer.status_code == 303, errors_in(answer.text) or said_above(answer.text)
    with demonstration.reading() as db:
        rules = [QuotaDraft.of(rule) for rule in list_quota_rules(db, get_edition(db, "rcm-2021"))]
    assert (rules[0].on_lapse, rules[0].lapse_country) == (OnLapse.COUNTRY, "MX")
    assert (rules[-1].institution_type, rules[-1].scope, rules[-1].slot) == ("press", Scope.SLOT, code)
    public = organiser.get("/en/rcm-2021/invited/").text
    assert "in one item of the programme" in public
    assert "Each country has 7 seats in all" in public
    assert "Press" in organiser.get(f"{RCM}/seats").text


def test_an_item_that_is_not_named_and_seats_that_cannot_lapse_are_refused(organiser: Organiser) -> None:
    for facts, says in (
        ({"rules-0-scope": "slot"}, "names the item"),
        ({"rules-4-on_lapse": "waiting"}, "everybody’s already"),
        ({"rules-0-on_lapse": "country"}, "Name the country"),
    ):
        answer = fill(organiser, f"{RCM}/quotas", facts)
        assert answer.status_code == 422, facts
        assert says in answer.text


def test_each_cell_leads_to_its_seats(organiser: Organiser) -> None:
    page = organiser.get(f"{RCM}/seats").text
    ways = re.findall(r'<a class="seats" href="(/desk/editions/rcm-2021/seats/[^"]+)"', page)
    assert len(ways) == 4 * 11 + 4
    assert {organiser.get(way).status_code for way in ways[:3] + ways[-2:]} == {200}


def test_what_cannot_be_is_said_and_nothing_is_lost(organiser: Organiser) -> None:
    for facts, said in (
        ({"rules-0-zone_name": "Mars/Olympus"}, "Mars/Olympus"),
        ({"rules-0-closes_at": "teatime"}, "teatime"),
        ({"rules-0-closes_on": "2021-02-30"}, "2021-02-30"),
        ({"whole": "0"}, 'value="0"'),
    ):
        answer = fill(organiser, f"{CASABLANCA}/quotas", {**facts, "rules-1-seats": "77"})
        assert answer.status_code == 422, facts
        assert said in answer.text
        assert 'value="77"' in answer.text


def test_the_matrix_costs_as_many_statements_for_eleven_countries_as_for_one(
    organiser: Organiser, demonstration: Database
) -> None:
    def cost(edition: str) -> int:
        with asked_of(demonstration) as asked:
            assert organiser.get(f"/desk/editions/{edition}/seats").status_code == 200
        return len(asked)

    assert cost("rcm-2021") == cost("casablanca-2027") <= 16
