"""What every way of signing in begins and ends with."""

from collections.abc import Sequence
from urllib.parse import unquote

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from academy.access import Can, may
from academy.accounts.actions import Browser, sign_in, sign_out
from academy.accounts.models import Account, SignInMethod
from academy.accounts.queries import find_sign_in, roles_of
from academy.accounts.rules import browser_name
from academy.web.current import SignedIn, account, carried_tokens, now, remember
from academy.web.guard import Reply
from academy.web.language import language
from academy.web.transactions import db

_PARTS_KEPT = 3
_LONGEST_PATH = 1000


def arrive(account: Account, method: SignInMethod, wanted: str = "", own: Session | None = None) -> Reply:
    """Sign this browser in, and lead on: to the second factor where one is asked for, or to the page that was wanted.

    Who was signed in here before is no longer. `own` is a session that writes, where the request itself only reads.
    """
    kept = own or db()
    if account.language is None:
        account.language = language()
    end_carried(kept)
    token = sign_in(kept, account, method, now(), browser())
    remember(token)
    begun = find_sign_in(kept, token, now())
    if begun is not None and not begun.is_complete:
        return redirect(url_for("site.accounts.second", language=language(), next=wanted or None), 303)
    return redirect(onward(wanted, home_of(kept, account)), 303)


def chosen(people: Sequence[Account]) -> Account | None:
    """Return the one of those who share a mailbox, or who of them has said so; None while that is to be asked."""
    if len(people) == 1:
        return people[0]
    return next((one for one in people if str(one.id) == request.form.get("who")), None)


def end_carried(kept: Session) -> None:
    """End all sign-ins that this browser carries, also that of an administrator who works as somebody."""
    for token in carried_tokens():
        sign_out(kept, token)


def signed_in() -> SignedIn:
    """Return who is signed in, on pages that are for nobody else."""
    asking = account()
    if asking is None:
        message = "nobody is signed in"
        raise LookupError(message)
    return asking


def oneself() -> Account:
    """Return the account of whoever is signed in, on pages that are for nobody else."""
    return db().get_one(Account, signed_in().account_id)


def home_of(kept: Session, account: Account) -> str:
    """Return the address where somebody's work is: the desk, or one's own page."""
    return url_for("desk.editions.start") if may(roles_of(kept, account), Can.OPEN_DESK) else own_page()


def browser() -> Browser:
    """Return what this browser is called, and its network without the last part."""
    address = request.remote_addr or ""
    separator = ":" if ":" in address else "."
    return Browser(browser_name(request.user_agent.string), separator.join(address.split(separator)[:_PARTS_KEPT]))


def onward(wanted: str, otherwise: str = "") -> str:
    """Return a path of ours to go on to: the wanted one, or another (one's own page); never another place."""
    return own_path(wanted) or otherwise or own_page()


def own_path(wanted: str) -> str:
    """Return a wanted path where it is surely one of ours, else nothing."""
    path = unquote(wanted).partition("?")[0]
    is_path = wanted.startswith("/") and wanted.isprintable() and len(wanted) <= _LONGEST_PATH
    leads_away = path.startswith("//") or wanted.startswith("//") or "\\" in path or ".." in path
    return wanted if is_path and not leads_away else ""


def own_page() -> str:
    """Return the address of one's own page."""
    return url_for("site.accounts.me", language=language())


def page(template: str, status: int = 200, **facts: object) -> Reply:
    """Return a page of signing in, or of one's own."""
    return render_template(f"site/accounts/{template}.html", **facts), status


def visible(typed: str | None) -> str:
    """Return what was typed without what no address and no code has: PostgreSQL cannot even look for a NUL."""
    return "".join(filter(str.isprintable, typed or ""))
