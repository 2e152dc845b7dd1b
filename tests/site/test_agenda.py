"""The programme as readers see it."""

from flask.testing import FlaskClient


def test_the_rcm_programme_stands_as_printed(client: FlaskClient) -> None:
    page = client.get("/en/rcm-2021/programme/").text
    titles = ["Welcome", "What do we mean by social and solidarity", "Experiences of promotion", "Closing"]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert page.count("· parallel") == 2
    assert "Directed by RCM Executive Secretary" in page


def test_slots_that_share_time_stand_side_by_side_with_their_own_hours(client: FlaskClient) -> None:
    page = client.get("/en/casablanca-2027/programme/?day=2027-03-14").text
    assert "abreast" in page
    assert "(Casablanca, <bdi>UTC+" in page


def test_what_was_never_recorded_is_not_announced(client: FlaskClient) -> None:
    page = client.get("/en/rifess-2024/programme/").text
    assert "Hours not recorded" in page
    assert "to be announced" not in page
    assert 'name="zone"' not in page


def test_pages_that_have_nothing_are_not_offered(client: FlaskClient) -> None:
    page = client.get("/en/sse-academy-puebla-2015/").text
    assert "/sse-academy-puebla-2015/programme/" not in page
    assert "/sse-academy-puebla-2015/calendar/" not in page
    assert "/rcm-2021/invited/" in client.get("/en/rcm-2021/").text
