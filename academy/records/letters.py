"""What is written about personal data."""

from academy.outbox.actions import Draft
from academy.outbox.rules import GOODBYE


def erased(*, keeps_name: bool) -> Draft:
    """Say that somebody's data were erased: the last letter to them. `keeps_name`: programmes still name them."""
    return Draft(kind="records/erased", facts={"keeps_name": keeps_name}, origin=GOODBYE, is_urgent=True)
