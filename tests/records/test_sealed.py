"""Keys of sealed fields can be changed; a key goes only when nothing needs it any more."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account
from academy.accounts.models import Account
from academy.db.engine import Database
from academy.files.actions import keep, open_upload
from academy.files.models import Upload
from academy.files.queries import get_upload
from academy.files.rules import DOCUMENTS
from academy.kit.refusals import Refusal
from academy.kit.sealing import KeyRing
from academy.outbox.actions import Draft, Recipient, place_of, put
from academy.outbox.delivering import message_of, secrets_of
from academy.outbox.models import Letter
from academy.people.models import Person
from academy.people.sensitive import conceal, reveal
from academy.records.doctor import examine
from academy.records.sealed import check_dispensable, count_by_key, count_plain, seal_anew, seal_plain
from academy.trail.models import Chain
from tests.conftest import KEYS
from tests.factories import LATER, MADE, person
from tests.factories.files import PDF

BOTH = KeyRing({**KEYS.keys, "new": bytes(range(32, 64))})
NEW = KeyRing({"new": BOTH.keys["new"]})
RECIPIENT = Recipient("ana@example.org", "Ana", "en")


def filled(database: Database) -> None:
    """One of everything that is sealed, with the old key."""
    with database.writing() as db:
        conceal(db, person(db), "passport_name", "PENA RUIZ ANA", MADE)
        account = create_account(db, "ana@example.org", "Ana", MADE)
        account.totp = KEYS.seal("JBSWY3DP", f"account.totp:{account.id}")
        letter = put(db, RECIPIENT, Draft(kind="accounts/sign_in", secrets={"token": "abc"}), MADE)
        assert letter is not None
        letter.message = KEYS.seal("To: ana", place_of(letter)).encode()
        open_letter = put(db, RECIPIENT, Draft(kind="accounts/changed"), MADE)
        assert open_letter is not None
        open_letter.message = b"To: Ana\n\nnothing secret"


def opened(db: Session) -> tuple[object, ...]:
    letter = db.scalars(select(Letter).order_by(Letter.id)).first()
    assert letter is not None
    secrets = secrets_of(db, letter)
    return reveal(db, db.scalars(select(Person)).one(), "passport_name"), secrets, message_of(db, letter)


EXPECTED = ("PENA RUIZ ANA", {"token": "abc"}, b"To: ana")


def test_everything_is_sealed_anew_in_small_steps_and_the_old_key_is_needed_no_more(database: Database) -> None:
    filled(database)
    both = replace(database, keys=BOTH)
    steps: list[int] = []
    while not steps or steps[-1]:
        with both.writing() as db:
            steps.append(seal_anew(db, most=3))
    assert steps == [3, 1, 0]
    with replace(database, keys=NEW).reading() as db:
        assert opened(db) == EXPECTED
        assert count_by_key(db) == {"new": 4}
        plain = db.scalars(select(Letter).order_by(Letter.id.desc())).first()
        assert plain is not None
        assert plain.message == b"To: Ana\n\nnothing secret"


def test_a_new_key_seals_the_keys_of_files_anew_and_leaves_their_bytes_alone(database: Database) -> None:
    with database.writing() as db:
        upload = keep(db, "registration:1", "letter.pdf", PDF, MADE, accepted=DOCUMENTS, edition_id=None)
        before = db.scalars(select(Upload.content)).one()
    with replace(database, keys=BOTH).writing() as db:
        assert seal_anew(db) == 1
        assert db.scalars(select(Upload.content)).one() == before
    with replace(database, keys=NEW).reading() as db:
        found = get_upload(db, upload.uid, "registration:1")
        assert found.key.startswith("new.")
        assert open_upload(db, found) == PDF
        assert count_by_key(db) == {"new": 1}


def test_a_key_goes_only_when_nothing_needs_it(database: Database) -> None:
    filled(database)
    with replace(database, keys=BOTH).writing() as db:
        with pytest.raises(Refusal, match="4 fields are still sealed"):
            check_dispensable(db, "test")
        with pytest.raises(Refusal, match="present key"):
            check_dispensable(db, "new")
        with pytest.raises(Refusal, match="no key called"):
            check_dispensable(db, "other")
        seal_anew(db)
        check_dispensable(db, "test")
        db.add(Chain(name="installation", number=1, seal="s", key="test"))
        db.flush()
        with pytest.raises(Refusal, match="The record is sealed"):
            check_dispensable(db, "test")


def test_what_an_older_version_kept_in_clear_is_told_and_sealed(database: Database) -> None:
    with database.writing() as db:
        one = person(db)
        db.execute(update(Person).where(Person.id == one.id).values(passport_name="Dr. PENA-RUIZ ANA"))
    assert "1 sensitive fields are kept in clear" in " ".join(broken(database))
    with database.writing() as db:
        assert (count_plain(db), seal_plain(db), seal_plain(db)) == (1, 1, 0)
        assert reveal(db, db.scalars(select(Person)).one(), "passport_name") == "Dr. PENA-RUIZ ANA"
    assert broken(database) == []


def test_a_key_that_is_gone_is_told(database: Database) -> None:
    filled(database)
    assert "4 sensitive fields need keys that are not here: test." in broken(replace(database, keys=NEW))


def test_what_is_emptied_while_keys_are_changed_stays_empty(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:  # nobody else writes there meanwhile
        return
    filled(database)
    unseal = KeyRing.unseal

    def unsealed_slowly(ring: KeyRing, sealed: str, place: str) -> str:
        monkeypatch.setattr(KeyRing, "unseal", unseal)
        with database.writing() as other:
            other.execute(update(Account).values(totp=None))
            other.execute(update(Letter).values(secrets=None, message=None))
        return unseal(ring, sealed, place)

    monkeypatch.setattr(KeyRing, "unseal", unsealed_slowly)
    with replace(database, keys=BOTH).writing() as db:
        assert seal_anew(db) == 1
    with database.reading() as db:
        assert db.scalars(select(Account.totp)).all() == [None]
        assert {tuple(row) for row in db.execute(select(Letter.secrets, Letter.message))} == {(None, None)}
        assert count_by_key(db) == {"new": 1}


def broken(database: Database) -> list[str]:
    return [one.message % one.facts for one in examine(database, LATER) if not one.is_well and one.is_urgent]


def test_places_tell_letters_apart(database: Database) -> None:
    filled(database)
    with database.writing() as db:
        letter = db.scalars(select(Letter).order_by(Letter.id)).first()
        assert letter is not None
        letter.uid = uuid4()
        db.flush()
        with pytest.raises(Exception, match="comes from another place"):
            seal_anew(replace_keys(db))


def replace_keys(db: Session) -> Session:
    db.info["keys"] = BOTH
    return db
