"""Signing in and out of the desk."""

from urllib.parse import unquote

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts.actions import sign_in as open_sign_in
from academy.accounts.actions import sign_out as close_sign_in
from academy.accounts.passwords import matches
from academy.accounts.queries import find_account
from academy.accounts.rules import LONGEST
from academy.web.current import account, forget, now, remember
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, SIGN_IN_ONE, address_and_account, has_failed
from academy.web.transactions import database, db

bp = Blueprint("accounts", __name__)


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = EmailField(lazy_gettext("E-mail address"), [DataRequired(), Length(max=254)])
    password = PasswordField(lazy_gettext("Password"), [DataRequired(), Length(max=LONGEST)])
    next = HiddenField()


@bp.get("/sign-in")
@requires(Can.SIGN_IN)
def sign_in() -> Reply:
    """Show the form; who is signed in is led on."""
    if account():
        return redirect(url_for("desk.editions.start"), 303)
    return render_template("desk/accounts/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN, deduct_when=has_failed)
@LIMITER.limit(SIGN_IN_ONE, key_func=address_and_account, deduct_when=has_failed)
def check_sign_in() -> Reply:
    """Sign in with the right password; the answer is the same whether the account exists or not."""
    form = SignInForm()
    email, password = _visible(form.email.data), form.password.data or ""
    if form.validate_on_submit() and (account_id := _checked(email, password)):
        found = find_account(db(), email)
        if found is not None and found.id == account_id:
            remember(open_sign_in(db(), found, now()))
            return redirect(_own_path(form.next.data), 303)
    problem = gettext("This e-mail address and this password do not belong together. Nothing is wrong with your event.")
    return render_template("desk/accounts/sign_in.html", form=form, problem=problem), 422


@bp.post("/sign-out")
@requires(Can.ORGANISE)
def sign_out() -> Reply:
    """End this browser's sign-in."""
    asking = account()
    if asking:
        close_sign_in(db(), asking.token)
    forget()
    return redirect(url_for(".sign_in"), 303)


def _checked(email: str, password: str) -> int | None:
    """Return the account's id where the password is right. Read and hashed before the transaction begins."""
    with database().reading() as reading:
        found = find_account(reading, email)
    return found.id if matches(password, found.password_digest if found else None) and found else None


def _visible(email: str | None) -> str:
    """Return an address without what no address has: PostgreSQL cannot even look for a NUL."""
    return "".join(filter(str.isprintable, email or ""))


def _own_path(wanted: str | None) -> str:
    """Return where to go on: a page of the desk, never another place."""
    path = unquote(wanted or "").partition("?")[0]
    is_ours = f"{path}/".startswith("/desk/") and ".." not in path and "\\" not in path
    return str(wanted) if is_ours and str(wanted).isprintable() else url_for("desk.editions.start")
