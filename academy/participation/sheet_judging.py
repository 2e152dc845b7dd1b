"""What each row of a spreadsheet would do: put somebody forward, say more of them, or nothing, or why not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition, EditionCountry
from academy.kit.refusals import Refusal
from academy.kit.sheets import Header, Row, Sheet
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.participation.models import InstitutionType, Registration, Scope, SheetReading, State
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.rules import HOLDING, covering
from academy.participation.sheet_rows import Read, Words, read_row, words_of
from academy.people.models import Institution, Person
from academy.people.queries import list_institutions
from academy.people.rules import reading, spellings


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and what it would do; why not, where it cannot be taken over."""

    row: Row
    verdict: Verdict
    read: Read | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Table:
    """A spreadsheet as it is read with the columns that were chosen."""

    sheets: tuple[Sheet, ...]
    sheet: Sheet
    header: Header
    columns: Mapping[int, str]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the header."""
        return self.sheet.rows[self.header.above :]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who is there already, as far as a row could change it."""

    registration_id: int
    email: str
    post: str
    institution: str
    institution_id: int | None
    rank: int | None
    is_in: bool

    def differs(self, read: Read, ours: Institution | None) -> bool:
        """Tell whether a row says something else of them; `ours` is the institution that it means, where we know it."""
        nominee = read.nominee
        is_elsewhere = ours.id != self.institution_id if ours else folded(nominee.institution_name) != self.institution
        return (
            (bool(nominee.post) and nominee.post != self.post)
            or (bool(nominee.email) and not self.email)
            or (nominee.rank is not None and nominee.rank != self.rank)
            or (bool(nominee.institution_name) and is_elsewhere)
        )


@dataclass(frozen=True)
class Known:
    """What an edition has already: its words, its people, and institutions."""

    words: Words
    by_id: Mapping[int, InstitutionType]
    spelled: Mapping[str, Institution | None]
    by_address: Mapping[tuple[str, str], Standing]
    by_place: Mapping[tuple[str, str], Standing]
    invited: frozenset[str]
    counted_by_country: frozenset[int]
    covered: frozenset[int]

    @classmethod
    def of(cls, db: Session, edition: Edition) -> "Known":
        """Read it: five queries."""
        types, rules = list_institution_types(db, edition), list_quota_rules(db, edition)
        countries = db.scalars(select(EditionCountry).where(EditionCountry.edition_id == edition.id)).all()
        labels = {text: one.code for one in countries for text in one.label.values()}
        institutions = tuple(list_institutions(db))
        people = list(_people(db, edition, {one.id: one for one in institutions}))
        return cls(
            words=words_of(types, labels),
            by_id={one.id: one for one in types},
            spelled=_spelled(institutions),
            by_address={(name, email): one for name, email, _, one in people if email},
            by_place={(name, place): one for name, _, place, one in people},
            invited=frozenset(one.code for one in countries),
            counted_by_country=frozenset(
                one.id for one in types if any(rule.scope == Scope.COUNTRY for rule in covering(rules, one.id))
            ),
            covered=frozenset(one.id for one in types if covering(rules, one.id)),
        )

    def standing(self, read: Read) -> Standing | None:
        """Return whoever a row speaks of, where they are there already: by name and address, or name and seat."""
        name = folded(f"{read.nominee.given} {read.nominee.family}")
        if read.nominee.email and (found := self.by_address.get((name, read.nominee.email))):
            return found
        found = self.by_place.get((name, f"{read.country} {read.kind.id}"))
        return found if found and not (found.email and read.nominee.email) else None

    def institution(self, typed: str) -> Institution | None:
        """Return the institution of ours that a text names; None where none, or more than one, is meant."""
        return self.spelled.get(reading(typed)) if typed else None

    def check(self, read: Read) -> None:
        """Refuse what no rule has seats for, and a country that is missing or not invited."""
        if read.kind.id not in self.covered:
            message = N_(
                "No quota speaks of “%(name)s”. Add a rule first; leave its number empty where all are welcome."
            )
            raise Refusal(message, name=str(read.kind.name.wording("en")), field="type")
        if read.kind.id not in self.counted_by_country:
            return
        if read.country is None:
            raise Refusal(N_("Say which country this is for: seats are counted by it."), field="country")
        if self.invited and read.country not in self.invited:
            raise Refusal(N_("This country is not among those that are invited."), field="country")


def _spelled(institutions: Iterable[Institution]) -> dict[str, Institution | None]:
    found: dict[str, Institution | None] = {}
    for one in institutions:
        for spelling in spellings(one):
            found[spelling] = None if spelling in found else one
    return found


def _people(
    db: Session, edition: Edition, institutions: Mapping[int, Institution]
) -> Iterator[tuple[str, str, str, Standing]]:
    """Go through who is in an edition: folded name, address, country and type, and what they say."""
    columns = (
        Registration.id, Person.given, Person.family, func.lower(Person.email), Registration.post,
        Registration.institution_name, Registration.institution_id, Registration.rank, Registration.state,
        Registration.country, Registration.type_id,
    )  # fmt: skip
    query = select(*columns).join(Person, Person.id == Registration.person_id)
    for row in db.execute(query.where(Registration.edition_id == edition.id).order_by(Registration.id)):
        number, given, family, email, post, written, institution_id, rank, state, country, type_id = row
        ours = institutions.get(institution_id or 0)
        called = folded(str(ours.name.wording("en"))) if ours else folded(written)
        is_in = state in HOLDING or state == State.WAITING
        one = Standing(number, email or "", post, called, institution_id, rank, is_in)
        yield folded(f"{given} {family}"), email or "", f"{country} {type_id}", one


def judged(row: Row, table: Table, against: "Known", read_as: SheetReading, met: set[tuple[str, str]]) -> Judged:
    """Return what a row would do; `met` are the people of the rows above it, and grows."""
    kind = against.by_id.get(read_as.type_id or 0)
    try:
        read = read_row(row, table.columns, against.words, kind)
        against.check(read)
    except Refusal as refusal:
        return Judged(row, Verdict.WRONG, refusal=refusal)
    key = key_of(read)
    if key in met:
        return Judged(row, Verdict.WRONG, refusal=Refusal(N_("This person stands further up already."), field="name"))
    met.add(key)
    standing = against.standing(read)
    if standing is None:
        return Judged(row, Verdict.NEW, read)
    if not standing.is_in:
        message = N_("This person was put forward before and is out now. Do it again by hand, if that is meant.")
        return Judged(row, Verdict.WRONG, refusal=Refusal(message, field="name"))
    differs = standing.differs(read, against.institution(read.nominee.institution_name))
    return Judged(row, Verdict.CHANGED if differs else Verdict.SAME, read)


def key_of(read: Read) -> tuple[str, str]:
    """Return what tells the people of a list apart: the name, with the address or else the seat."""
    return folded(f"{read.nominee.given} {read.nominee.family}"), read.nominee.email or f"{read.country} {read.kind.id}"
