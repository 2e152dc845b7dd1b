"""The facts that the demonstration editions must carry."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy.orm import Session

from academy.agenda.conflicts import find_doubts
from academy.agenda.programme import arrange
from academy.agenda.queries import list_rooms, list_slots
from academy.editions.models import State
from academy.editions.queries import get_edition, get_whole_edition, list_editions
from academy.kit.hours import Hours, print_hours
from academy.kit.languages import INTERFACE
from academy.participation.models import Scope
from academy.participation.queries import list_quota_rules
from academy.participation.rules import seats_per_country
from academy.records.demonstration import demonstration_files, load_missing
from tests.factories import LATER

FILES = {json.loads(content)["edition"]["key"]: json.loads(content) for content in demonstration_files()}
every_file = pytest.mark.parametrize("key", FILES)

RCM = [
    ("09:00–09:15", "Welcome", "RCM Executive Secretary"),
    ("09:15–09:45", "What do we mean by social and solidarity economy models?", "ILO"),
    ("09:45–10:15", "The development and strengthening of enterprises: what tools do we have?", "WGLM"),
    ("10:15–11:00", "Experiences of promotion of entrepreneurship", "ILO"),
    ("10:15–11:00", "Businesses with refugees", "WGLM"),
    ("11:20–11:40", "Presentation of the Migrant Entrepreneurship Manual", "IOM"),
    ("11:40–12:00", "Closing", "WGLM"),
]


def test_the_rcm_programme_is_as_printed(demo: Session) -> None:
    here = get_edition(demo, "rcm-2021")
    slots = list_slots(demo, here)
    assert (here.zone_name, here.zone_label, here.dates_assumed) == ("-06:00", "GMT-6", True)
    assert len(slots) == len(RCM)
    for slot, (hours, title, directs) in zip(slots, RCM, strict=True):
        assert print_hours(Hours(slot.start, slot.end, slot.days_over)) == hours
        assert slot.title["en"].startswith(title)
        assert slot.directed_by is not None
        assert str(slot.directed_as.wording("en") or slot.directed_by.called("en")) in {directs, ""} or (
            str(slot.directed_by.called("en")) == directs
        )
    assert slots[0].printed_hours == "09:00-09-15"
    assert arrange(slots, here.zone).parallel == {slots[3].id, slots[4].id}


def test_the_rcm_invites_seven_from_each_of_eleven_countries(demo: Session) -> None:
    here = get_whole_edition(demo, "rcm-2021")
    rules = list_quota_rules(demo, here)
    assert {one.code for one in here.countries} == set("BZ CA CR DO SV GT HN MX NI PA US".split())
    assert seats_per_country(rules) == 7
    assert [rule.seats for rule in rules if rule.scope == Scope.COUNTRY] == [2, 2, 2, 1]
    assert [rule.seats for rule in rules if rule.scope == Scope.REGION] == [2, 2]
    assert [rule.seats for rule in rules if rule.scope == Scope.EDITION] == [None, None]
    assert not any(rule.is_binding for rule in rules)


def test_the_rcm_people_are_as_printed(demo: Session) -> None:
    roles = [role for slot in list_slots(demo, get_edition(demo, "rcm-2021")) for role in slot.roles]
    held = {role.person.slug: role for role in roles if role.person}
    leandro = held["leandro-morais"].affiliations
    assert [one.institution.slug for one in leandro if one.institution] == ["unesp", "untfsse"]
    assert leandro[0].post["en"] == "Professor Doctor and Researcher"
    luisa = held["luisa-fernanda"].person
    assert luisa is not None
    assert (luisa.given, luisa.family, luisa.sort_key) == ("Luisa Fernanda", "", "Luisa Fernanda")
    talks = [talk for slot in list_slots(demo, get_edition(demo, "rcm-2021")) for talk in slot.talks]
    assert [talk.practice.title for talk in talks if talk.practice] == [
        "Innovación migrante", "ONG ALTERNATIVA", "Emprende Segur@",
    ]  # fmt: skip


def test_both_years_of_puebla_are_kept(demo: Session) -> None:
    puebla = get_whole_edition(demo, "sse-academy-puebla-2015")
    assert [(claim.stated, claim.is_shown) for claim in puebla.date_claims] == [("2015", True), ("2016", False)]
    assert (puebla.year, puebla.starts_on) == (2015, None)
    assert "2016" in puebla.dates_note["en"]


def test_casablanca_is_of_full_size(demo: Session) -> None:
    here = get_edition(demo, "casablanca-2027")
    slots = list_slots(demo, here)
    people = {role.person_id for slot in slots for role in slot.roles if role.person_id}
    assert (len(slots), len(list_rooms(demo, here)), len(people)) == (60, 3, 80)
    assert here.is_invented


def test_casablanca_has_no_conflict(demo: Session) -> None:
    here = get_edition(demo, "casablanca-2027")
    messages = Counter(doubt.message for doubt in find_doubts(here, list_slots(demo, here)))
    assert not messages.keys() & {
        "Both are in the same room at the same time.",
        "%(name)s is in both at the same time.",
    }


@every_file
def test_texts_are_in_all_five_languages(key: str) -> None:
    missing = [place for place, texts in texts_of(FILES[key]) if set(texts) != set(INTERFACE)]
    missing = [place for place in missing if not place.endswith(".acronym")]  # Arabic has none
    if key not in {"casablanca-2027", "rcm-2021"}:  # of what is over, some texts came late and in part
        missing = [place for place in missing if ".concept_note" not in place]
    assert missing == []


@every_file
def test_nobody_can_be_reached(key: str) -> None:
    for place, text in strings_of(FILES[key]):
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w", text), place
        assert not re.search(r"\+\d[\d ()-]{6,}|\(\d{2,4}\) ?\d{3}", text), place
        assert "tel:" not in text.lower()


@every_file
def test_whoever_is_invented_is_marked(key: str) -> None:
    file = FILES[key]
    invented = file["edition"].get("invented", False)
    assert invented is (key == "casablanca-2027")
    assert all(person.get("invented", False) is invented for person in file.get("people", []))


@every_file
def test_every_edition_names_its_source(key: str) -> None:
    assert FILES[key]["edition"]["source"]


def texts_of(value: Any, place: str = "") -> list[tuple[str, dict[str, str]]]:  # noqa: ANN401 (a file's part)
    """Every text of a file with its place: objects whose members are languages."""
    if isinstance(value, dict):
        if value and all(re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", key) for key in value) and "en" in value | {"en": 0}:
            return [(place, value)]
        return [found for key, part in value.items() for found in texts_of(part, f"{place}.{key}")]
    if isinstance(value, list):
        return [found for number, part in enumerate(value) for found in texts_of(part, f"{place}[{number}]")]
    return []


def strings_of(value: Any, place: str = "") -> list[tuple[str, str]]:  # noqa: ANN401 (a file's part)
    """Every string of a file with its place."""
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in strings_of(part, f"{place}.{key}")]
    if isinstance(value, list):
        return [found for number, part in enumerate(value) for found in strings_of(part, f"{place}[{number}]")]
    return [(place, value)] if isinstance(value, str) else []


def test_everything_is_public(demo: Session) -> None:
    assert {one.state for one in list_editions(demo)} == {State.PUBLISHED}
    assert {one.slug for one in list_editions(demo)} == set(FILES)


def test_what_is_there_is_left_as_it_is(demo: Session) -> None:
    here = get_edition(demo, "rcm-2021")
    here.number = 99
    before = here.version
    assert load_missing(demo, LATER) == []
    assert (here.number, here.version) == (99, before)
