"""People who put others forward, and whom they put forward."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import Mandate, Registration
from academy.participation.nominating import Nominee, put_forward
from tests.factories import LATER
from tests.participation.places import type_called


def mandate(db: Session, edition: Edition, email: str = "focal@example.org", **more: Any) -> Mandate:  # noqa: ANN401 (as a draft says it)
    """Somebody may put people forward; without more, for Mexico."""
    said = more or {"country": "MX"}
    if isinstance(said.get("institution_type"), str):
        said["institution_type"] = type_called(db, edition, said["institution_type"])
    return give_mandate(db, edition, MandateDraft(name="Focal Point", email=email, **said), LATER)


def forward(
    db: Session,
    given: Mandate,
    name: str,
    kind: str = "labour",
    now: datetime = LATER,
    **more: Any,  # noqa: ANN401
) -> Registration:
    """Put somebody forward, with one name and without an address unless more is said."""
    since = more.pop("since", None)
    return put_forward(db, given, type_called(db, given.edition, kind), Nominee(name, **more), now, since=since)
