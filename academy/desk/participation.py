"""Quota rules at the desk."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField

from academy.access import Can
from academy.desk.inputs import ChoiceInput, DeskForm, NumberInput, TranslatedInput, speak
from academy.desk.pages import done, page, saved
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.translated import Translated
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.models import Scope
from academy.participation.queries import list_quota_rules
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.transactions import db

bp = Blueprint("participation", __name__)

_SPARE_ROWS = 2


class QuotaRow(Form):
    """A quota rule; one without an institution type goes."""

    institution_type = TranslatedInput(lazy_gettext("Institution type"))
    seats = NumberInput(lazy_gettext("Seats (empty: open)"))
    scope = ChoiceInput(lazy_gettext("Counted"), Scope)
    is_binding = BooleanField(lazy_gettext("binding"))
    level = TranslatedInput(lazy_gettext("Level asked for"))


class QuotaForm(DeskForm):
    """All quota rules of an edition."""

    rules = FieldList(FormField(QuotaRow))

    def drafts(self) -> list[QuotaDraft]:
        """Return the rows that name an institution type."""
        rows = [row.form for row in self.rules]
        return [
            QuotaDraft(
                Translated(row.institution_type.data),
                row.scope.data,
                row.seats.data,
                bool(row.is_binding.data),
                Translated(row.level.data),
            )
            for row in rows
            if row.institution_type.data
        ]


@bp.route("/editions/<edition_slug>/quotas", methods=["GET", "POST"])
@requires(Can.EDIT_QUOTAS)
def quotas(edition_slug: str) -> Reply:
    """Write the quota rules."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    form = _filled(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_quota_rules(db(), found, form.drafts(), now())

    back = url_for("desk.editions.edition", edition_slug=edition_slug)
    if saved(form, write, lambda: _filled(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("The quotas were saved."), back)
    for _ in range(_SPARE_ROWS):
        form.rules.append_entry()
    return page("participation/quotas", form, edition=found, back=back)


def _filled(edition: Edition, **more: Any) -> QuotaForm:
    return QuotaForm(data={"rules": list_quota_rules(db(), edition), "revision": edition.revision}, **more)
