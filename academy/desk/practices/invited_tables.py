"""Whom to ask for practices, from a pasted table: each row is tried; nothing stays before somebody has looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.desk.inputs import OFTEN_SPOKEN
from academy.kit.languages import INTERFACE, base, is_language, name_in
from academy.kit.refusals import Refusal
from academy.kit.sheets import Row, read_header, read_sheets
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.practices.letters import News
from academy.practices.models import Call, CardState, Practice
from academy.practices.writing import Beginning, begin_card
from academy.web.errors import sentence

MOST = 300
"""Rows that are taken over at once."""

_LABELS: dict[str, str] = {
    "author": "name|author|full name|contributor|nombre|nombre completo|autor|autora|autor/a|nom|nom complet|auteur|"
    "autrice|nome|nome completo|autor(a)|الاسم|الاسم الكامل|المؤلف",
    "email": "e-mail|email|e-mail address|email address|mail|correo|correo electrónico|courriel|adresse électronique|"
    "adresse e-mail|correio eletrônico|correio eletrónico|endereço eletrônico|البريد الإلكتروني|البريد",
    "language": "language|idioma|lengua|langue|língua|اللغة",
    "title": "title|practice|good practice|título|práctica|buena práctica|titre|pratique|bonne pratique|prática|"
    "boa prática|العنوان|الممارسة|الممارسة الجيدة",
}
_KNOWN = {folded(label): name for name, labels in _LABELS.items() for label in labels.split("|")}
_IN_ORDER = ("author", "email", "language", "title")
"""What the columns are where no line names them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was understood; why it is left out, or what is wrong with it."""

    number: int
    author: str
    email: str
    language: str
    title: str
    left_out: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows; of a table with a wrong one nothing is to be kept."""

    lines: tuple[Line, ...]

    @property
    def wrong(self) -> tuple[Line, ...]:
        """The rows that were not understood."""
        return tuple(line for line in self.lines if line.problem)

    @property
    def left_out(self) -> tuple[Line, ...]:
        """The rows of people who have such a card already."""
        return tuple(line for line in self.lines if line.left_out)

    @property
    def invited(self) -> tuple[Line, ...]:
        """The rows for which a card was begun."""
        return tuple(line for line in self.lines if not line.left_out and not line.problem)


def invite_all(session: Session, call: Call, pasted: str, once: str, now: datetime) -> Table:
    """Begin a card for each row and write to them; refuse what is no such table.

    `once` is the word of the form: the same form sent twice begins the same cards.
    """
    columns, rows = _columns(read_sheets(pasted.encode())[0].rows)
    if len(rows) > MOST:
        message = N_("These are %(count)s rows; at most %(most)s are read at once. Paste them in parts.")
        raise Refusal(message, count=len(rows), most=MOST, field="table")
    begun, lines = _begun(session, call, once), []
    for row in rows:
        said = {name: row.cells[column] for column, name in columns.items() if column < len(row.cells)}
        lines.append(
            _invited(session, call, Line(row.number, *(said.get(one, "") for one in _IN_ORDER)), begun, once, now)
        )
    return Table(tuple(lines))


def read_spoken(text: str, usual: str) -> str:
    """Return the code of the language that a text names, in any of our languages; `usual` where it names none."""
    wanted = folded(text)
    if not wanted:
        return usual
    for code in OFTEN_SPOKEN:
        if wanted in {code, *(folded(name_in(code, spoken)) for spoken in INTERFACE)}:
            return code
    if not is_language(text.strip()):
        raise Refusal(N_("“%(text)s” is not a language that is known here."), text=text[:40], field="language")
    return text.strip()


def _invited(session: Session, call: Call, line: Line, begun: set[tuple[str, str]], once: str, now: datetime) -> Line:
    email, title = line.email.strip().lower(), folded(line.title)
    if (email, title) in begun or (not title and any(email == known for known, _ in begun)):
        return _as(line, left_out=sentence(Refusal(N_("There is a card of this person for this call already."))))
    try:
        usual = call.edition.languages[0]
        spoken = read_spoken(line.language, usual)
        letters_in = next((code for code in (base(spoken), base(usual)) if code in INTERFACE), INTERFACE[0])
        said = Beginning(line.author, email, spoken, line.title, letters_in, once=f"{once}-{line.number}")
        with session.begin_nested():
            card = begin_card(session, call, said, now, news=News.INVITED)
    except Refusal as refusal:
        return _as(line, problem=sentence(refusal))
    begun.add((card.email, title))
    return Line(line.number, card.author, card.email, card.language, card.title)


def _as(line: Line, *, left_out: str = "", problem: str = "") -> Line:
    return Line(line.number, line.author, line.email, line.language, line.title, left_out, problem)


def _begun(session: Session, call: Call, once: str) -> set[tuple[str, str]]:
    """Return who has a card of a call, and how it is called; those of the same form are not yet begun for it."""
    own = select(Practice.email, Practice.title, Practice.once).where(
        Practice.call_id == call.id, Practice.state != CardState.WITHDRAWN, Practice.email != ""
    )
    return {(email, folded(title)) for email, title, word in session.execute(own) if not _is_of(word, once)}


def _is_of(word: str | None, once: str) -> bool:
    return word is not None and word.startswith(f"{once}-")


def _columns(rows: Sequence[Row]) -> tuple[Mapping[int, str], Sequence[Row]]:
    """Return what each column holds, and the rows below the line that says so."""
    header = read_header(rows, lambda label: _KNOWN.get(folded(label).strip(" :.*")))
    if {"author", "email"} <= set(header.fields.values()):
        return header.fields, rows[header.above :]
    if all("@" in cell for row in rows[:1] for cell in row.cells[1:2]) and len(rows[0].cells) > 1:
        return dict(enumerate(_IN_ORDER)), rows
    message = N_(
        "Name the columns in the first line: name, e-mail, language, title. Or keep to this order: name; e-mail; "
        "language; title."
    )
    raise Refusal(message, field="table")
