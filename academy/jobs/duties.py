"""What the worker does again and again: each duty is one action in one transaction, and does no harm done twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from academy.files.actions import sweep
from academy.messaging.sending import remind, send_due
from academy.outbox.delivering import give_up
from academy.participation.lapsing import lapse_rights
from academy.participation.places import promote_all
from academy.participation.sheets import take_over_next
from academy.participation.waiting import end_offers, offer_when_due
from academy.records.purge import purge
from academy.trail.sealing import seal_record


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so often."""

    name: str
    every: timedelta
    act: Callable[[Session, datetime], object]
    repeats: bool = False
    """True where it is done again at once as long as it says that there is more: long work in short transactions."""


DUTIES: tuple[Duty, ...] = (
    Duty("letters that end their worker", timedelta(minutes=10), give_up),
    Duty("sealing the record", timedelta(seconds=10), seal_record),
    Duty("emptying what was kept long enough", timedelta(days=1), purge),
    Duty("files that nobody waits for", timedelta(hours=1), sweep),
    Duty("spreadsheets that are taken over", timedelta(0), take_over_next, repeats=True),
    Duty("places that have become free", timedelta(minutes=10), promote_all),
    Duty("rights that have lapsed", timedelta(minutes=5), lapse_rights),
    Duty("offers that are over", timedelta(minutes=1), end_offers, repeats=True),
    Duty("the offers of the day", timedelta(minutes=1), offer_when_due),
    Duty("messages whose hour has come", timedelta(minutes=1), send_due),
    Duty("reminders", timedelta(minutes=10), remind),
)
