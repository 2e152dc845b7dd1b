"""What can be done with series and editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from academy.editions.models import (
    ConceptSection,
    Contribution,
    DateClaim,
    Edition,
    EditionCountry,
    EditionKind,
    Installation,
    Mode,
    Organiser,
    SectionKind,
    Series,
    State,
)
from academy.editions.queries import find_edition, find_series
from academy.editions.rules import RESERVED, check_days, check_move
from academy.kit.refusals import Refusal, Stale
from academy.kit.slugs import is_slug
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution
from academy.trail.actions import record
from academy.trail.rules import facts, numbered


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """What a series says of itself."""

    name: Translated
    acronym: Translated = EMPTY
    about: Translated = EMPTY

    @classmethod
    def of(cls, series: Series) -> "SeriesDraft":
        """Return what a series says now."""
        return cls(series.name, series.acronym, series.about)


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What an edition says of itself; as the columns of the same names."""

    title: Translated
    number: int | None = None
    theme: Translated = EMPTY
    summary: Translated = EMPTY
    kind: EditionKind = EditionKind.ACADEMY
    mode: Mode = Mode.ON_SITE
    starts_on: date | None = None
    ends_on: date | None = None
    year: int | None = None
    dates_assumed: bool = False
    dates_note: Translated = EMPTY
    zone_name: str = "+00:00"
    zone_label: str = ""
    venue: Translated = EMPTY
    city: Translated = EMPTY
    country: str | None = None
    online_url: str = ""
    languages: tuple[str, ...] = ("en",)
    floor_languages: tuple[str, ...] = ()
    interpretation_languages: tuple[str, ...] = ()
    is_invented: bool = False
    source: Translated = EMPTY

    @classmethod
    def of(cls, edition: Edition) -> "EditionDraft":
        """Return what an edition says now."""
        return cls(**{field.name: getattr(edition, field.name) for field in fields(cls)})

    def differs_in(self, other: "EditionDraft") -> set[str]:
        """Return the names of what two drafts say differently."""
        return {field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name)}


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A section of the concept note."""

    kind: SectionKind
    body: Translated
    heading: Translated = EMPTY

    @classmethod
    def of(cls, section: ConceptSection) -> "SectionDraft":
        """Return what a section says now."""
        return cls(section.kind, section.body, section.heading)


def create_series(db: Session, slug: str, draft: SeriesDraft, now: datetime) -> Series:
    """Add a series under a free short name."""
    _check_slug(slug)
    if find_series(db, slug):
        raise Refusal(N_("There is a series called “%(slug)s” already."), slug=slug, field="slug")
    series = Series(slug=slug, name=_named(draft.name), acronym=draft.acronym, about=draft.about)
    db.add(series)
    db.flush()
    raise_installation(db)
    record(db, "series.created", series, now, after=facts(draft))
    return series


def change_series(db: Session, series: Series, draft: SeriesDraft, now: datetime, revision: int | None = None) -> None:
    """Let a series say something else."""
    check_revision(series.revision, revision)
    before = facts(SeriesDraft.of(series))
    series.name, series.acronym, series.about = _named(draft.name), draft.acronym, draft.about
    if db.is_modified(series):
        db.flush()
        raise_installation(db)
        record(db, "series.changed", series, now, before=before, after=facts(draft))


def create_edition(
    db: Session, series: Series, slug: str, draft: EditionDraft, now: datetime, uid: UUID | None = None
) -> Edition:
    """Add an edition, as a draft that only the desk sees."""
    _check_slug(slug)
    if slug in RESERVED:
        raise Refusal(
            N_("“%(slug)s” is an address of the program itself; choose another one."), slug=slug, field="slug"
        )
    if find_edition(db, slug):
        raise Refusal(N_("There is an edition called “%(slug)s” already."), slug=slug, field="slug")
    edition = Edition(slug=slug, uid=uid or uuid4(), series=series, title=draft.title, created_at=now, changed_at=now)
    _say(edition, draft)
    db.add(edition)
    db.flush()
    raise_installation(db)
    _record(db, "edition.created", edition, now, {}, {"series": series, **facts(draft)})
    return edition


def change_edition(
    db: Session, edition: Edition, draft: EditionDraft, now: datetime, revision: int | None = None
) -> set[str]:
    """Let an edition say something else; return the names of what changed. Nothing changes, nothing is raised."""
    check_revision(edition.revision, revision)
    before = EditionDraft.of(edition)
    changed = draft.differs_in(before)
    if changed:
        _say(edition, draft)
        touch(db, edition, now)
        _record(db, "edition.changed", edition, now, facts(before), facts(draft))
    return changed


def set_state(db: Session, edition: Edition, state: State, now: datetime) -> None:
    """Move an edition to another state; refuse a move that makes no sense."""
    check_move(edition.state, state)
    before, edition.state = edition.state, state
    edition.published_at = edition.published_at or (now if state == State.PUBLISHED else None)
    touch(db, edition, now)
    raise_installation(db)
    _record(db, "edition.state_changed", edition, now, {"state": before}, {"state": state})


def write_sections(db: Session, edition: Edition, drafts: Sequence[SectionDraft], now: datetime) -> None:
    """Make the concept note consist of these sections in this order; those without a word are left out."""
    kept = [draft for draft in drafts if draft.body or draft.heading]
    before = [SectionDraft.of(section) for section in edition.sections]
    if kept == before:
        return
    edition.sections = [
        ConceptSection(position=position, kind=draft.kind, heading=draft.heading, body=draft.body)
        for position, draft in enumerate(kept)
    ]
    revise(db, edition, now)
    _record(db, "note.changed", edition, now, numbered("section", before), numbered("section", kept))


def set_organisers(
    db: Session, edition: Edition, organisers: Sequence[tuple[Institution, Contribution]], now: datetime
) -> None:
    """Make these the institutions that take part in making the edition."""
    before = [(organiser.institution, organiser.part) for organiser in edition.organisers]
    if list(organisers) == before:
        return
    edition.organisers = [
        Organiser(position=position, institution=institution, part=part)
        for position, (institution, part) in enumerate(organisers)
    ]
    revise(db, edition, now)
    was, becomes = (numbered("organiser", pairs) for pairs in (before, organisers))
    _record(db, "organisers.changed", edition, now, was, becomes)


def set_countries(db: Session, edition: Edition, countries: Sequence[tuple[str, Translated]], now: datetime) -> None:
    """Make this the edition's list of countries: codes, each with a label of its own or none."""
    before = [(country.code, country.label) for country in edition.countries]
    if list(countries) == before:
        return
    edition.countries = [
        EditionCountry(position=position, code=code, label=label) for position, (code, label) in enumerate(countries)
    ]
    revise(db, edition, now)
    _record(db, "countries.changed", edition, now, {"countries": before}, {"countries": countries})


