"""Signing in with a password, and signing out."""

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts.actions import sign_out as close_sign_in
from academy.accounts.models import SignInMethod
from academy.accounts.passwords import matches
from academy.accounts.queries import list_accounts_at
from academy.accounts.rules import LONGEST
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, onward, page, visible
from academy.web.current import account, beginning, forget, own_token
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, SIGN_IN_ONE, address_and_account, has_failed
from academy.web.noting import noted
from academy.web.transactions import database, db

LONGEST_EMAIL = 254
MOST_AT_ONCE = 4
"""How many accounts of one mailbox a password is compared with; hashing is slow on purpose."""


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = EmailField(lazy_gettext("E-mail address"), [DataRequired(), Length(max=LONGEST_EMAIL)])
    password = PasswordField(lazy_gettext("Password"), [DataRequired(), Length(max=LONGEST)])
    next = HiddenField()


@bp.get("/sign-in")
@requires(Can.SIGN_IN)
def sign_in(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show every way to sign in; who is signed in is led on."""
    wanted = request.args.get("next", "")
    if account():
        return redirect(onward(wanted), 303)
    return page("sign_in", form=SignInForm(next=wanted))


@bp.post("/sign-in")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN, deduct_when=has_failed)
@LIMITER.limit(SIGN_IN_ONE, key_func=address_and_account, deduct_when=has_failed)
def check_sign_in(language: str) -> Reply:  # noqa: ARG001
    """Sign in with the right password; the answer is the same whether the account exists or not."""
    form = SignInForm()
    email, password = visible(form.email.data), form.password.data or ""
    if form.validate_on_submit() and (account_id := _checked(email, password)):
        for found in list_accounts_at(db(), email):
            if found.id == account_id:
                return arrive(found, SignInMethod.PASSWORD, form.next.data or "")
    noted("wrong password")
    problem = gettext("This e-mail address and this password do not belong together. Nothing is wrong with your event.")
    return page("sign_in", 422, form=form, problem=problem)


@bp.post("/sign-out")
@requires(Can.SIGN_IN)
def sign_out(language: str) -> Reply:
    """End this browser's sign-in, even one that still waits for its second factor."""
    asking = beginning()
    if asking:
        close_sign_in(db(), asking.token)
        close_sign_in(db(), own_token())  # of an administrator who works as somebody
    forget()
    answer = redirect(url_for(".sign_in", language=language), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": the chosen language stays
    return answer


def _checked(email: str, password: str) -> int | None:
    """Return the id of the account whose password it is. Read and hashed before the transaction begins.

    Several people may share the mailbox. Where nobody has a password, one is hashed nevertheless: it takes as long.
    """
    with database().reading() as reading:
        known = [(one.id, one.password_digest) for one in list_accounts_at(reading, email) if one.password_digest]
    if not known:
        matches(password, None)
    return next((account_id for account_id, digest in known[:MOST_AT_ONCE] if matches(password, digest)), None)
