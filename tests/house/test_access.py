"""Who may do what: the one page of code, and the table of it in README.md."""

import re

import pytest

from academy.access import SHARED, TABLE, Can, knows, may
from academy.accounts.models import EditionRole
from academy.accounts.rules import Roles
from academy.accounts.words import EDITION_ROLES
from tests.run import ROOT

BEGIN, END = "<!-- access -->", "<!-- /access -->"
EVERYBODY = {Can.READ: "everybody", Can.SIGN_IN: "everybody"}
OWN = {Can.BE_ONESELF: "whoever is signed in", Can.SECURE_ONESELF: "whoever is signed in"}


def table() -> str:
    """What README.md is to say."""
    roles = list(TABLE)
    lines = ["| may | " + " | ".join(EDITION_ROLES[role].removesuffix(" of the installation") for role in roles) + " |"]
    lines.append("|---|" + ":-:|" * len(roles))
    for can in Can:
        if can not in EVERYBODY | OWN:
            cells = ["✓" if can in TABLE[role] else "" for role in roles]
            lines.append(f"| {called(can)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def called(can: Can) -> str:
    return can.name.lower().replace("_", " ") + (" *" if can in SHARED else "")


def test_readme_shows_the_table() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert BEGIN in readme, f"README.md has no {BEGIN}"
    shown = readme.partition(BEGIN)[2].partition(END)[0].strip()
    assert shown == table(), f"paste this between {BEGIN} and {END} in README.md:\n\n{table()}\n"


def test_it_is_one_page_and_every_role_has_its_row() -> None:
    page = (ROOT / "academy/access.py").read_text("utf-8")
    assert page.count("\n") <= 100
    assert set(TABLE) == set(EditionRole) == set(EDITION_ROLES)


def test_every_permission_says_what_it_is() -> None:
    page = (ROOT / "academy/access.py").read_text("utf-8")
    assert re.findall(r"    (\w+) = auto\(\)\n    \"\"\"\w", page) == [can.name for can in Can]


def test_an_administrator_may_everything_and_nobody_else_administers() -> None:
    for can in Can:
        assert may(Roles(is_administrator=True), can, "any-edition")
        assert may(Roles(is_administrator=True), can)
    assert [role for role, row in TABLE.items() if Can.ADMINISTER in row] == [EditionRole.ADMINISTRATOR]


def test_nobody_gives_more_than_they_have() -> None:
    givers = [role for role, row in TABLE.items() if Can.GIVE_ROLES in row]
    assert givers == [EditionRole.ADMINISTRATOR, EditionRole.OWNER]
    everything = frozenset[Can]().union(*(row for role, row in TABLE.items() if role != EditionRole.ADMINISTRATOR))
    assert everything == TABLE[EditionRole.OWNER]


def test_nobody_gets_more_by_adding_an_edition_which_they_own() -> None:
    for row in TABLE.values():
        assert Can.CREATE_EDITION not in row or row >= TABLE[EditionRole.OWNER]


@pytest.mark.parametrize("role", [role for role in EditionRole if role != EditionRole.ADMINISTRATOR])
@pytest.mark.parametrize("can", Can)
def test_a_role_counts_in_its_edition_and_outside_only_for_what_is_shared(role: EditionRole, can: Can) -> None:
    roles = Roles.of([("here", role)], is_administrator=False)
    is_own = can in EVERYBODY | OWN
    assert may(roles, can, "here") == (is_own or can in TABLE[role])
    assert may(roles, can, "there") == is_own
    assert may(roles, can) == (is_own or (can in TABLE[role] and can in SHARED))
    assert may(None, can, "here") == may(None, can) == (can in EVERYBODY)
    assert (knows(roles, "here"), knows(roles, "there"), knows(None, "here")) == (True, False, False)


def test_roles_that_are_lent_change_no_way_of_signing_in() -> None:
    lent = Roles.of([("here", EditionRole.OWNER)], is_administrator=False, are_lent=True)
    assert [can for can in Can if may(lent, can, "here") != may(Roles(lent.in_editions), can, "here")] == [
        Can.SECURE_ONESELF
    ]
