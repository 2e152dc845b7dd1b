"""One-use links: who gets one, how often, and that it works once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account
from academy.accounts.links import find_link, send_link, use_link
from academy.accounts.models import Account, SignInLink
from academy.accounts.rules import LINK_IS_FRESH_FOR, LINK_LASTS, MOST_FRESH_LINKS, digest
from academy.db.engine import Database
from academy.outbox.models import Letter
from tests.factories import MADE
from tests.factories.letters import letters_to, secret_of
from tests.factories.statements import asked_of

EMAIL = "olga@example.org"


@pytest.fixture
def account(database: Database) -> Account:
    with database.writing() as db:
        return create_account(db, EMAIL, "Olga Organiser", MADE, language="es")


def sent(database: Database, email: str = EMAIL, minutes: float = 0, wanted: str = "") -> list[Letter]:
    """Ask for a link; the letters that lie in the mailbox then."""
    with database.writing() as db:
        send_link(db, email, "fr", wanted, MADE + timedelta(minutes=minutes))
    return letters_to(database, email.strip().lower())


@pytest.mark.usefixtures("account")
def test_a_letter_brings_a_link_in_the_account_s_language(database: Database) -> None:
    (letter,) = sent(database, " Olga@Example.org ", wanted="/desk/people")
    assert (letter.kind, letter.name, letter.language, letter.is_urgent) == (
        "accounts/sign_in", "Olga Organiser", "es", True
    )  # fmt: skip
    token = secret_of(database, letter)
    assert len(token) > 40
    assert token not in str(letter.facts) + str(letter.secrets)
    with database.reading() as db:
        link = db.scalars(select(SignInLink)).one()
        assert (link.token_digest, link.email, link.next) == (digest(token), EMAIL, "/desk/people")
        assert find_link(db, token, MADE + LINK_LASTS - timedelta(seconds=1)) is link
        assert find_link(db, token, MADE + LINK_LASTS) is None
        assert find_link(db, "another", MADE) is None


@pytest.mark.usefixtures("account")
def test_a_link_works_once(database: Database) -> None:
    token = secret_of(database, sent(database)[0])
    with database.writing() as db:
        link = find_link(db, token, MADE)
        assert link
        assert [use_link(db, link, MADE), use_link(db, link, MADE)] == [True, False]
        db.expire_all()
        assert find_link(db, token, MADE) is None


@pytest.mark.usefixtures("account")
def test_whoever_asks_again_and_again_fills_no_mailbox_and_keeps_nobody_out(database: Database) -> None:
    for number in range(20):
        letters = sent(database, minutes=number / 10)
    assert len(letters) == MOST_FRESH_LINKS
    with database.reading() as db:
        assert all(find_link(db, secret_of(database, letter), MADE + LINK_IS_FRESH_FOR) for letter in letters)
    assert len(sent(database, minutes=10.01)) == MOST_FRESH_LINKS + 1


@pytest.mark.usefixtures("account")
def test_who_has_used_their_links_gets_new_ones(database: Database) -> None:
    for _ in range(MOST_FRESH_LINKS):
        letters = sent(database)
    with database.writing() as db:
        for letter in letters:
            link = find_link(db, secret_of(database, letter), MADE)
            assert link
            use_link(db, link, MADE)
    assert len(sent(database)) == MOST_FRESH_LINKS + 1


@pytest.mark.usefixtures("account")
def test_one_mailbox_does_not_count_for_another(database: Database) -> None:
    with database.writing() as db:
        create_account(db, "eva@example.org", "Eva", MADE)
    for _ in range(MOST_FRESH_LINKS + 1):
        sent(database)
    assert len(sent(database, "eva@example.org")) == 1


def test_nobody_gets_nothing_and_no_address_is_kept(database: Database) -> None:
    assert sent(database, "nobody@example.org") == []
    with database.reading() as db:
        assert db.scalars(select(Letter)).all() == []
        link = db.scalars(select(SignInLink)).one()
        assert link.email == ""
        assert find_link(db, "", MADE) is None


@pytest.mark.usefixtures("account")
def test_the_work_is_the_same_whether_there_is_an_account_or_not(database: Database) -> None:
    """So that the time an answer takes tells nothing. What is taken back at the end is a savepoint."""
    done = []
    for email in (EMAIL, "nobody@example.org", *[EMAIL] * MOST_FRESH_LINKS):
        with asked_of(database) as asked:
            sent(database, email)
        done.append([statement.split(maxsplit=2)[:2] for statement in asked if "SAVEPOINT" not in statement])
    assert all(one == done[0] for one in done)
    assert ["INSERT", "INTO"] in done[0]


def test_a_shared_mailbox_gets_one_letter_that_names_nobody(database: Database, account: Account) -> None:
    with database.writing() as db:
        create_account(db, EMAIL, "Eva", MADE)
    (letter,) = sent(database)
    assert (letter.name, letter.language, letter.account_id) == ("", account.language, None)


@pytest.mark.usefixtures("account")
def test_links_that_are_over_are_cleared_away(database: Database) -> None:
    sent(database)
    sent(database, minutes=15)
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(SignInLink)) == 1


def test_a_closed_account_gets_no_link(db: Session) -> None:
    account = create_account(db, EMAIL, "Olga", MADE)
    account.closed_at = MADE
    db.flush()
    send_link(db, EMAIL, "en", "", MADE)
    assert db.scalars(select(Letter)).all() == []
