"""The card as a call asks for it, designed at the desk: its fields, and how contributors see them."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import content_languages
from academy.desk.pages import done, page, saved
from academy.desk.practices import bp
from academy.desk.practices.calls import ONE, opened
from academy.desk.practices.template_forms import TemplateForm, said
from academy.editions.actions import check_revision
from academy.practices.calls import set_fields
from academy.practices.models import Call
from academy.practices.queries import count_cards_by_template
from academy.practices.template import STANDARD, fields_of
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db


@bp.route(f"{ONE}/template", methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def template(edition_slug: str, call_slug: str) -> Reply:
    """Write the fields of the card."""
    found = opened(edition_slug, call_slug)
    form = _filled(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        set_fields(db(), found, form.drafts(fields_of(found.template)), now())

    if saved(form, write, lambda: _filled(opened(edition_slug, call_slug), formdata=None)):
        return done(gettext("Saved."), url_for(".template", edition_slug=edition_slug, call_slug=call_slug))
    form.ensure_room()
    found = opened(edition_slug, call_slug)
    counts = sorted(count_cards_by_template(db(), found.edition).items())
    return page("practices/call_template", form, edition=found.edition, call=found, counts=counts)


@bp.post(f"{ONE}/template/standard")
@requires(Can.KEEP_PRACTICES)
def standard_template(edition_slug: str, call_slug: str) -> Reply:
    """Ask for the eleven standard fields again."""
    set_fields(db(), opened(edition_slug, call_slug), STANDARD, now())
    said_so = gettext("The card has the standard fields now.")
    return done(said_so, url_for(".template", edition_slug=edition_slug, call_slug=call_slug))


@bp.get(f"{ONE}/template/preview")
@requires(Can.KEEP_PRACTICES)
def template_preview(edition_slug: str, call_slug: str) -> Reply:
    """Show the card as contributors see it, in one of the edition's languages."""
    found = opened(edition_slug, call_slug)
    codes = dict.fromkeys([*content_languages(), language()])
    asked = request.args.get("spoken", "")
    chosen = asked if asked in codes else language()
    fields = fields_of(found.template)
    return page("practices/call_preview", edition=found.edition, call=found, fields=fields, codes=codes, chosen=chosen)


def _filled(found: Call, **more: Any) -> TemplateForm:
    return TemplateForm(data={**said(fields_of(found.template)), "revision": found.revision}, **more)
