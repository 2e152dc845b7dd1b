"""The form that people fill in, designed at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext

from academy.access import Can
from academy.desk.inputs import speak
from academy.desk.pages import done, page, saved
from academy.desk.question_forms import QuestionsForm, said
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.files.rules import DOCUMENTS
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.forms import (
    Option,
    QuestionDraft,
    asked,
    is_required,
    list_questions,
    options_of,
    write_questions,
)
from academy.participation.models import InstitutionType, Question, QuestionKind
from academy.participation.queries import list_institution_types
from academy.participation.standard import add_standard
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.transactions import db
from academy.web.uploads import FileAsked
from academy.web.uploads import asked as file_asked

bp = Blueprint("questions", __name__)


@bp.route("/editions/<edition_slug>/form", methods=["GET", "POST"])
@requires(Can.EDIT_QUOTAS)
def questions(edition_slug: str) -> Reply:
    """Write the questions."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    form = _filled(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_questions(db(), found, form.drafts(_stored(found)), now())

    back = url_for("desk.editions.edition", edition_slug=edition_slug)
    if saved(form, write, lambda: _filled(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("The form was saved."), url_for(".questions", edition_slug=edition_slug))
    form.ensure_room()
    _offer(form, found)
    gone = [one for one in list_questions(db(), found, removed=True) if one.removed_at is not None]
    return page("participation/questions", form, edition=found, back=back, gone=gone)


@bp.post("/editions/<edition_slug>/form/usual")
@requires(Can.EDIT_QUOTAS)
def add_usual(edition_slug: str) -> Reply:
    """Add the usual questions, in all languages."""
    count = add_standard(db(), get_edition(db(), edition_slug), now())
    message = ngettext("%(num)s question was added.", "%(num)s questions were added.", count)
    return done(message, url_for(".questions", edition_slug=edition_slug))


@bp.post("/editions/<edition_slug>/form/put-back")
@requires(Can.EDIT_QUOTAS)
def put_back(edition_slug: str) -> Reply:
    """Put a question back that was taken out, with the answers that it has kept."""
    found = get_edition(db(), edition_slug)
    wanted = request.form.get("slug", "")
    gone = [one for one in list_questions(db(), found, removed=True) if one.slug == wanted and one.removed_at]
    if not gone:
        raise Refusal(N_("There is no question of this name that was taken out."))
    standing = [QuestionDraft.of(one) for one in list_questions(db(), found)]
    write_questions(db(), found, [*standing, *map(QuestionDraft.of, gone)], now())
    return done(gettext("The question was put back."), url_for(".questions", edition_slug=edition_slug))


@dataclass(frozen=True, slots=True)
class Preview:
    """A question as people see it, without an answer."""

    question: Question
    name: str
    value: None
    is_required: bool
    options: Sequence[Option]
    error: str
    file: FileAsked | None


@bp.get("/editions/<edition_slug>/form/preview")
@requires(Can.EDIT_QUOTAS)
def preview(edition_slug: str) -> Reply:
    """Show the form as people of an institution type see it."""
    found = get_edition(db(), edition_slug)
    types = list_institution_types(db(), found)
    chosen = next((one for one in types if one.slug == request.args.get("type")), types[0] if types else None)
    drawn = [_preview(one, chosen) for one in asked(list_questions(db(), found), chosen.slug if chosen else "")]
    return page("participation/questions_preview", edition=found, types=types, chosen=chosen, inputs=drawn)


def _preview(question: Question, kind: InstitutionType | None) -> Preview:
    name = f"q-{question.slug}"
    file = file_asked(name, DOCUMENTS) if question.kind == QuestionKind.FILE else None
    required = is_required(question, kind.slug if kind else "")
    return Preview(question, name, None, required, options_of(question), "", file)


def _stored(edition: Edition) -> dict[str, QuestionDraft]:
    return {one.slug: QuestionDraft.of(one) for one in list_questions(db(), edition, removed=True)}


def _filled(edition: Edition, **more: Any) -> QuestionsForm:
    drafts = [QuestionDraft.of(one) for one in list_questions(db(), edition)]
    form = QuestionsForm(data={**said(drafts), "revision": edition.revision}, **more)
    _offer(form, edition)
    return form


def _offer(form: QuestionsForm, edition: Edition) -> None:
    form.offer(list_institution_types(db(), edition), gettext("everybody"))
