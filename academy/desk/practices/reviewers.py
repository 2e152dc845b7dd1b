"""Who reviews the cards of a call: listed, added, corrected, ended."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice, SelectField
from wtforms.widgets import CheckboxInput, ListWidget

from academy.access import Can
from academy.accounts.models import Account
from academy.desk.inputs import CountryInput, DeskForm, LanguagesInput, ThingInput
from academy.desk.pages import done, page, saved
from academy.desk.practices import bp
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.people.models import Institution
from academy.people.queries import list_institutions
from academy.practices.models import Call, Reviewer
from academy.practices.queries import get_call
from academy.practices.reviewers import (
    ReviewerDraft,
    add_reviewer,
    change_reviewer,
    end_reviewer,
    get_reviewer,
    list_able,
    list_reviewers,
)
from academy.practices.reviewing import count_open
from academy.practices.themes import THEMES
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

_ALL = "/editions/<edition_slug>/calls/<call_slug>/reviewers"
_ONE = f"{_ALL}/<int:reviewer_id>"


class ReviewerForm(DeskForm):
    """What somebody can judge, and where they come from."""

    languages = LanguagesInput(lazy_gettext("Languages that they read"))
    themes = SelectMultipleField(
        lazy_gettext("Themes that they know (none: all)"),
        choices=lambda: [SelectChoice(slug, gettext(name)) for slug, name in THEMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    country = CountryInput(lazy_gettext("Country: its cards are not theirs to judge"))
    institution = ThingInput(
        lazy_gettext("Institution: its cards are not theirs to judge, nor those of what it is part of")
    )

    def offer(self, institutions: Iterable[Institution]) -> None:
        """Offer institutions."""
        self.institution.offer(institutions, lambda one: str(one.name.wording(language())), gettext("none"))

    def draft(self) -> ReviewerDraft:
        """Return what was typed."""
        return ReviewerDraft(
            self.languages.codes, tuple(self.themes.data or ()), self.country.data, self.institution.thing
        )


class NewReviewerForm(ReviewerForm):
    """Somebody new."""

    account = SelectField(lazy_gettext("Who"), coerce=str)
    known: Mapping[str, Account] = {}

    def let(self, able: Iterable[Account]) -> None:
        """Offer those who may review here and do not yet."""
        self.known = {str(one.id): one for one in able}
        self.account.choices = [SelectChoice(key, _called(one)) for key, one in self.known.items()]

    def chosen(self) -> Account:
        """Return who was chosen."""
        found = self.known.get(str(self.account.data))
        if found is None:
            raise Refusal(N_("Choose who is to review."), field="account")
        return found


@bp.route(_ALL, methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def reviewers(edition_slug: str, call_slug: str) -> Reply:
    """List who reviews, and add somebody."""
    call = _call(edition_slug, call_slug)
    form = NewReviewerForm()
    form.offer(list_institutions(db()))
    form.let(_free(call))
    if saved(form, lambda: add_reviewer(db(), call, form.chosen(), form.draft(), now())):
        return done(gettext("They review for this call now."), _back(call))
    call = _call(edition_slug, call_slug)
    found = list_reviewers(db(), call)
    busy = count_open(db(), [one.id for one in found])
    return page("practices/reviewers", form, call=call, edition=call.edition, found=found, busy=busy)


@bp.route(_ONE, methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def reviewer(edition_slug: str, call_slug: str, reviewer_id: int) -> Reply:
    """Correct what somebody can judge."""
    call = _call(edition_slug, call_slug)
    found = get_reviewer(db(), call, reviewer_id)
    form = _filled(found)
    if saved(form, lambda: change_reviewer(db(), call, found, form.draft(), now())):
        return done(gettext("Saved."), _back(call))
    call = _call(edition_slug, call_slug)
    found = get_reviewer(db(), call, reviewer_id)
    busy = count_open(db(), [found.id])[found.id]
    return page("practices/reviewer", form, call=call, edition=call.edition, one=found, busy=busy)


@bp.post(f"{_ONE}/end")
@requires(Can.KEEP_PRACTICES)
def end_a_reviewer(edition_slug: str, call_slug: str, reviewer_id: int) -> Reply:
    """Ask somebody for no reviews any more."""
    call = _call(edition_slug, call_slug)
    left = end_reviewer(db(), call, get_reviewer(db(), call, reviewer_id), now())
    said = gettext("They review no more for this call.")
    if left:
        said = ngettext(
            "They review no more for this call. %(num)s card waits for somebody else.",
            "They review no more for this call. %(num)s cards wait for somebody else.",
            left,
        )
    return done(said, _back(call))


def _filled(found: Reviewer, **more: Any) -> ReviewerForm:
    form = ReviewerForm(obj=found, **more)
    form.offer(list_institutions(db()))
    return form


def _free(call: Call) -> list[Account]:
    """Return who may review in the edition, and does not for this call."""
    known = {one.account_id for one in list_reviewers(db(), call)}
    return [one for one in list_able(db(), call.edition) if one.id not in known]


def _called(account: Account) -> str:
    return f"{account.name} ({account.email})" if account.email else account.name


def _call(edition_slug: str, call_slug: str) -> Call:
    return get_call(db(), get_edition(db(), edition_slug), call_slug)


def _back(call: Call) -> str:
    return url_for(".reviewers", edition_slug=call.edition.slug, call_slug=call.slug)
