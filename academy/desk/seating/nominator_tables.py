"""Nominators from a pasted table: each row is read and tried, and nothing stays before somebody has seen them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.countries import country_name
from academy.kit.refusals import Refusal
from academy.kit.sheets import Row, read_header, read_sheets
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import Mandate
from academy.participation.queries import list_institution_types
from academy.participation.sheet_rows import Words, known, read_country, read_language, read_type, words_of
from academy.people.models import Institution
from academy.people.queries import list_institutions
from academy.people.rules import recognise_institution
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.language import language

MOST = 300
"""Rows that are taken over at once."""

_IN_ORDER = ("whom", "name", "email", "language", "type")
"""What the columns are where no line names them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was understood, in words; or why it was not."""

    number: int
    name: str
    email: str
    whom: str
    language: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and the mandates that they gave; of a table with a wrong row none is to be kept."""

    lines: tuple[Line, ...]
    given: tuple[Mandate, ...]

    @property
    def wrong(self) -> tuple[Line, ...]:
        """The rows that were not understood."""
        return tuple(line for line in self.lines if line.problem)


def give_all(session: Session, edition: Edition, pasted: str) -> Table:
    """Give each row's mandate, and say what each was understood as; refuse what is no such table."""
    columns, rows = _columns(read_sheets(pasted.encode())[0].rows)
    if len(rows) > MOST:
        message = N_("These are %(count)s rows; at most %(most)s are read at once. Paste them in parts.")
        raise Refusal(message, count=len(rows), most=MOST, field="table")
    types = list_institution_types(session, edition)
    words = words_of(types, {text: one.code for one in edition.countries for text in one.label.values()})
    ours, lines, given = list(list_institutions(session)), [], []
    for row in rows:
        said = {name: row.cells[column] for column, name in columns.items() if column < len(row.cells)}
        problem = ""
        try:
            with session.begin_nested():
                given.append(give_mandate(session, edition, _draft(said, words, ours), now()))
        except Refusal as refusal:
            problem = sentence(refusal)
        lines.append(_line(row.number, said, given[-1] if not problem else None, problem))
    return Table(tuple(lines), tuple(given))


def _columns(rows: Sequence[Row]) -> tuple[Mapping[int, str], Sequence[Row]]:
    """Return what each column holds, and the rows below the line that says so."""
    header = read_header(rows, known)
    if {"name", "email"} <= set(header.fields.values()):
        return header.fields, rows[header.above :]
    if all("@" in cell for row in rows[:1] for cell in row.cells[2:3]) and len(rows[0].cells) > 2:  # noqa: PLR2004 (the column of addresses)
        return dict(enumerate(_IN_ORDER)), rows
    message = N_(
        "Name the columns in the first line: name, e-mail, country, institution, institution type, language. Or keep to"
        " this order: country or institution; name; e-mail; language; institution type."
    )
    raise Refusal(message, field="table")


def _draft(said: Mapping[str, str], words: Words, ours: Sequence[Institution]) -> MandateDraft:
    whom = said.get("whom", "")
    is_country = folded(whom) in words.countries
    country = read_country(said.get("country", "") or (whom if is_country else ""), words)
    named = said.get("institution", "") or ("" if is_country else whom)
    institution = recognise_institution(named, ours) if named else None
    if named and institution is None:
        raise Refusal(N_("“%(name)s” is none of our institutions."), name=named[:80])
    kind = read_type(said["type"], words, None) if said.get("type") else None
    spoken = read_language(said.get("language", "")) or "en"
    return MandateDraft(said.get("name", ""), said.get("email", ""), spoken, country, institution, kind)


def _line(number: int, said: Mapping[str, str], given: Mandate | None, problem: str) -> Line:
    name, email = said.get("name", ""), said.get("email", "")
    if given is None:
        whom = said.get("whom") or said.get("institution") or said.get("country") or ""
        return Line(number, name, email, whom, said.get("language", ""), problem)
    parts = [
        country_name(given.country, language()) if given.country else "",
        str(given.institution.name.wording(language())) if given.institution else "",
        str(given.institution_type.name.wording(language())) if given.institution_type else "",
    ]
    return Line(number, given.name, given.email, ", ".join(part for part in parts if part), given.language)
