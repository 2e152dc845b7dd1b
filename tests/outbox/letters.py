"""Letters for tests."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from academy.outbox.actions import Draft, Recipient, put
from academy.outbox.models import Letter
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)


def add(db: Session, number: int = 1, now: datetime = NOW, **more: Any) -> Letter:  # noqa: ANN401 (whatever a test needs)
    """Put a letter into the outbox; a sign-in letter, since it has templates and a secret."""
    given: dict[str, Any] = {"kind": "accounts/sign_in", "facts": {"minutes": 15, "token": f"token-{number}"}}
    draft = Draft(**{**given, **more})
    letter = put(db, Recipient(f"reader{number}@example.org", f"Reader {number}", "en"), draft, now)
    assert letter is not None
    db.flush()
    return letter
