"""What somebody who waits is told on their own page: as which number, for how many seats, and until when."""

from academy.participation.models import Registration
from academy.participation.queries import admission_of
from academy.participation.waiting import WaitingPlace, place_of
from academy.site.participation import bp
from academy.web.current import now
from academy.web.transactions import db


@bp.app_context_processor
def _for_own_page() -> dict[str, object]:
    return {"waiting_place": waiting_place, "offer_days": offer_days}


def waiting_place(registration: Registration) -> WaitingPlace | None:
    """Return where somebody waits, or None."""
    return place_of(db(), registration, now())


def offer_days(registration: Registration) -> int:
    """Return for how many days an offer stands."""
    return admission_of(db(), registration.edition).offer_days
