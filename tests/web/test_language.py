"""Which language an answer speaks: the address's, the chosen one, the browser's, the installation's."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.config import Config
from academy.db.engine import Database
from academy.kit.languages import INTERFACE, direction
from academy.kit.translated import Translated
from tests.conftest import served
from tests.factories import edition as new_edition
from tests.factories import slot as new_slot


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("fr", "fr"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("de, ar;q=0.3", "ar"),
        ("es-419", "es"),
        ("en;q=0.1, fr;q=0.9", "fr"),
        ("de, tlh", "en"),
        ("", "en"),
        ("*", "en"),
        ("\u00ff;q=x,,,", "en"),
    ],
)
def test_the_browser_is_asked_where_the_address_says_nothing(reader: FlaskClient, asked: str, led_to: str) -> None:
    for path in ("", "rcm-2021/programme/"):
        answer = reader.get(f"/{path}", headers={"Accept-Language": asked})
        assert (answer.status_code, answer.location) == (302, f"/{led_to}/{path}")
        assert answer.headers["Vary"] == "Accept-Language, Cookie"
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_chosen_language_is_remembered_and_wins_over_the_browser(reader: FlaskClient) -> None:
    answer = reader.get("/en/rcm-2021/programme/?lang=ar&day=2021-08-26&zone=Asia/Tokyo")
    assert answer.status_code == 303
    assert answer.location == "/ar/rcm-2021/programme/?day=2021-08-26&zone=Asia%2FTokyo"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("language=ar; ")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert reader.get("/", headers={"Accept-Language": "fr"}).location == "/ar/"
    assert 'lang="es"' in reader.get("/es/").text


def test_a_page_without_a_language_in_its_address_speaks_the_chosen_one(reader: FlaskClient) -> None:
    assert '<html lang="en" dir="ltr">' in reader.get("/desk/nothing").text
    assert reader.get("/desk/nothing?lang=ar").location == "/desk/nothing"
    assert '<html lang="ar" dir="rtl">' in reader.get("/desk/nothing").text


@pytest.mark.parametrize("chosen", ["xx", "", "ar/../..", "//evil.example", "en\r\nSet-Cookie: a=b"])
def test_what_is_no_language_of_ours_chooses_nothing(reader: FlaskClient, chosen: str) -> None:
    answer = reader.get("/en/", query_string={"lang": chosen})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_made_up_cookie_is_ignored(reader: FlaskClient) -> None:
    reader.set_cookie("language", "//evil.example", domain="localhost")
    assert reader.get("/").location == "/en/"


@pytest.mark.parametrize("language", INTERFACE)
def test_a_page_says_its_language_and_where_the_others_are(reader: FlaskClient, language: str) -> None:
    for rest in ("", "rcm-2021/", "rcm-2021/programme/", "rcm-2021/people/"):
        page = reader.get(f"/{language}/{rest}").text
        assert f'<html lang="{language}" dir="{direction(language)}">' in page
        others = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', page)
        assert others == [(code, f"http://academy.test/{code}/{rest}") for code in INTERFACE]
        offered = re.findall(r'<a href="([^"]+)" lang="(\w+)" hreflang="\w+"', page)
        assert [code for _, code in offered] == list(INTERFACE)
        assert all(reader.get(address).status_code == 303 for address, _ in offered)


def test_choosing_a_language_keeps_what_the_programme_shows(reader: FlaskClient) -> None:
    page = reader.get("/en/casablanca-2027/programme/?kind=panel&day=2027-03-12").text
    assert 'href="/en/casablanca-2027/programme/?day=2027-03-12&amp;kind=panel&amp;lang=fr"' in page


def test_a_text_in_another_language_carries_it_and_says_so(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        only_spanish = Translated({"es": "Taller **único**"})
        made = new_edition(db, "taller", published=True, title=Translated({"es": "Taller"}), summary=only_spanish)
        new_slot(db, made, "Welcome", about=only_spanish)
    client = empty_app.test_client()
    page = client.get("/ar/taller/").text
    assert '<h1><span lang="es" dir="ltr">Taller</span></h1>' in page
    assert '<div lang="es" dir="ltr"><p>Taller <strong>único</strong></p>' in page
    assert page.count('<p class="only">') == 1
    assert "<h1>Taller</h1>" in client.get("/es/taller/").text
    programme = client.get("/es/taller/programme/").text
    assert '<span lang="en" dir="ltr">Welcome</span>' in programme
    assert '<p class="only">' in programme


def test_an_arabic_text_in_a_latin_page_is_written_from_right_to_left(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        new_edition(db, "warsha", published=True, title=Translated({"ar": "ورشة"}))
    client = empty_app.test_client()
    assert '<span lang="ar" dir="rtl">ورشة</span>' in client.get("/fr/warsha/").text


def test_the_installation_s_own_language_comes_last(database: Database, config: Config) -> None:
    own = Config(data=config.data, base_url="http://academy.test", secret_key="x", language="pt")
    for app in served(own, database):
        client = app.test_client()
        assert client.get("/", headers={"Accept-Language": "de"}).location == "/pt/"
        assert client.get("/", headers={"Accept-Language": "fr"}).location == "/fr/"


def test_the_list_for_programs_is_the_same_for_readers_of_every_language(read_app: Flask) -> None:
    arabic = read_app.test_client().get("/api/v1/editions", headers={"Accept-Language": "ar"}).get_json()
    assert {row["page"].split("/")[3] for row in arabic["editions"]} == {"en"}
