"""Targets at the desk: written, and how far the edition is."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import speak
from academy.desk.pages import done, page, saved
from academy.desk.target_forms import TargetsForm, said
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.participation.forms import list_questions
from academy.participation.targets import LEAST, countable, list_targets, measure, write_targets
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.transactions import db

bp = Blueprint("targets", __name__)


@bp.route("/editions/<edition_slug>/targets", methods=["GET", "POST"])
@requires(Can.EDIT_QUOTAS)
def targets(edition_slug: str) -> Reply:
    """Show how far the edition is with its targets, and write them."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    form = _filled(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_targets(db(), found, form.drafts(), now())

    if saved(form, write, lambda: _filled(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("The targets were saved."), url_for(".targets", edition_slug=edition_slug))
    form.ensure_room()
    _offer(form, found)
    can_count = bool(countable(list_questions(db(), found)))
    facts = {"measured": measure(db(), found), "least": LEAST, "can_count": can_count}
    return page("participation/targets", form, edition=found, **facts)


def _filled(edition: Edition, **more: Any) -> TargetsForm:
    form = TargetsForm(data={"targets": said(list_targets(db(), edition)), "revision": edition.revision}, **more)
    _offer(form, edition)
    return form


def _offer(form: TargetsForm, edition: Edition) -> None:
    form.offer(list_questions(db(), edition), list_targets(db(), edition))
