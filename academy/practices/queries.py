"""How practices are found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.models import Practice


def find_practice(db: Session, slug: str) -> Practice | None:
    """Return a practice with its institution, or None."""
    return db.scalar(select(Practice).where(Practice.slug == slug).options(joinedload(Practice.institution)))


def get_practice(db: Session, slug: str) -> Practice:
    """Return a practice with its institution; refuse where there is none."""
    practice = find_practice(db, slug)
    if practice is None:
        raise Unknown(N_("There is no practice under this address."))
    return practice


def list_practices(db: Session) -> Sequence[Practice]:
    """Return all practices with their institutions, by title."""
    return db.scalars(select(Practice).options(joinedload(Practice.institution)).order_by(Practice.title)).all()
