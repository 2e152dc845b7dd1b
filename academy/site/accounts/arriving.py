"""What every way of signing in begins and ends with."""

from urllib.parse import unquote

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from academy.access import Can, may
from academy.accounts.actions import Browser, sign_in
from academy.accounts.models import Account, SignInMethod
from academy.accounts.queries import find_sign_in, roles_of
from academy.accounts.rules import browser_name
from academy.web.current import now, remember
from academy.web.guard import Reply
from academy.web.language import language
from academy.web.transactions import db

_PARTS_KEPT = 3
_LONGEST_PATH = 1000


def arrive(account: Account, method: SignInMethod, wanted: str = "", own: Session | None = None) -> Reply:
    """Sign this browser in, and lead on: to the second factor where one is asked for, or to the page that was wanted.

    `own` is a session that writes, where the request itself only reads.
    """
    kept = own or db()
    if account.language is None:
        account.language = language()
    token = sign_in(kept, account, method, now(), browser())
    remember(token)
    begun = find_sign_in(kept, token, now())
    if begun is not None and not begun.is_complete:
        return redirect(url_for("site.accounts.second", language=language(), next=wanted or None), 303)
    return redirect(onward(wanted, home_of(kept, account)), 303)


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
