"""What is written about personal data."""

from academy.outbox.actions import Draft

ERASED = "records/erased"


def erased(*, keeps_name: bool) -> Draft:
    """Say that somebody's data were erased: the last letter to them. `keeps_name`: programmes still name them."""
    return Draft(kind=ERASED, facts={"keeps_name": keeps_name}, origin="erasure", is_urgent=True)
