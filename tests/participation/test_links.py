"""Private links: what they open, for how long, and that nobody makes one but we."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Unknown
from academy.kit.sealing import KeyRing
from academy.kit.tokens import token_for
from academy.participation.links import (
    ARRIVAL_LASTS,
    Arrival,
    arrival_token,
    get_mandate_by,
    get_registration_by,
    mandate_token,
    read_arrival,
    registration_token,
)
from academy.participation.mandates import MandateDraft, end_mandate, give_mandate
from academy.participation.models import Registration
from tests.conftest import KEYS
from tests.factories import LATER
from tests.participation.places import invited, put

OTHER = KeyRing({"other": bytes(range(1, 33))})
ARRIVAL = Arrival(7, "ana@example.org")


@pytest.fixture
def ana(db: Session) -> Registration:
    """Somebody who takes part."""
    return put(db, invited(db), "Ana")


def spoilt(token: str) -> list[str]:
    """What somebody could make of a token."""
    last = "0" if token[-1] != "0" else "1"
    return ["", "-", "1", token[:-1], token + "0", token[:-1] + last, token.upper(), " " + token, "9" * 12 + token,
            "0" + token, "²" + token[1:], token.replace("-", "–"), "\udce4", "a" * 5000]  # fmt: skip


def test_only_the_whole_token_opens_a_participation(db: Session, ana: Registration) -> None:
    token = registration_token(ana, KEYS)
    for locked in (False, True):
        assert get_registration_by(db, token, locked=locked) is ana
    for wrong in spoilt(token):
        with pytest.raises(Unknown, match="opens nothing here"):
            get_registration_by(db, wrong)
        with pytest.raises(Unknown, match="opens nothing here"):
            get_mandate_by(db, wrong)


def test_a_token_of_one_opens_nothing_of_another(db: Session, ana: Registration) -> None:
    bo = put(db, ana.edition, "Bo")
    signature = registration_token(ana, KEYS).partition("-")[2]
    given = give_mandate(db, ana.edition, MandateDraft("F", "focal@example.org", country="MX"), LATER)
    for foreign in (
        f"{bo.id}-{signature}",
        token_for("mandate", ana.id, ana.nonce, KEYS),
        token_for("registration", ana.id, bo.nonce, KEYS),
        token_for("registration", ana.id, ana.nonce, OTHER),
        f"{ana.id + 1000}-{signature}",
    ):
        with pytest.raises(Unknown):
            get_registration_by(db, foreign)
    with pytest.raises(Unknown):
        get_mandate_by(db, token_for("registration", given.id, given.nonce, KEYS))


def test_a_link_that_was_signed_with_an_older_key_still_opens(db: Session, ana: Registration) -> None:
    both = KeyRing({**KEYS.keys, "newer": secrets.token_bytes(32)})
    old = [registration_token(ana, KEYS), arrival_token(ARRIVAL, LATER, KEYS)]
    db.info["keys"] = both
    assert get_registration_by(db, old[0]) is ana
    assert get_registration_by(db, registration_token(ana, both)) is ana
    assert registration_token(ana, both) != old[0]
    assert read_arrival(old[1], LATER, both) == ARRIVAL


def test_with_another_nonce_links_that_were_sent_open_nothing(db: Session, ana: Registration) -> None:
    token = registration_token(ana, KEYS)
    ana.nonce = "another"
    db.flush()
    with pytest.raises(Unknown):
        get_registration_by(db, token)


def test_the_link_of_a_mandate_opens_it_until_it_is_ended(db: Session) -> None:
    given = give_mandate(db, invited(db), MandateDraft("F", "focal@example.org", country="MX"), LATER)
    token = mandate_token(given, KEYS)
    assert get_mandate_by(db, token) is given
    end_mandate(db, given, LATER)
    with pytest.raises(Unknown, match="ended by the organisers"):
        get_mandate_by(db, token)


def test_a_link_to_begin_is_over_after_seven_days_to_the_second() -> None:
    token = arrival_token(ARRIVAL, LATER, KEYS)
    ends = LATER + timedelta(days=7)
    assert timedelta(days=7) == ARRIVAL_LASTS
    assert read_arrival(token, ends - timedelta(seconds=1), KEYS) == ARRIVAL
    for late in (ends, ends + timedelta(days=400)):
        with pytest.raises(Refusal, match="Ask for a new one"):
            read_arrival(token, late, KEYS)


def test_a_link_to_begin_that_is_forged_or_foreign_opens_nothing(db: Session, ana: Registration) -> None:
    token = arrival_token(ARRIVAL, LATER, KEYS)
    other = arrival_token(Arrival(7, "bo@example.org"), LATER, KEYS)
    payload, signature = token.rpartition(".")[::2]
    mixed = f"{other.rpartition('.')[0]}.{signature}"
    assert payload
    for wrong in (mixed, token[:-1], "x", "", "\udce4", arrival_token(ARRIVAL, LATER, OTHER),
                  registration_token(ana, KEYS)):  # fmt: skip
        with pytest.raises(Unknown, match="opens nothing here"):
            read_arrival(wrong, LATER, KEYS)
    for wrong in (token, other):
        with pytest.raises(Unknown):
            get_registration_by(db, wrong)
