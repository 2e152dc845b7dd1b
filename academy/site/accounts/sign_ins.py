"""How one signs in: one's password, and the browsers in which one is signed in."""

from flask import url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts import actions
from academy.accounts.models import Account
from academy.accounts.passwords import check_password, hashed, matches
from academy.accounts.queries import list_sign_ins
from academy.accounts.rules import LONGEST, SHORTEST
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.site.accounts import bp
from academy.site.accounts.arriving import browser, oneself, page, signed_in
from academy.site.accounts.fresh import is_fresh
from academy.site.accounts.saying import say
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, NEW_PASSWORDS, has_failed, network
from academy.web.links import config
from academy.web.transactions import database, db, start_over


class PasswordForm(FlaskForm):
    """The present password, where one has to show it, and a new one."""

    present = PasswordField(lazy_gettext("Present password"), [Length(max=LONGEST)])
    password = PasswordField(lazy_gettext("New password"), [DataRequired(), Length(max=LONGEST)])


def network_and_oneself() -> str:
    """Return what passwords that somebody tries are counted by: theirs and nobody else's."""
    return f"{network()} own {signed_in().account_id}"


@bp.get("/me/sign-in")
@requires(Can.BE_ONESELF)
def sign_ins(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show whether there is a password, and where one is signed in."""
    return _shown(PasswordForm(formdata=None))


@bp.post("/me/sign-in/password")
@requires(Can.SECURE_ONESELF)
@LIMITER.limit(NEW_PASSWORDS, key_func=network_and_oneself, deduct_when=has_failed)
def change_password(language: str) -> Reply:
    """Take another password, or a first one. Judged and hashed before the transaction begins."""
    form, asking = PasswordForm(), signed_in()
    with database().reading() as reading:
        before = reading.get_one(Account, asking.account_id).password_digest
    new, present = form.password.data or "", form.present.data or ""
    try:
        check_password(new, (asking.name, asking.email, config().name))
    except Refusal as refusal:
        return _refused(form, refusal)
    has_shown = bool(present) and matches(present, before)
    digest = hashed(new)
    if not has_shown and not is_fresh():
        return _refused(form, _not_the_one(has_one=before is not None))
    try:
        actions.set_password(db(), oneself(), digest, now(), asking.token, browser())
    except Refusal as refusal:
        return _refused(form, refusal)
    return _said(gettext("Your password is set. All other browsers were signed out."), language)


@bp.post("/me/sign-in/<int:sign_in_id>/end")
@requires(Can.SECURE_ONESELF)
def end_sign_in(language: str, sign_in_id: int) -> Reply:
    """Sign another browser of one's own out."""
    actions.end_sign_in(db(), oneself(), sign_in_id, now())
    return _said(gettext("That browser is signed out."), language)


@bp.post("/me/sign-in/end-others")
@requires(Can.SECURE_ONESELF)
def end_other_sign_ins(language: str) -> Reply:
    """Sign all other browsers of one's own out."""
    actions.end_other_sign_ins(db(), oneself(), signed_in().token, now())
    return _said(gettext("All other browsers were signed out."), language)


def _shown(form: PasswordForm, status: int = 200, problem: str = "") -> Reply:
    asking, own = signed_in(), oneself()
    found = list_sign_ins(db(), own.id, now())
    facts = {"form": form, "own": own, "sign_ins": found, "this": asking.sign_in_id, "problem": problem}
    return page("sign_ins", status, is_fresh=is_fresh(), shortest=SHORTEST, **facts)


def _refused(form: PasswordForm, refusal: Refusal) -> Reply:
    start_over()
    return _shown(form, 422, sentence(refusal))


def _not_the_one(*, has_one: bool) -> Refusal:
    if has_one:
        return Refusal(
            N_("This is not your present password. Without it, sign out, and in again with a link by e-mail.")
        )
    return Refusal(N_("You signed in a while ago. Sign out, and in again, to choose a password."))


def _said(message: str, language: str) -> Reply:
    return say(message, url_for(".sign_ins", language=language))
