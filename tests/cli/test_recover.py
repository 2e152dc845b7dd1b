"""`academy account recover`: a way in for whoever is locked out."""

from datetime import UTC, datetime

from sqlalchemy import select

from academy.accounts import second_factor
from academy.accounts.actions import create_account, sign_in
from academy.accounts.links import find_link
from academy.accounts.models import Account, Passkey, SignInLink, SignInMethod
from academy.accounts.queries import find_sign_in
from academy.config import Config
from academy.db.engine import Database, open_database
from academy.outbox.models import Letter
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
    with database.writing() as db:
        account = db.scalars(select(Account).where(Account.email == EMAIL)).one()
        token = sign_in(db, account, SignInMethod.PASSKEY, datetime.now(UTC))
    assert filled("account", "recover", EMAIL, "--drop-factors").status == 0
    with database.reading() as db:
        assert db.scalars(select(Account).where(Account.email == EMAIL)).one().totp is None
        assert db.scalars(select(Passkey)).all() == []
        assert find_sign_in(db, token, datetime.now(UTC)) is None
        told = [
            one.facts["what"] for one in db.scalars(select(Letter).where(Letter.email == EMAIL).order_by(Letter.id))
        ]
        assert told[-2:] == [
            "A passkey of your account was removed.",
            "The second step of signing in to your account was removed.",
        ]
        acts = db.scalars(select(Entry.act).where(Entry.thing_id == account.id).order_by(Entry.id)).all()
        assert acts[-3:] == ["account.passkey_removed", "account.second_factor_removed", "account.recovered"]
    database.engine.dispose()


def test_of_several_who_share_a_mailbox_one_is_named_by_number(filled: CommandLine) -> None:
    database = locked_out(filled)
    now = datetime.now(UTC)
    with database.writing() as db:
        other = create_account(db, EMAIL, "Another", now)
        second_factor.switch_on(db, other, SECRET, shown(now), now)
    refused = filled("account", "recover", EMAIL, "--drop-factors")
    assert (refused.status, refused.out) == (1, "")
    assert "Several people share this address" in refused.err
    with database.reading() as db:
        assert [one.totp is None for one in db.scalars(select(Account).where(Account.email == EMAIL))] == [False, False]
    assert "/sign-in/link/" in filled("account", "recover", EMAIL).out
    assert "/sign-in/link/" in filled("account", "recover", str(other.id), "--drop-factors").out
    with database.reading() as db:
        people = db.scalars(select(Account).where(Account.email == EMAIL).order_by(Account.id))
        assert [one.totp is None for one in people] == [False, True]
        assert len(db.scalars(select(Passkey)).all()) == 1
    database.engine.dispose()


def test_who_has_no_mailbox_is_helped_with_a_sheet(filled: CommandLine) -> None:
    database = opened(filled)
    now = datetime.now(UTC)
    with database.writing() as db:
        amina = create_account(db, None, "Amina", now)
        second_factor.switch_on(db, amina, SECRET, shown(now), now)
    said = filled("account", "recover", str(amina.id), "--drop-factors")
    assert (said.status, "a sheet of codes opens it" in said.out) == (0, True)
    with database.reading() as db:
        assert db.get_one(Account, amina.id).totp is None
        assert db.scalars(select(SignInLink)).all() == []
    database.engine.dispose()


def test_a_closed_account_is_not_recovered(filled: CommandLine) -> None:
    database = opened(filled)
    with database.writing() as db:
        closed = create_account(db, EMAIL, "Closed", datetime.now(UTC))
        closed.closed_at = datetime.now(UTC)
    said = filled("account", "recover", str(closed.id))
    assert (said.status, "is closed" in said.err) == (1, True)
    database.engine.dispose()


def test_for_nobody_no_link_is_printed(filled: CommandLine) -> None:
    said = filled("account", "recover", "nobody@example.org")
    assert (said.status, said.out) == (1, "")
    assert "There is no account with this e-mail address." in said.err