def set_date_claims(
    db: Session, edition: Edition, claims: Sequence[tuple[str, Translated, bool]], now: datetime
) -> None:
    """Keep what sources say of the date: what is stated, by which source, and whether that is the one shown."""
    before = [(claim.stated, claim.source, claim.is_shown) for claim in edition.date_claims]
    if list(claims) == before:
        return
    edition.date_claims = [
        DateClaim(position=position, stated=stated, source=source, is_shown=shown)
        for position, (stated, source, shown) in enumerate(claims)
    ]
    revise(db, edition, now)
    _record(db, "dates.changed", edition, now, numbered("claim", before), numbered("claim", claims))


def touch(db: Session, edition: Edition, now: datetime) -> None:
    """Note that a reader could see a change of an edition; who has its forms open is not disturbed."""
    db.flush()
    db.execute(update(Edition).where(Edition.id == edition.id).values(version=Edition.version + 1, changed_at=now))


def revise(db: Session, edition: Edition, now: datetime) -> None:
    """Note a change of what is kept beside the edition's row (its note, lists, quotas): its revision rises as well."""
    edition.changed_at = now
    touch(db, edition, now)


def raise_installation(db: Session) -> None:
    """Note that a reader could see a change of what all editions share."""
    db.execute(
        update(Installation).values(version=Installation.version + 1), execution_options={"synchronize_session": False}
    )


def check_revision(stored: int, seen: int | None) -> None:
    """Refuse where somebody else saved since the form was opened (`seen` is None where nobody looked)."""
    if seen is not None and seen != stored:
        raise Stale(
            N_("Somebody else has changed this since you opened it. Nothing of yours is lost: compare and save again.")
        )


def _record(
    db: Session, act: str, edition: Edition, now: datetime, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    record(db, act, edition, now, edition_id=edition.id, before=before, after=after)


def _say(edition: Edition, draft: EditionDraft) -> None:
    check_days(draft.starts_on, draft.ends_on)
    if not draft.title:
        raise Refusal(N_("An edition needs a title in at least one language."), field="title")
    for field in fields(draft):
        setattr(edition, field.name, getattr(draft, field.name))


def _named(name: Translated) -> Translated:
    if not name:
        raise Refusal(N_("A series needs a name in at least one language."), field="name")
    return name


def _check_slug(slug: str) -> None:
    if not is_slug(slug):
        raise Refusal(
            N_("“%(slug)s” cannot stand in an address. Use lower-case letters, digits and hyphens, such as rcm-2021."),
            slug=slug[:60],
            field="slug",
        )
