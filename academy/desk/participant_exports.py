"""Lists of people as spreadsheets: what the reader may see, in their language, and a record that it was taken out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import Response, request
from flask_babel import gettext

from academy.access import Can
from academy.desk.sheets import as_file
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.countries import country_name
from academy.kit.languages import direction
from academy.kit.lists import Cell, to_csv, to_xlsx
from academy.participation.answers import read_all
from academy.participation.forms import list_questions, options_of
from academy.participation.lists import Line
from academy.participation.models import Question, QuestionKind
from academy.participation.queries import list_institution_types
from academy.participation.sealed_answers import Value
from academy.trail.actions import record
from academy.web.current import now
from academy.web.guard import allowed
from academy.web.language import language
from academy.web.templates import label
from academy.web.transactions import aside, db

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(edition: Edition, lines: Sequence[Line], form: str, kind: str) -> Response:
    """Return a list as CSV or XLSX: a constant number of questions, however many lines it has.

    Sensitive answers are in it only where they are asked for, and by whom may see them.
    """
    is_sensitive = bool(request.args.get("sensitive")) and allowed(Can.SEE_SENSITIVE)
    questions = [one for one in list_questions(db(), edition) if is_sensitive or not one.is_sensitive]
    answers = read_all(db(), edition, questions) if questions else {}
    types = {
        one.id: str(one.name.wording(language(), edition.languages)) for one in list_institution_types(db(), edition)
    }
    head = [*_head(), *(str(one.label.wording(language(), edition.languages)) for one in questions)]
    rows = [[*_cells(line, types), *(_said(one, answers.get(line.number, {})) for one in questions)] for line in lines]
    _note(edition, kind, len(lines), sensitive=[one.slug for one in questions if one.is_sensitive])
    name = f"{edition.slug}-{kind}"
    title = str(edition.title.wording(language(), edition.languages))
    content = (
        to_csv(head, rows)
        if form == "csv"
        else to_xlsx(title, head, rows, right_to_left=direction(language()) == "rtl")
    )
    return as_file(content, f"{name}.{form}", _MEDIA[form])


def _head() -> list[str]:
    contact = [gettext("E-mail address")] if allowed(Can.SEE_CONTACTS) else []
    return [
        gettext("Number"),
        gettext("Family names"),
        gettext("Given names"),
        gettext("Name in official lists"),
        *contact,
        gettext("Institution type"),
        gettext("Country"),
        gettext("Institution"),
        gettext("Post"),
        gettext("State"),
        gettext("Reason"),
        gettext("Funded"),
        gettext("Put forward by"),
        gettext("Sent in"),
    ]


def _cells(line: Line, types: Mapping[int, str]) -> list[Cell]:
    contact: list[Cell] = [line.email] if allowed(Can.SEE_CONTACTS) else []
    return [
        line.number,
        line.family,
        line.given,
        line.listed_name or line.name,
        *contact,
        types.get(line.type_id, ""),
        country_name(line.country, language()) if line.country else "",
        line.called(language()),
        line.post,
        label(line.state),
        line.reason,
        gettext("yes") if line.is_funded else "",
        line.nominator,
        line.submitted_at,
    ]


def _said(question: Question, answers: Mapping[str, Value]) -> Cell:
    value = answers.get(question.slug)
    if value is None:
        return ""
    if isinstance(value, Upload):
        return value.name
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date | datetime):
        return value
    if question.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        called = {one.slug: str(one.label.wording(language())) for one in options_of(question)}
        chosen = value if isinstance(value, tuple) else (value,)
        return ", ".join(called.get(one, one) for one in chosen)
    return str(value)


def _note(edition: Edition, kind: str, count: int, *, sensitive: Sequence[str]) -> None:
    """Record that a list was taken out; the request itself only reads."""
    with aside() as writing:
        after = {"list": kind, "rows": count, "questions": list(sensitive)}
        record(writing, "participants.exported", edition, now(), edition_id=edition.id, after=after)
