"""Signing in with a code from a sheet of paper, without e-mail."""

from flask import flash, request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts.codes import count_left
from academy.accounts.models import Account, CodePurpose, SignInMethod
from academy.accounts.sheets import FEW, use_sheet
from academy.kit.refusals import Refusal
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, page, visible
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, has_failed
from academy.web.noting import noted
from academy.web.transactions import db, start_over

_LONGEST = 100


class CodeForm(FlaskForm):
    """A code from a sheet."""

    code = StringField(lazy_gettext("Code from your sheet"), [DataRequired(), Length(max=_LONGEST)])
    next = HiddenField()


@bp.get("/sign-in/paper")
@requires(Can.SIGN_IN)
def paper(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Ask for a code."""
    return page("paper", form=CodeForm(next=request.args.get("next", "")))


@bp.post("/sign-in/paper")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN, deduct_when=has_failed)
def check_paper(language: str) -> Reply:  # noqa: ARG001
    """Sign in with a code, which works once, and say how many are left."""
    form = CodeForm()
    if not form.validate_on_submit():
        return page("paper", 422, form=form)
    try:
        found = use_sheet(db(), visible(form.code.data), now())
    except Refusal as refusal:
        noted("wrong code from a sheet")
        start_over()
        return page("paper", 422, form=form, problem=sentence(refusal))
    answer = arrive(found, SignInMethod.PAPER, form.next.data or "")
    _say_how_many(found)
    return answer


def _say_how_many(account: Account) -> None:
    left = count_left(db(), account.id, CodePurpose.PAPER, now())
    said = ngettext("%(num)s code is left on your sheet.", "%(num)s codes are left on your sheet.", left)
    if left <= FEW:
        said = f"{said} {gettext('Ask your organisers for another sheet.')}"
    flash({"message": said, "undo": None})  # type: ignore[arg-type]  # any value that JSON can carry
