"""What programs read."""

from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.records.edition_file.reading import read_edition_file
from tests.conftest import Organiser
from tests.factories import edition as new_edition


def test_the_list_names_every_public_edition_with_its_page(reader: FlaskClient) -> None:
    rows = reader.get("/api/v1/editions").get_json()["editions"]
    assert {"rcm-2021", "rifess-2024", "sse-academy-madrid-2019", "casablanca-2027"} <= {row["key"] for row in rows}
    for row in rows:
        assert row["page"] == f"http://academy.test/en/{row['key']}/"
        assert reader.get(f"/api/v1/editions/{row['key']}").status_code == 200
    rcm = next(row for row in rows if row["key"] == "rcm-2021")
    assert (rcm["starts_on"], rcm["state"]) == ("2021-08-26", "published")


def test_an_edition_comes_in_the_format_that_can_be_imported(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/editions/casablanca-2027")
    file = read_edition_file(answer.data)
    assert len(file.edition.slots) == 60
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_an_unchanged_edition_is_answered_with_304(reader: FlaskClient) -> None:
    first = reader.get("/api/v1/editions/rcm-2021")
    again = reader.get("/api/v1/editions/rcm-2021", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_draft_is_not_even_there_for_the_desk(
    client: FlaskClient, organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        new_edition(db, "draft")
    assert client.get("/api/v1/editions/draft").status_code == 404
    assert organiser.get("/api/v1/editions/draft").status_code == 404
    assert "draft" not in [row["key"] for row in client.get("/api/v1/editions").get_json()["editions"]]


def test_a_program_is_refused_in_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/editions/nowhere?lang=", headers={"Accept-Language": "es"})
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert "nowhere" in answer.get_json(force=True)["detail"]
    assert client.post("/api/v1/editions").get_json(force=True)["status"] in {400, 405}
