"""How series and editions are found."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from academy.editions.models import Edition, Installation, Organiser, Series, State
from academy.kit.refusals import Unknown
from academy.kit.words import N_

_PUBLIC = (State.PUBLISHED, State.CANCELLED)


def find_edition(db: Session, slug: str, also: Sequence[ORMOption] = ()) -> Edition | None:
    """Return an edition with its series (and what `also` loads), or None."""
    return db.scalar(select(Edition).where(Edition.slug == slug).options(joinedload(Edition.series), *also))


def get_edition(db: Session, slug: str, also: Sequence[ORMOption] = ()) -> Edition:
    """Return an edition with its series (and what `also` loads); refuse where there is none."""
    edition = find_edition(db, slug, also)
    if edition is None:
        raise Unknown(N_("There is no edition called “%(slug)s”."), slug=slug[:80])
    return edition


def get_whole_edition(db: Session, slug: str) -> Edition:
    """Return an edition with series, concept note, organisers, countries and date claims."""
    return get_edition(db, slug, _whole())


def _whole() -> list[ORMOption]:
    return [
        selectinload(Edition.sections),
        selectinload(Edition.organisers).joinedload(Organiser.institution),
        selectinload(Edition.countries),
        selectinload(Edition.date_claims),
    ]


def list_editions(db: Session, *, public: bool = False, series: Series | None = None) -> Sequence[Edition]:
    """Return editions with their series, latest first, undated ones by year."""
    query = select(Edition).options(joinedload(Edition.series))
    if public:
        query = query.where(Edition.state.in_(_PUBLIC))
    if series is not None:
        query = query.where(Edition.series_id == series.id)
    return sorted(db.scalars(query).all(), key=_when, reverse=True)


def _when(edition: Edition) -> tuple[str, str]:
    return (edition.starts_on.isoformat() if edition.starts_on else str(edition.year or ""), edition.slug)


def find_series(db: Session, slug: str) -> Series | None:
    """Return a series, or None."""
    return db.scalar(select(Series).where(Series.slug == slug))


def get_series(db: Session, slug: str) -> Series:
    """Return a series; refuse where there is none."""
    series = find_series(db, slug)
    if series is None:
        raise Unknown(N_("There is no series called “%(slug)s”."), slug=slug[:80])
    return series


def list_series(db: Session) -> Sequence[Series]:
    """Return all series by their short name."""
    return db.scalars(select(Series).order_by(Series.slug)).all()


def version_of(db: Session, slug: str) -> tuple[int, int]:
    """Return the versions of the installation and of an edition; of all editions together where there is none such."""
    all_together = select(func.coalesce(func.sum(Edition.version), 0)).scalar_subquery()
    own = select(Edition.version).where(Edition.slug == slug).scalar_subquery()
    shared, edition = db.execute(select(Installation.version, func.coalesce(own, all_together))).one()
    return int(shared), int(edition)
