"""Pages of people, institutions and practices: only of those that appear in public."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.agenda.actions import publish, withdraw
from academy.agenda.drafts import RoleDraft, TalkDraft
from academy.agenda.models import RoleKind
from academy.db.engine import Database
from academy.editions.queries import get_whole_edition
from academy.practices.actions import PracticeDraft, create_practice
from tests.factories import MADE, institution, person, slot, words
from tests.factories import edition as new_edition

OF_A_DRAFT = ("/en/people/ana-pena-ruiz/", "/en/institutions/ministry-of-labour/", "/en/practices/seeds/")


def test_whoever_stands_in_a_draft_only_has_no_page_yet(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        ministry = institution(db)
        practice = create_practice(db, PracticeDraft("Seeds", "en", institution=ministry), MADE)
        roles = (RoleDraft(RoleKind.SPEAKER, person=person(db)),)
        slot(db, new_edition(db, "draft"), directed_by=ministry, talks=(TalkDraft(words("Talk"), practice, roles),))
    client = empty_app.test_client()
    assert [client.get(address).status_code for address in OF_A_DRAFT] == [404, 404, 404]
    assert client.get("/en/people/ana-pena-ruiz.ics").status_code == 404
    for verb, expected in ((publish, 200), (withdraw, 404)):
        with database.writing() as db:
            verb(db, get_whole_edition(db, "draft"), MADE)
        assert [client.get(address).status_code for address in OF_A_DRAFT] == [expected] * 3


def test_a_person_shows_the_affiliations_of_that_day(reader: FlaskClient) -> None:
    people = reader.get("/en/rcm-2021/people/").text
    first = re.findall(r'href="(/en/people/[^"]+/)"', people)[0]
    page = reader.get(first).text
    assert "/en/rcm-2021/programme/" in page
    assert page.count("<h1><bdi>") == 1
    assert '<link rel="alternate" type="text/calendar"' in page


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_everybody_in_the_programme_is_listed_once_with_a_page(reader: FlaskClient, language: str) -> None:
    page = reader.get(f"/{language}/casablanca-2027/people/").text
    linked = re.findall(rf'<h2><a href="(/{language}/people/[^"]+/)"', page)
    assert len(linked) == len(set(linked)) >= 60
    assert {reader.get(address).status_code for address in linked[::9]} == {200}


def test_a_practice_keeps_its_own_language(reader: FlaskClient) -> None:
    page = reader.get("/ar/rcm-2021/practices/").text
    titles = re.findall(r'href="(/ar/practices/[^"]+/)"><bdi lang="(\w+)"', page)
    assert len(titles) == 3
    for address, language in titles:
        assert f'<h1 lang="{language}" dir="ltr">' in reader.get(address).text


def test_who_is_invited(reader: FlaskClient) -> None:
    page = reader.get("/en/rcm-2021/invited/").text
    assert "Each country has 7 seats in all. 11 countries are invited." in page
    assert page.count('<th scope="row">') >= 6
    countries = re.findall(r"<li>([^<]+)</li>", page[page.index("Countries</h2>") :])
    assert countries == sorted(countries)
    assert "No quotas are published" in reader.get("/en/rifess-2024/invited/").text
