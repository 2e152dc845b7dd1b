"""The programme as readers see it."""

from flask.testing import FlaskClient


def test_the_rcm_programme_stands_as_printed(client: FlaskClient) -> None:
    page = client.get("/en/rcm-2021/programme/").text
    titles = ["Welcome", "What do we mean by social and solidarity", "Experiences of promotion", "Closing"]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert page.count("· parallel") == 2
    assert "Directed by RCM Executive Secretary" in page
