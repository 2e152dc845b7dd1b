"""Roles at the desk and by letter; accounts, and working as somebody else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.actions import end_sign_ins
from academy.accounts.models import Account, EditionRole, Grant, Invitation, SignIn
from academy.accounts.queries import list_accounts_at
from academy.db.engine import Database
from academy.outbox.models import Letter
from academy.records.purge import purge
from academy.trail.models import Entry
from tests.conftest import EMAIL, Organiser
from tests.desk.forms import Facts, errors_in, fill, form_with
from tests.factories.browsers import browser_of
from tests.factories.letters import letters_to, secret_of

EDITION = "casablanca-2027"
ROLES = f"/desk/editions/{EDITION}/roles"
RITA: dict[str, str] = {"name": "Rita", "email": "rita@example.org", "role": "registrar", "language": "en"}


@pytest.fixture
def owner(app: Flask, demonstration: Database) -> Organiser:
    return browser_of(app, demonstration, "Olga", EDITION, EditionRole.OWNER)[0]


def invited(owner: Organiser, database: Database, **more: str) -> str:
    """Invite Rita; return the address in her letter."""
    answer = given(owner, {**RITA, **more})
    assert answer.status_code == 303, errors_in(answer.text)
    return f"/en/invitation/{secret_of(database, letters_to(database, 'rita@example.org')[-1])}"


def opened(client: FlaskClient, link: str) -> TestResponse:
    answer = client.get(link)
    assert (answer.status_code, answer.location) == (303, "/en/invitation")
    assert link.rpartition("/")[2] not in str(answer.location)
    return client.get("/en/invitation")


def accepted(client: FlaskClient, page: str, **facts: str) -> TestResponse:
    form = form_with(page, "Accept")
    return client.post(form.action, data=form.filled(facts))


def given(owner: Organiser, facts: Facts) -> TestResponse:
    """Fill in the form that gives a role."""
    form = form_with(owner.get(ROLES).text, "Give the role")
    return owner.client.post(ROLES, data=form.filled(facts))


def roles_in(database: Database, name: str) -> list[tuple[str | None, EditionRole]]:
    with database.reading() as db:
        query = select(Account.email, Grant.role).join(Grant, Grant.account_id == Account.id)
        return [
            (email, role) for email, role in db.execute(query.where(Account.name == name, Grant.ended_at.is_(None)))
        ]


def people_at(database: Database, email: str) -> list[str]:
    with database.reading() as db:
        return [one.name for one in list_accounts_at(db, email)]


def test_whoever_is_invited_accepts_and_is_signed_in(
    app: Flask, owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    link = invited(owner, demonstration)
    assert "rita@example.org" in owner.get(ROLES).text
    page = opened(client, link)
    assert page.status_code == 200
    assert all(said in page.text for said in ("Olga", "rita@example.org", "Rita"))
    assert client.get("/desk/").status_code == 303  # to have opened it is to have done nothing
    assert accepted(client, page.text, name="Rita Registrar").status_code == 303
    assert roles_in(demonstration, "Rita Registrar") == [("rita@example.org", EditionRole.REGISTRAR)]
    assert client.get(f"/desk/editions/{EDITION}/quotas").status_code == 200
    assert client.get(ROLES).status_code == 403
    assert "Rita Registrar" in owner.get(ROLES).text
    again = app.test_client()
    over = opened(again, link)
    assert (over.status_code, "accepted already" in over.text) == (410, True)


def test_an_invitation_that_is_over_or_withdrawn_says_so(
    owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    link = invited(owner, demonstration)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=14, minutes=1), tick=False):
        assert opened(client, link).status_code == 410
    withdraw = form_with(owner.get(ROLES).text, "Withdraw")
    assert owner.client.post(withdraw.action, data=withdraw.filled({})).status_code == 303
    assert opened(client, link).status_code == 410
    assert client.get("/en/invitation/nothing", follow_redirects=True).status_code == 410


def test_sent_again_only_the_newer_letter_opens_something(
    owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    older = invited(owner, demonstration)
    again = form_with(owner.get(ROLES).text, "Send again")
    assert owner.client.post(again.action, data=again.filled({})).status_code == 303
    newer = f"/en/invitation/{secret_of(demonstration, letters_to(demonstration, 'rita@example.org')[-1])}"
    assert opened(client, older).status_code == 410
    assert opened(client, newer).status_code == 200


def test_an_account_that_was_there_takes_the_role_but_the_letter_does_not_open_it(
    app: Flask, owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    """The letter is good for two weeks: too long for a key to what somebody has had before."""
    _, number = browser_of(app, demonstration, "Rita")
    page = opened(client, invited(owner, demonstration))
    answer = accepted(client, page.text, **{"as": str(number)})
    assert answer.location == "/en/sign-in?next=/en/me/"
    assert client.get("/desk/").status_code == 303
    assert roles_in(demonstration, "Rita") == [("rita@example.org", EditionRole.REGISTRAR)]


def test_who_is_signed_in_accepts_as_themselves(app: Flask, owner: Organiser, demonstration: Database) -> None:
    sami, number = browser_of(app, demonstration, "Sami")
    page = opened(sami.client, invited(owner, demonstration))
    assert accepted(sami.client, page.text, **{"as": str(number)}).location == "/en/me/"
    assert roles_in(demonstration, "Sami") == [("sami@example.org", EditionRole.REGISTRAR)]


def test_another_person_at_the_mailbox_gets_an_account_of_their_own(
    app: Flask, owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    browser_of(app, demonstration, "Rita")
    page = opened(client, invited(owner, demonstration, name="Omar"))
    assert form_with(page.text, "Accept").value("as") == "another"  # the letter names nobody who is here
    assert accepted(client, page.text).status_code == 303
    assert roles_in(demonstration, "Omar") == [("rita@example.org", EditionRole.REGISTRAR)]
    assert roles_in(demonstration, "Rita") == []


def test_nobody_accepts_with_an_account_of_another_mailbox(
    app: Flask, owner: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    _, number = browser_of(app, demonstration, "Sami")
    page = opened(client, invited(owner, demonstration))
    form = form_with(page.text, "Accept")
    refused = client.post(form.action, data={**dict(form.pairs), "as": str(number)})
    assert (refused.status_code, "Say once more who you are" in refused.text) == (422, True)
    assert roles_in(demonstration, "Sami") == []
    assert people_at(demonstration, "rita@example.org") == []


def test_who_is_no_longer_signed_in_says_again_who_it_is_and_gets_no_second_account(
    app: Flask, owner: Organiser, demonstration: Database
) -> None:
    browser_of(app, demonstration, "Rita")
    sami, number = browser_of(app, demonstration, "Sami")
    form = form_with(opened(sami.client, invited(owner, demonstration)).text, "Accept")
    assert form.value("as") == str(number)
    with demonstration.writing() as db:
        end_sign_ins(db, db.get_one(Account, number))
    refused = sami.client.post(form.action, data=form.filled({}))
    assert (refused.status_code, "Say once more who you are" in refused.text) == (422, True)
    for _ in range(2):  # nobody is chosen until somebody says so
        again = form_with(refused.text, "Accept")
        assert again.values("as") == []
        refused = sami.client.post(again.action, data=again.filled({}))
        assert refused.status_code == 422
    assert people_at(demonstration, "rita@example.org") == ["Rita"]
    assert roles_in(demonstration, "Rita") == roles_in(demonstration, "Sami") == []


def test_what_is_wrong_with_an_invitation_stands_beside_it(owner: Organiser, demonstration: Database) -> None:
    answer = given(owner, {**RITA, "email": "no address", "name": "Rita"})
    assert (answer.status_code, list(errors_in(answer.text))) == (422, ["email"])
    assert 'value="no address"' in answer.text
    point = given(owner, {**RITA, "role": "focal_point"})
    assert list(errors_in(point.text)) == ["institution"]
    form = form_with(owner.get(ROLES).text, "Give the role")
    forged = owner.client.post(ROLES, data={**dict(form.pairs), **RITA, "role": "administrator"})
    assert forged.status_code == 422
    with demonstration.reading() as db:
        assert db.scalars(select(Invitation)).all() == []


def test_somebody_without_e_mail_is_added_and_codes_can_be_printed(owner: Organiser, demonstration: Database) -> None:
    answer = given(owner, {**RITA, "name": "Baraka", "email": "", "role": "participant"})
    assert answer.status_code == 303
    assert roles_in(demonstration, "Baraka") == [(None, EditionRole.PARTICIPANT)]
    page = owner.get(ROLES).text
    assert owner.get(re.findall(r'href="([^"]+/paper)"', page)[0]).status_code == 200


def test_a_role_ends_at_once_and_the_last_owner_stays(app: Flask, owner: Organiser, demonstration: Database) -> None:
    chair, _ = browser_of(app, demonstration, "Carla", EDITION, EditionRole.PROGRAMME_CHAIR)
    assert chair.get(f"/desk/editions/{EDITION}/programme").status_code == 200
    ends = re.findall(rf'action="({ROLES}/\d+/end)"', owner.get(ROLES).text)
    assert len(ends) == 2
    token = owner.token()
    answers = [owner.client.post(end, data={"csrf_token": token}).status_code for end in ends]
    assert sorted(answers) == [303, 422]
    assert chair.get(f"/desk/editions/{EDITION}/programme").status_code == 404
    assert owner.get(ROLES).status_code == 200


def test_the_desk_shows_what_one_may_do_and_no_other_edition(app: Flask, demonstration: Database) -> None:
    chair, _ = browser_of(app, demonstration, "Carla", EDITION, EditionRole.PROGRAMME_CHAIR)
    start = chair.get("/desk/").text
    assert set(re.findall(r'href="/desk/editions/([\w-]+)"', start)) == {EDITION}
    for address in set(
        re.findall(r'(?:href|action)="(/desk/[^"#?]*)', start + chair.get(f"/desk/editions/{EDITION}").text)
    ):
        assert chair.get(address).status_code in {200, 405}, address


def test_who_adds_an_edition_owns_it(app: Flask, owner: Organiser, demonstration: Database) -> None:
    added = fill(owner, "/desk/editions/new", {"series": "rcm-workshops", "slug": "next-2028", "title-en": "Next"})
    assert added.status_code == 303, errors_in(added.text)
    assert owner.get("/desk/editions/next-2028/roles").status_code == 200
    organiser, _ = browser_of(app, demonstration, "Omar", EDITION, EditionRole.ORGANISER)
    assert organiser.get("/desk/editions/new").status_code == 403
    assert organiser.get("/desk/editions/next-2028").status_code == 404


def work_as(organiser: Organiser, number: int, why: str = "She cannot find her seat") -> TestResponse:
    form = form_with(organiser.get(f"/desk/accounts/{number}").text, "Work as this person")
    return organiser.client.post(form.action, data=form.filled({"reason": why}))


def test_an_administrator_works_as_somebody_and_everybody_sees_it(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    chair, number = browser_of(app, demonstration, "Carla", EDITION, EditionRole.PROGRAMME_CHAIR)
    assert work_as(organiser, number, " ").status_code == 422
    assert work_as(organiser, number).location == "/en/me/"
    for page in ("/en/me/", "/desk/", f"/desk/editions/{EDITION}"):
        assert "You work as Carla." in organiser.get(page).text, page
    assert organiser.get("/desk/accounts").status_code == 403
    assert organiser.get(ROLES).status_code == 403
    own = chair.get("/en/me/").text
    assert "You work as" not in own
    assert "She cannot find her seat" in own
    assert "Olga Organiser" in own
    (letter,) = [one for one in letters_to(demonstration, "carla@example.org") if one.kind == "accounts/impersonated"]
    assert letter.facts["reason"] == "She cannot find her seat"


def test_who_signs_out_after_a_lent_hour_ends_their_own_sign_in_too(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    _, number = browser_of(app, demonstration, "Carla", EDITION, EditionRole.PROGRAMME_CHAIR)
    own = organiser.client.get_cookie("academy")
    assert own
    work_as(organiser, number)
    form = form_with(organiser.get("/en/me/").text, "Sign out")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61), tick=False):
        assert organiser.client.post(form.action, data=form.filled({})).status_code == 303
        copied = app.test_client()
        copied.set_cookie("academy", own.value)
        assert copied.get("/desk/").status_code == 303


def test_what_is_done_meanwhile_is_recorded_with_both_and_then_one_is_oneself_again(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    _, number = browser_of(app, demonstration, "Carla", EDITION, EditionRole.OWNER)
    work_as(organiser, number)
    assert given(organiser, RITA).status_code == 303
    stop = form_with(organiser.get("/desk/").text, "Stop")
    assert organiser.client.post(stop.action, data=stop.filled({})).location == f"/desk/accounts/{number}"
    page = organiser.get(f"/desk/accounts/{number}")
    assert (page.status_code, "You work as" in page.text) == (200, False)
    assert "She cannot find her seat" in page.text
    with demonstration.reading() as db:
        administrator = db.scalars(select(Account.id).where(Account.email == EMAIL)).one()
        acts = {
            entry.act: (entry.account_id, entry.impersonator_id)
            for entry in db.scalars(
                select(Entry).where(Entry.act.startswith("account.imp") | (Entry.act == "invitation.sent"))
            )
        }
        assert db.scalars(select(SignIn).where(SignIn.impersonator_id.is_not(None))).all() == []
    assert acts == {
        "account.impersonated": (administrator, None),
        "invitation.sent": (number, administrator),
        "account.impersonation_ended": (number, administrator),
    }


def test_accounts_are_searched_closed_and_opened_again(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    carla, number = browser_of(app, demonstration, "Carla", EDITION, EditionRole.OWNER)
    assert "carla@example.org" in organiser.get("/desk/accounts?search=CARLÁ").text
    assert "carla@example.org" not in organiser.get("/desk/accounts?search=nobody").text
    page = organiser.get(f"/desk/accounts/{number}").text
    close = form_with(page, "Close the account")
    assert organiser.client.post(close.action, data=close.filled({})).status_code == 303
    assert carla.get("/desk/").status_code == 303
    reopen = form_with(organiser.get(f"/desk/accounts/{number}").text, "Open it again")
    assert organiser.client.post(reopen.action, data=reopen.filled({})).status_code == 303
    make = form_with(organiser.get(f"/desk/accounts/{number}").text, "Make an administrator")
    assert organiser.client.post(make.action, data=make.filled({})).status_code == 303
    with demonstration.reading() as db:
        assert db.get_one(Account, number).is_administrator


def test_an_account_that_was_emptied_is_not_opened_again(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    _, number = browser_of(app, demonstration, "Carla")
    close = form_with(organiser.get(f"/desk/accounts/{number}").text, "Close the account")
    assert organiser.client.post(close.action, data=close.filled({})).status_code == 303
    with demonstration.writing() as db:
        db.get_one(Account, number).closed_at = datetime.now(UTC) - timedelta(days=31)
        purge(db, datetime.now(UTC))
    page = organiser.get(f"/desk/accounts/{number}").text
    assert "This account was emptied" in page
    assert "Open it again" not in page
    assert "Carla" not in organiser.get("/desk/accounts").text
    refused = organiser.post(f"/desk/accounts/{number}/reopen")
    assert (refused.status_code, "Invite the person anew" in refused.text) == (422, True)


def test_letters_of_invitations_are_not_shown_at_the_desk(owner: Organiser, demonstration: Database) -> None:
    invited(owner, demonstration)
    with demonstration.reading() as db:
        letter = db.scalars(select(Letter).where(Letter.kind == "accounts/invitation")).one()
        assert letter.is_secret
