"""Signing in with a password, and signing out."""

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts.models import SignInMethod
from academy.accounts.passwords import matches
from academy.accounts.queries import list_accounts_at
from academy.accounts.rules import LONGEST
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, chosen, end_carried, onward, page, visible
from academy.web.current import account, forget
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, SIGN_IN_ONE, has_failed, network
from academy.web.noting import noted
from academy.web.transactions import database, db

LONGEST_EMAIL = 254


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = EmailField(lazy_gettext("E-mail address"), [DataRequired(), Length(max=LONGEST_EMAIL)])
    password = PasswordField(lazy_gettext("Password"), [DataRequired(), Length(max=LONGEST)])
    next = HiddenField()


def network_and_mailbox() -> str:
    """Return what attempts at one mailbox from one network are counted by: the address as it is looked for."""
    return f"{network()} {visible(request.form.get('email')).strip().lower()[:LONGEST_EMAIL]}"


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
@LIMITER.limit(SIGN_IN_ONE, key_func=network_and_mailbox, deduct_when=has_failed)
def check_sign_in(language: str) -> Reply:  # noqa: ARG001
    """Sign in with the right password; the answer is the same whether the account exists or not.

    Where several people at the mailbox have chosen the same one, ask who it is; the password is typed once more.
    """
    form = SignInForm()
    email, password = visible(form.email.data), form.password.data or ""
    fitting = _fitting(email, password) if form.validate_on_submit() else set()
    people = [one for one in list_accounts_at(db(), email) if one.id in fitting] if fitting else []
    if people:
        asking = chosen(people)
        if asking is None:
            return page("who", form=form, people=people)
        return arrive(asking, SignInMethod.PASSWORD, form.next.data or "")
    noted("wrong password")
    problem = gettext("This e-mail address and this password do not belong together. Nothing is wrong with your event.")
    return page("sign_in", 422, form=form, problem=problem)


@bp.post("/sign-out")
@requires(Can.SIGN_IN)
def sign_out(language: str) -> Reply:
    """End this browser's sign-in, even one that still waits for its second factor."""
    end_carried(db())
    forget()
    answer = redirect(url_for(".sign_in", language=language), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": the chosen language stays
    return answer


def _fitting(email: str, password: str) -> set[int]:
    """Return the ids of the accounts whose password it is. Read and hashed before the transaction begins.

    Where nobody has a password, one is hashed nevertheless: it takes as long. Where several at the mailbox have one,
    each is compared with, and it takes longer.
    """
    with database().reading() as reading:
        known = [(one.id, one.password_digest) for one in list_accounts_at(reading, email) if one.password_digest]
    if not known:
        matches(password, None)
    return {account_id for account_id, digest in known if matches(password, digest)}
