"""Addresses that somebody made up, mistyped, or meant badly."""

from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

EVIL = [
    "//evil.example",
    "///evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/\\\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%09/evil.example",
    "/https:/evil.example",
    "/https://evil.example",
    "/.evil.example",
    "/@evil.example",
    "/;@evil.example/",
    "/en//evil.example",
    "/en/..//evil.example",
    "/en/%2e%2e/%2fevil.example",
]


@pytest.mark.parametrize("address", EVIL)
@pytest.mark.parametrize("query", ["", "?lang=ar", "?next=//evil.example"])
def test_nobody_is_led_to_another_site(reader: FlaskClient, address: str, query: str) -> None:
    answer = asked(reader, address, query)
    led = 0
    while answer.status_code in {302, 303, 308}:
        assert is_ours(answer.location or ""), answer.location
        answer = asked(reader, urlsplit(answer.location or "").path)
        led += 1
    assert answer.status_code in {200, 404}
    assert led < 5


def asked(reader: FlaskClient, path: str, query: str = "") -> TestResponse:
    """Ask for a path as it stands: the test client would take what follows two slashes for a host."""
    return reader.get("/", query_string=query.removeprefix("?"), environ_overrides={"PATH_INFO": unquoted(path)})


def unquoted(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")


def is_ours(location: str) -> bool:
    """True where a browser stays: one slash, and no backslash or blank that it would take for another."""
    parts = urlsplit(location)
    plain = location.startswith("/") and not location.startswith("//") and "\\" not in location
    return plain and not parts.scheme and not parts.netloc and location.isascii() and location.isprintable()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "[::1", "evil host", "", "évil", "x" * 5000, "a,b", "a@b"]
)
def test_the_host_that_a_request_claims_shows_nowhere(reader: FlaskClient, host: str) -> None:
    found = ("/", "/en", "/en/rcm-2021", "/en/rcm-2021/", "/en/rcm-2021/calendar.ics", "/en/rcm-2021/calendar/",
             "/api/v1/editions", "/desk/", "/nothing/here", "/en//rcm-2021/", "/en/rcm-2021/?x=1&lang=es")  # fmt: skip
    for address in found:
        answer = reader.get(address, environ_overrides={"HTTP_HOST": host})
        assert answer.status_code < 500, address
        if host:
            assert host not in answer.text
            assert host not in str(answer.headers)


def test_a_forgotten_slash_is_forgiven_with_the_query_kept(reader: FlaskClient) -> None:
    answer = reader.get("/en/rcm-2021/programme?day=2021-08-26")
    assert (answer.status_code, answer.location) == (308, "/en/rcm-2021/programme/?day=2021-08-26")


ODD = [
    "/en/a/b/c/d",
    "/ar/rcm-2021/programme/nothing/",
    "/en/rcm%002021/",
    "/en/rcm-2021%0a/",
    "/en/%e2%80%ae/",
    "/en/%ff%fe/",
    "/en/%F0%9F%98%80/",
    "/en/rcm-2021/programme/%00/",
    "/en/people/%00.ics",
    "/en/rcm-2021/calendar/2021-13-45.ics",
    "/en/rcm-2021/calendar/20210826.ics",
    "/en/rcm-2021/calendar/.ics",
    "/en/" + "x" * 5000 + "/",
    "/en/RCM-2021/",
    "/en/rcm-2021%20/",
    "/en/rcm-2021/../rcm-2021/nothing/at/all/",
    "/en/' OR 1=1 --/",
    "/desk/nothing",
    "/api/v1/nothing",
    "/api/v1/editions/%00",
    "/api/v1/editions/nothing",
    "/static/nothing",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%5capp.py",
    "/static/%00",
]


def test_there_is_nothing_under_an_odd_address(client: FlaskClient) -> None:
    for address in ODD:
        answer = client.get(address)
        assert answer.status_code == 404, address
        is_for_programs = answer.content_type == "application/problem+json"
        assert is_for_programs == address.startswith("/api/"), address
        assert is_for_programs or '<p class="kicker num">404</p>' in answer.text
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_address_that_names_nothing_is_led_on_once(reader: FlaskClient) -> None:
    first = reader.get("/nothing/at/all/")
    assert (first.status_code, first.location) == (302, "/en/nothing/at/all/")
    assert reader.get(str(first.location)).status_code == 404


QUERIES = ("a" * 60_000, "zone=" + "x" * 5000, "day=%00&kind=%0d%0a", "%" * 300, "=&=&=", "spoken[]=en", "day=\u0661")


def test_an_odd_query_is_survived(client: FlaskClient) -> None:
    for address in ("/en/rcm-2021/programme/", "/en/rcm-2021/", "/en/", "/api/v1/editions", "/", "/desk/"):
        for query in QUERIES:
            answer = client.get(address, query_string=query)
            assert answer.status_code in {200, 302, 303, 422}, address
            assert "\n" not in (answer.location or "")


def test_an_unknown_zone_is_told_and_the_page_is_still_there(reader: FlaskClient) -> None:
    for address in ("/en/rcm-2021/programme/", slot_of(reader)):
        answer = reader.get(address, query_string={"zone": '<b>"Mars'})
        assert answer.status_code == 422
        assert "“&lt;b&gt;&#34;Mars” is not a time zone" in answer.text
        assert "The hours of the venue are shown." in answer.text
        assert "15:15" in answer.text or "<time" in answer.text
    told = reader.get("/es/rcm-2021/programme/?zone=Mars")
    assert told.status_code == 422
    assert '<html lang="es"' in told.text


def slot_of(reader: FlaskClient) -> str:
    page = reader.get("/en/rcm-2021/programme/").text
    return next(part.split('"')[0] for part in page.split('href="') if part.startswith("/en/rcm-2021/programme/")
                and part.split('"')[0].count("/") == 5)  # fmt: skip


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "-06:00", "GMT-6", "UTC", "America/Argentina/Buenos_Aires", "+14:00"])
def test_a_zone_is_a_place_or_an_offset(reader: FlaskClient, zone: str) -> None:
    page = reader.get("/en/rcm-2021/programme/", query_string={"zone": zone})
    assert page.status_code == 200
    assert page.text.count("<small>") > 5


def test_a_day_that_is_none_of_the_programme_shows_all_days(reader: FlaskClient) -> None:
    for day in ("2021-02-30", "1999-01-01", "tomorrow", "0000-00-00"):
        page = reader.get("/en/casablanca-2027/programme/", query_string={"day": day}).text
        assert page.count('<section class="day"') == 7
        assert 'aria-current="true">All days</a>' in page
        assert f'value="{day}"' not in page
