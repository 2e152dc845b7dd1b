"""`academy keys` and `academy privacy`."""

import json
import stat

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import EditionRole
from academy.config import Config
from academy.db.engine import Database, open_database
from academy.editions.queries import get_edition
from academy.people.models import Person
from academy.people.queries import find_person, get_person
from academy.people.sensitive import reveal
from academy.trail.models import Entry
from tests.cli.conftest import KEYS_AS_TEXT, CommandLine
from tests.conftest import NOW

SPEAKER, IN_PASSPORT = "babatunde-adewoye", "Babatunde Olusegun Adewoye"


def opened(academy: CommandLine) -> Database:
    """The database with the keys of its folder."""
    config = Config(data=str(academy.folder))
    return open_database(config.database, config.keys())


def test_a_key_is_added_everything_sealed_anew_and_the_old_key_dropped(filled: CommandLine) -> None:
    assert filled("keys", "list").out == "test\t1 fields, present\n"
    assert "is the present key" in filled("keys", "add").out
    assert stat.S_IMODE((filled.folder / "field_keys").stat().st_mode) == 0o600
    assert "1 fields are still sealed with “test”" in filled("keys", "drop", "test").err
    assert filled("keys", "rotate").out.startswith("1 fields sealed anew with ")
    assert filled("keys", "rotate").out.startswith("0 fields sealed anew")
    assert filled("keys", "drop", "test").out.startswith("test is gone")
    listed = filled("keys", "list").out
    assert listed.endswith("\t1 fields, present\n")
    assert listed.count("\n") == 1
    with opened(filled).reading() as db:
        assert reveal(db, get_person(db, SPEAKER), "passport_name") == IN_PASSPORT
    assert "ok   0 sensitive fields need keys that are not here" in filled("doctor").out


def test_keys_of_the_environment_are_told_and_not_kept(filled: CommandLine) -> None:
    (filled.folder / "field_keys").unlink()
    said = filled("keys", "add", ACADEMY_FIELD_KEYS=KEYS_AS_TEXT).out
    made = said.splitlines()[-1]
    assert "ACADEMY_FIELD_KEYS" in said
    assert KEYS_AS_TEXT not in said
    assert not (filled.folder / "field_keys").exists()
    both = f"{KEYS_AS_TEXT} {made}"
    assert filled("keys", "rotate", ACADEMY_FIELD_KEYS=both).out.startswith("1 fields")
    assert "nothing needs test" in filled("keys", "drop", "test", ACADEMY_FIELD_KEYS=both).out


def test_without_its_key_the_doctor_says_what_cannot_be_read(filled: CommandLine) -> None:
    (filled.folder / "field_keys").unlink()
    assert "1 sensitive fields need keys that are not here: test." in filled("doctor").out


def test_an_upgrade_seals_what_was_kept_in_clear(filled: CommandLine) -> None:
    with opened(filled).writing() as db:
        db.execute(update(Person).where(Person.slug == SPEAKER).values(passport_name="IN THE CLEAR"))
    assert "kept in clear" in filled("doctor").out
    assert filled("db", "upgrade").status == 0
    with opened(filled).reading() as db:
        assert reveal(db, get_person(db, SPEAKER), "passport_name") == "IN THE CLEAR"
        assert "CLEAR" not in get_person(db, SPEAKER).passport_name


def test_an_edition_is_exported_with_names_in_passports_and_that_is_recorded(filled: CommandLine) -> None:
    assert IN_PASSPORT not in filled("edition", "export", "casablanca-2027", "--public").out
    with opened(filled).reading() as db:
        assert taken(db) == []
    assert IN_PASSPORT in filled("edition", "export", "casablanca-2027").out
    with opened(filled).reading() as db:
        assert taken(db) == [get_person(db, SPEAKER).id]


def test_what_would_be_emptied_is_told_before_and_after(filled: CommandLine) -> None:
    with opened(filled).writing() as db:
        db.execute(update(Person).where(Person.slug == "leandro-morais").values(email="leandro@example.org"))
    before, done, after = (filled("privacy", "purge", *how).out for how in (("--preview",), (), ("--preview",)))
    assert before == done
    assert before.startswith("1\tPeople: addresses")
    assert after.startswith("0\tPeople: addresses")


def test_a_person_is_handed_out_and_erased(filled: CommandLine) -> None:
    file = filled.folder / "own.json"
    assert filled("privacy", "export", SPEAKER, "-o", str(file)).status == 0
    assert json.loads(file.read_text("utf-8"))["person"][0]["passport_name"] == IN_PASSPORT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nothing was changed" in filled("privacy", "erase", SPEAKER, "--preview").out
    with opened(filled).reading() as db:
        assert find_person(db, SPEAKER) is not None
    assert filled("privacy", "erase", SPEAKER).out.endswith("erased\n")
    with opened(filled).reading() as db:
        assert find_person(db, SPEAKER) is None
    assert filled("privacy", "erase", SPEAKER).status == 1


def test_the_last_owner_of_an_edition_is_erased_too(filled: CommandLine) -> None:
    with opened(filled).writing() as db:
        account = create_account(db, "b@example.org", "Babatunde", NOW, person=get_person(db, SPEAKER))
        give_role(db, account, get_edition(db, "rcm-2021"), EditionRole.OWNER, NOW)
    assert filled("privacy", "erase", SPEAKER).out.endswith("erased\n")


@pytest.mark.parametrize(
    "words", [("privacy", "export", SPEAKER), ("edition", "export", "casablanca-2027")], ids=["person", "edition"]
)
def test_only_its_owner_reads_a_file_with_names_in_passports(filled: CommandLine, words: tuple[str, ...]) -> None:
    file, link = filled.folder / "old.json", filled.folder / "link.json"
    file.write_text("older")
    file.chmod(0o644)
    link.symlink_to(file)
    assert filled(*words, "-o", str(link)).status == 0
    assert link.is_symlink()
    assert IN_PASSPORT in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(filled.folder.glob("old.json.*")) == []


def test_a_file_that_anybody_may_read_is_written_like_any_other(filled: CommandLine) -> None:
    file = filled.folder / "public.json"
    file.touch(0o644)
    file.chmod(0o644)
    assert filled("edition", "export", "casablanca-2027", "--public", "-o", str(file)).status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert IN_PASSPORT not in file.read_text("utf-8")


def test_what_is_no_file_is_written_to(filled: CommandLine) -> None:
    told = filled.program("privacy", "export", SPEAKER, "-o", "/dev/stdout")
    assert json.loads(told.out)["person"][0]["passport_name"] == IN_PASSPORT


def test_every_kind_of_data_is_listed(academy: CommandLine) -> None:
    listed = academy("privacy", "fields").out
    assert "Name in the passport\tTo write documents for travel" in listed
    assert not academy.folder.exists()


def taken(db: Session) -> list[int | None]:
    return list(db.scalars(select(Entry.thing_id).where(Entry.act == "person.exported")))
