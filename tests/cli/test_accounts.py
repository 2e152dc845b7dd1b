"""Accounts and roles on the command line."""

from academy.accounts.queries import list_accounts_at, roles_of
from academy.records.demonstration.accounts import ACCOUNTS, load_accounts
from tests.cli.conftest import CommandLine
from tests.conftest import NOW

SECRET = ("--password", "correct horse battery")


def added(academy: CommandLine, name: str, *more: str) -> int:
    answer = academy("account", "add", "--email", "desk@example.org", "--name", name, *SECRET, *more)
    assert answer.status == 0, answer.err
    with academy.database.reading() as db:
        return next(one.id for one in list_accounts_at(db, "desk@example.org") if one.name == name)


def test_an_account_is_an_administrator_s_or_none(filled: CommandLine) -> None:
    olga, omar = added(filled, "Olga"), added(filled, "Omar", "--no-administrator")
    listed = filled("account", "list").out.splitlines()
    assert listed == [f"{olga}\tdesk@example.org\tOlga\tadministrator", f"{omar}\tdesk@example.org\tOmar\t"]


def test_a_role_is_given_to_an_address_or_a_number(filled: CommandLine) -> None:
    olga = added(filled, "Olga", "--no-administrator")
    given = filled("account", "role", "desk@example.org", "casablanca-2027", "registrar")
    assert (given.status, given.out) == (0, "Olga is registrar of casablanca-2027\n")
    added(filled, "Omar", "--no-administrator")
    which = filled("account", "role", "desk@example.org", "casablanca-2027", "owner")
    assert (which.status, "Several people share this address" in which.err) == (1, True)
    assert filled("account", "role", str(olga), "rcm-2021", "owner").status == 0
    with filled.database.reading() as db:
        account = next(one for one in list_accounts_at(db, "desk@example.org") if one.name == "Olga")
        held = roles_of(db, account).in_editions
    assert held == {"casablanca-2027": {"registrar"}, "rcm-2021": {"owner"}}
    assert "registrar of casablanca-2027, owner of rcm-2021" in filled("account", "list").out


def test_what_makes_no_sense_is_refused(filled: CommandLine) -> None:
    added(filled, "Olga")
    for words in (
        ("nobody@example.org", "casablanca-2027", "owner"),
        ("desk@example.org", "nothing-2027", "owner"),
        ("desk@example.org", "casablanca-2027", "focal_point"),
        ("desk@example.org", "casablanca-2027", "administrator"),
        ("999", "casablanca-2027", "owner"),
    ):
        answer = filled("account", "role", *words)
        assert answer.status != 0, words
        assert "Traceback" not in answer.err


def test_a_focal_point_is_of_an_institution(filled: CommandLine) -> None:
    added(filled, "Olga")
    words = ("account", "role", "desk@example.org", "casablanca-2027", "focal_point", "--institution", "volta-verde")
    assert filled(*words).status == 0


def test_the_demonstration_has_somebody_in_every_role(filled: CommandLine) -> None:
    with filled.database.writing() as db:
        assert load_accounts(db, NOW) == [one.name for one in ACCOUNTS]
    with filled.database.writing() as db:
        assert load_accounts(db, NOW) == []
    listed = filled("account", "list").out
    for role in {one.role for one in ACCOUNTS}:
        assert f"{role} of casablanca-2027" in listed
    assert len({one.role for one in ACCOUNTS}) == 11
    assert listed.count("delegation@example.org") == 2
