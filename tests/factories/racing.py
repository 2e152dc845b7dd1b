"""Two processes that want the same thing at the same moment. They import the rooms alone: so they start quickly."""

import multiprocessing
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.accounts import passkeys, second_factor
from academy.accounts.codes import use_code
from academy.accounts.models import Account, CodePurpose
from academy.accounts.passkeys import Challenge, Place
from academy.db.engine import Database, open_database
from academy.kit.refusals import Refusal
from academy.kit.sealing import KeyRing

Act = Callable[..., object]


def winners(database: Database, act: Act, *facts: object) -> int:
    """Return in how many of two processes an act was done."""
    url = database.engine.url.render_as_string(hide_password=False)
    assert database.keys is not None
    processes = multiprocessing.get_context("spawn")
    with processes.Pool(2, _meet, (processes.Barrier(2),)) as pool:
        return sum(pool.starmap(_tried, [(url, database.keys.keys, act, *facts)] * 2, chunksize=1))


def _meet(barrier: "multiprocessing.synchronize.Barrier") -> None:
    globals()["_BARRIER"] = barrier


def _tried(url: str, keys: dict[str, bytes], act: Act, *facts: object) -> bool:
    opened = open_database(url, KeyRing(keys))
    globals()["_BARRIER"].wait(60)
    try:
        with opened.writing() as db:
            act(db, *facts)
    except Refusal:
        return False
    finally:
        opened.engine.dispose()
    return True


def code_is_used(db: Session, code: str, now: datetime) -> None:
    if use_code(db, code, CodePurpose.PAPER, now) is None:
        raise Refusal("used")


def number_is_given(db: Session, account_id: int, number: str, now: datetime) -> None:
    second_factor.check(db, db.get_one(Account, account_id), number, now)


def passkey_is_used(db: Session, place: Place, challenge: Challenge, answer: str, now: datetime) -> None:
    passkeys.use_passkey(db, place, challenge, answer, now)
