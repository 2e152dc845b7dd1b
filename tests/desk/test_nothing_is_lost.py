"""What is typed is kept: through an expired form, a second press of a button, a name that is nearly known."""

from flask.testing import FlaskClient
from sqlalchemy import func, select

from academy.agenda.models import Slot
from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.people.models import Person
from tests.conftest import Organiser
from tests.desk.test_typed_day import typed

TYPED = "/desk/editions/rcm-2021/programme/typed"
ROWS = [
    (
        "15:00-15:30",
        "A lecture that comes back",
        "RCM Executive Secretary",
        (
            "Leandro Morais, Professor Doctor and Researcher at the São Paulo State University (UNESP-Araraquara), "
            "United Nations Interagency Working Group on Social and Solidarity Economy\n"
            "Merten Sievers, Specialist at the Ministry of Health (ILO)\n"
            "IOM Mexico."
        ),
    ),
    ("15:30-16:00", "Three experiences", "ILO", "- Innovación migrante, Colombia, Luisa Fernanda"),
]


def added(database: Database) -> list[Slot]:
    with database.reading() as db:
        return list(list_slots(db, get_edition(db, "rcm-2021")))[7:]


def test_words_behind_a_name_are_kept_where_the_installation_knows_their_acronyms(
    organiser: Organiser, demonstration: Database
) -> None:
    answer = organiser.post(TYPED, typed(ROWS))
    assert answer.status_code == 303, answer.text
    lecture, panel = added(demonstration)
    morais, sievers, iom = lecture.roles
    (affiliation,) = morais.affiliations
    assert affiliation.institution is not None
    assert affiliation.institution.slug == "untfsse"
    assert "(UNESP-Araraquara)" in affiliation.post["en"]
    assert sievers.affiliations[0].post["en"] == "Specialist at the Ministry of Health (ILO)"
    assert iom.institution is not None
    assert lecture.directed_by is not None
    assert lecture.directed_as["en"] == "RCM Executive Secretary"
    assert panel.directed_as == {}
    doubts = organiser.get("/desk/editions/rcm-2021/programme").text
    assert "Nobody gives one of its presentations yet." in doubts


def test_a_day_that_is_sent_twice_is_added_once(organiser: Organiser, demonstration: Database) -> None:
    form = typed(ROWS) | {"once": "a1b2c3"}
    first, second = organiser.post(TYPED, form), organiser.post(TYPED, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(added(demonstration)) == len(ROWS)
    assert "saved already" in organiser.get("/desk/editions/rcm-2021/programme").text
    assert organiser.post(TYPED, form | {"once": "d4e5f6"}).status_code == 303
    assert len(added(demonstration)) == 2 * len(ROWS)


def test_an_expired_form_comes_back_with_what_was_typed(organiser: Organiser, demonstration: Database) -> None:
    form: dict[str, object] = {"given": "Zoé <b>", "family": "Paz", "csrf_token": "expired"}
    refused = organiser.client.post("/desk/people/new", data=form)
    assert refused.status_code == 400
    assert "Zoé &lt;b&gt;" in refused.text
    assert "Send it again" in refused.text
    with demonstration.reading() as db:
        assert db.scalar(select(func.count()).select_from(Person).where(Person.family == "Paz")) == 0
    assert organiser.post("/desk/people/new", form | {"csrf_token": organiser.token()}).status_code == 303


def test_who_was_signed_out_is_told_how_to_go_on(client: FlaskClient) -> None:
    refused = client.post("/desk/people/new", data={"given": "Zoé", "csrf_token": "old"})
    assert refused.status_code == 400
    assert "Sign in in another window first." in refused.text
    assert 'value="Zoé"' in refused.text


def test_a_password_never_comes_back(client: FlaskClient) -> None:
    refused = client.post("/en/sign-in", data={"email": "a@example.org", "password": "secret words of mine"})
    assert refused.status_code == 400
    assert "secret words" not in refused.text


def test_a_saved_item_disturbs_nobody_who_has_the_edition_s_forms_open(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.reading() as db:
        before = db.execute(select(Edition.revision, Edition.version).where(Edition.slug == "rcm-2021")).one()
    organiser.post(TYPED, typed(ROWS))
    with demonstration.reading() as db:
        after = db.execute(select(Edition.revision, Edition.version).where(Edition.slug == "rcm-2021")).one()
    assert after.revision == before.revision
    assert after.version > before.version


def test_who_signs_in_rightly_is_not_counted(client: FlaskClient, organiser: Organiser) -> None:
    assert organiser.get("/desk/").status_code == 200
    for _ in range(5):
        form = {"email": "x@example.org", "password": "wrong", "csrf_token": _token(client)}
        assert client.post("/en/sign-in", data=form).status_code == 422
    form = {"email": "x@example.org", "password": "wrong", "csrf_token": _token(client)}
    stopped = client.post("/en/sign-in", data=form)
    assert stopped.status_code == 429
    assert 1 <= int(stopped.headers["Retry-After"]) <= 3600
    assert "Try again in" in stopped.text


def _token(client: FlaskClient) -> str:
    page = client.get("/en/sign-in").text
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
