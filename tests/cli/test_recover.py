"""`academy account recover`: a way in for whoever is locked out."""

from datetime import UTC, datetime

from sqlalchemy import select

from academy.accounts import second_factor
from academy.accounts.actions import create_account
from academy.accounts.links import find_link
from academy.accounts.models import Account, Passkey
from academy.config import Config
from academy.db.engine import Database, open_database
from academy.trail.models import Door, Entry
from tests.accounts.test_second_factor import SECRET, shown
from tests.cli.conftest import CommandLine

EMAIL = "locked@example.org"


def opened(filled: CommandLine) -> Database:
    config = Config(data=str(filled.folder))
    return open_database(config.database, config.keys())


def locked_out(filled: CommandLine) -> Database:
    """Somebody whose telephone is gone, with a second factor and a passkey on it."""
    database, now = opened(filled), datetime.now(UTC)
    with database.writing() as db:
        account = create_account(db, EMAIL, "Locked Out", now, is_administrator=True)
        second_factor.switch_on(db, account, SECRET, shown(now), now)
        db.add(Passkey(account=account, credential=b"x", public_key=b"y", created_at=now))
    return database


def test_a_link_is_printed_that_signs_in(filled: CommandLine) -> None:
    database = locked_out(filled)
    said = filled("account", "recover", "Locked@Example.org")
    assert said.status == 0, said.err
    address, _, token = said.out.strip().rpartition("/")
    assert address == "http://localhost:8000/en/sign-in/link"
    with database.reading() as db:
        link = find_link(db, token, datetime.now(UTC))
        assert link is not None
        assert link.email == EMAIL
        assert db.scalars(select(Account).where(Account.email == EMAIL)).one().totp is not None
        entry = db.scalars(select(Entry).where(Entry.act == "account.recovered")).one()
        assert entry.door == Door.COMMAND_LINE
    database.engine.dispose()


def test_factors_are_dropped_where_that_is_asked_for(filled: CommandLine) -> None:
    database = locked_out(filled)
    assert filled("account", "recover", EMAIL, "--drop-factors").status == 0
    with database.reading() as db:
        assert db.scalars(select(Account).where(Account.email == EMAIL)).one().totp is None
        assert db.scalars(select(Passkey)).all() == []
    database.engine.dispose()


def test_for_nobody_no_link_is_printed(filled: CommandLine) -> None:
    said = filled("account", "recover", "nobody@example.org")
    assert (said.status, said.out) == (1, "")
    assert "There is no account with this e-mail address." in said.err
