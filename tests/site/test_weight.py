"""What a first visit to the programme of sixty slots costs over the wire."""

import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

PROGRAMME = "/en/casablanca-2027/programme/"
MOST = 60_000
"""Bytes, compressed, headers apart."""


def loaded_by(page: str) -> dict[str, str]:
    """Address and kind of everything that a browser fetches for a page."""
    links = re.findall(r'<link rel="(stylesheet|icon|preload|modulepreload)" href="([^"]+)"', page)
    sources = re.findall(r'<(script|img|iframe|source|video|audio)\b[^>]*\ssrc="([^"]+)"', page)
    return {address: kind for kind, address in [*links, *sources]}


def weight(reader: FlaskClient, address: str) -> int:
    answer = reader.get(address, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert answer.status_code == 200, address
    return len(answer.data)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_together_is_light(reader: FlaskClient, language: str) -> None:
    address = PROGRAMME.replace("/en/", f"/{language}/")
    page = reader.get(address).text
    assert page.count("<article") == 60
    loaded = loaded_by(page)
    assert list(loaded.values()).count("stylesheet") == 1
    assert [other for other in loaded if not other.startswith("/static/")] == []
    total = weight(reader, address) + sum(weight(reader, urljoin(address, other)) for other in loaded)
    assert total <= MOST


def test_the_style_sheet_loads_nothing(reader: FlaskClient) -> None:
    sheet = reader.get("/static/academy.css").text
    assert re.findall(r"@import|@font-face|url\((?!['\"]?data:)", sheet) == []


def test_no_script_is_needed_and_none_is_loaded(reader: FlaskClient) -> None:
    for address in (PROGRAMME, "/en/", "/en/casablanca-2027/", "/en/casablanca-2027/people/"):
        assert "script" not in loaded_by(reader.get(address).text).values()


def test_what_is_loaded_may_be_kept_for_a_year_under_an_address_that_changes_with_it(reader: FlaskClient) -> None:
    for address in loaded_by(reader.get(PROGRAMME).text):
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        answer = reader.get(address)
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert "no-cache" not in answer.headers["Cache-Control"]


def test_every_form_and_link_works_without_a_script(reader: FlaskClient) -> None:
    page = reader.get(PROGRAMME).text
    assert re.findall(r'<form[^>]*method="get"', page)
    targets = {target.split("#")[0] for target in re.findall(r'<a [^>]*href="(/[^"]*)"', page)}
    assert len(targets) > 70
    wrong = {target: reader.get(target.replace("&amp;", "&")).status_code for target in targets}
    assert {target: status for target, status in wrong.items() if status not in {200, 303}} == {}
