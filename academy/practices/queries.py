"""How practices, their cards and the calls for them are found."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from academy.editions.models import Edition
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.models import (
    Call,
    CardFile,
    CardInstitution,
    CardState,
    CardTemplate,
    CardText,
    CardVersion,
    Practice,
    Proposal,
)


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


def list_accepted_practices(db: Session, also: Collection[int] = ()) -> Sequence[Practice]:
    """Return the practices that were accepted, and `also` those of these numbers, with their institutions, by title."""
    wanted = (Practice.state == CardState.ACCEPTED) | Practice.id.in_(also)
    own = select(Practice).where(wanted).options(joinedload(Practice.institution))
    return db.scalars(own.order_by(Practice.title)).all()


def whole_card() -> tuple[ORMOption, ...]:
    """Return the options that load all that a card names, but for its texts, versions and reviews."""
    return (
        joinedload(Practice.institution),
        joinedload(Practice.person),
        joinedload(Practice.part),
        joinedload(Practice.edition).joinedload(Edition.series),
        joinedload(Practice.call).joinedload(Call.edition).joinedload(Edition.series),
        joinedload(Practice.call).joinedload(Call.template).selectinload(CardTemplate.fields),
        joinedload(Practice.call).selectinload(Call.parts),
        joinedload(Practice.call).selectinload(Call.criteria),
        joinedload(Practice.template).selectinload(CardTemplate.fields),
        selectinload(Practice.countries),
        selectinload(Practice.institutions).joinedload(CardInstitution.institution),
        selectinload(Practice.contacts),
        selectinload(Practice.files).options(joinedload(CardFile.upload), joinedload(CardFile.small)),
    )


def whole_call() -> tuple[ORMOption, ...]:
    """Return the options that load all that a call names."""
    return (
        joinedload(Call.edition).joinedload(Edition.series),
        joinedload(Call.template).selectinload(CardTemplate.fields),
        selectinload(Call.parts),
        selectinload(Call.criteria),
    )


def find_card(db: Session, number: int, *, locked: bool = False) -> Practice | None:
    """Return a card by its number with all that it names, or None; `locked`: nobody else changes it meanwhile."""
    query = select(Practice).where(Practice.id == number).options(*whole_card())
    return db.scalar(query.with_for_update(of=Practice) if locked else query)


def get_card(db: Session, edition: Edition, number: int, *, locked: bool = False) -> Practice:
    """Return a card that was written for an edition, with all that it names; refuse any other."""
    found = find_card(db, number, locked=locked)
    if found is None or found.edition_id != edition.id:
        raise Unknown(N_("There is no such card in this edition."))
    return found


def list_cards(db: Session, edition: Edition, numbers: Iterable[int], *, locked: bool = False) -> Sequence[Practice]:
    """Return those of an edition's cards that have these numbers, with all that they name, in the order of these."""
    own = select(Practice).where(Practice.edition_id == edition.id, Practice.id.in_(list(numbers)))
    query = own.options(*whole_card()).order_by(Practice.id)
    return db.scalars(query.with_for_update(of=Practice) if locked else query).all()


def find_text(db: Session, card: Practice, language: str) -> CardText | None:
    """Return what a card says in a language, or None."""
    return db.scalar(select(CardText).where(CardText.practice_id == card.id, CardText.language == language))


def find_original(db: Session, card: Practice) -> CardText | None:
    """Return what a card says in its own words; None where it has none."""
    return db.scalar(select(CardText).where(CardText.practice_id == card.id, CardText.is_original))


def list_texts(db: Session, card: Practice) -> Sequence[CardText]:
    """Return what a card says in each language: the original first, then by language."""
    own = select(CardText).where(CardText.practice_id == card.id)
    return db.scalars(own.order_by(CardText.is_original.desc(), CardText.language)).all()


def list_versions(db: Session, card: Practice) -> Sequence[CardVersion]:
    """Return the versions of a card, the newest first."""
    own = select(CardVersion).where(CardVersion.practice_id == card.id)
    return db.scalars(own.order_by(CardVersion.number.desc())).all()


def find_proposal(db: Session, card: Practice) -> CardVersion | None:
    """Return what the secretariat proposes that a card should say, where that waits for its author."""
    open_ = (CardVersion.practice_id == card.id, CardVersion.proposal == Proposal.OPEN)
    return db.scalar(select(CardVersion).where(*open_).order_by(CardVersion.number.desc()).limit(1))


def next_number(db: Session, card: Practice) -> int:
    """Return the number that the next version of a card gets."""
    newest = select(func.max(CardVersion.number)).where(CardVersion.practice_id == card.id)
    return (db.scalar(newest) or 0) + 1


def list_calls(db: Session, edition: Edition) -> Sequence[Call]:
    """Return the calls of an edition with all that they name, in the order in which they were made."""
    return db.scalars(select(Call).where(Call.edition_id == edition.id).options(*whole_call()).order_by(Call.id)).all()


def list_announced(db: Session, edition: Edition) -> Sequence[Call]:
    """Return the calls to which the public page of an edition leads, with their editions: one query."""
    own = (Call.edition_id == edition.id, Call.is_announced)
    return db.scalars(select(Call).where(*own).options(joinedload(Call.edition)).order_by(Call.id)).all()


def get_call(db: Session, edition: Edition, slug: str) -> Call:
    """Return a call of an edition with all that it names; refuse where there is none."""
    found = db.scalar(select(Call).where(Call.edition_id == edition.id, Call.slug == slug).options(*whole_call()))
    if found is None:
        raise Unknown(N_("There is no such call in this edition."))
    return found


def find_call_by(db: Session, key: str) -> Call | None:
    """Return the call that a link leads to, with all that it names, or None."""
    return db.scalar(select(Call).where(Call.key == key).options(*whole_call()))


def list_cards_of_person(db: Session, person_id: int) -> Sequence[Practice]:
    """Return the cards that somebody writes, with all that they name, the newest first."""
    own = select(Practice).where(Practice.person_id == person_id).options(*whole_card())
    return db.scalars(own.order_by(Practice.id.desc())).all()


def count_cards_by_call(db: Session, edition: Edition) -> dict[int, int]:
    """Return how many cards each call of an edition has, whatever their state; a call without any is left out."""
    own = select(Practice.call_id, func.count()).where(Practice.edition_id == edition.id, Practice.call_id.is_not(None))
    return {number: count for number, count in db.execute(own.group_by(Practice.call_id)) if number is not None}


def count_cards_by_template(db: Session, edition: Edition) -> dict[int, int]:
    """Return how many cards were begun with each version of an edition's template, by the version's number."""
    own = select(CardTemplate.number, func.count()).join(Practice, Practice.template_id == CardTemplate.id)
    rows = db.execute(own.where(CardTemplate.edition_id == edition.id).group_by(CardTemplate.number))
    return {number: count for number, count in rows}  # noqa: C416 (rows are no pairs to the type checker)


def list_templates(db: Session, edition: Edition) -> Sequence[CardTemplate]:
    """Return the versions of an edition's template with their fields, the oldest first."""
    own = select(CardTemplate).where(CardTemplate.edition_id == edition.id).options(selectinload(CardTemplate.fields))
    return db.scalars(own.order_by(CardTemplate.number)).all()
