"""Browsers in which somebody is signed in, without the pages that lead there."""

from datetime import UTC, datetime

from flask import Flask

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.models import EditionRole, SignInMethod
from academy.db.engine import Database
from academy.editions.queries import get_edition
from tests.conftest import Organiser


def browser_of(
    app: Flask, database: Database, name: str, edition: str = "", role: EditionRole | None = None, **more: object
) -> tuple[Organiser, int]:
    """The browser of a new account with a role in an edition, and the account's number."""
    now = datetime.now(UTC)
    with database.writing() as db:
        facts = {"email": f"{name.lower()}@example.org", **more}
        account = create_account(db, str(facts["email"]) if facts["email"] else None, name, now)
        if role is not None:
            give_role(db, account, get_edition(db, edition), role, now)
        token = sign_in(db, account, SignInMethod.PASSWORD, now)
        number = account.id
    client = app.test_client()
    with client.session_transaction() as carried:
        carried["sign_in"] = token
    return Organiser(client), number
