"""Letters about a step, in the transaction of the step."""

from datetime import datetime

from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.outbox.actions import put
from academy.participation import letters
from academy.participation.letters import News
from academy.participation.links import mandate_token, registration_token
from academy.participation.models import Registration


def tell(db: Session, registration: Registration, news: News, now: datetime, until: datetime | None = None) -> None:
    """Write to whoever takes part, and, where it concerns them, to whoever has put them forward.

    Who has no address is written nothing: their page at the desk says so. The registration is loaded whole.
    """
    if registration.person.email:
        token = registration_token(registration, keys_of(db))
        put(db, letters.recipient(registration), letters.standing(registration, news, token, until), now)
    given = registration.mandate
    if given is not None and given.ended_at is None and given.email and news in letters.TOLD_TO_NOMINATORS:
        token = mandate_token(given, keys_of(db))
        put(db, letters.holder_of(given), letters.nominee(registration, given, news, token), now)
