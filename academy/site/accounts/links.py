"""Signing in with a link by e-mail: it is asked for, opened, and pressed."""

from collections.abc import Sequence

from flask import Response, make_response, redirect, url_for
from flask_wtf import FlaskForm

from academy.access import Can
from academy.accounts.actions import read_email
from academy.accounts.links import find_link, send_link, use_link
from academy.accounts.models import Account, SignInLink, SignInMethod
from academy.accounts.queries import list_accounts_at
from academy.kit.refusals import Refusal
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, chosen, own_path, page, visible
from academy.site.accounts.signing_in import LONGEST_EMAIL, SignInForm
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN_LINKS
from academy.web.private_links import close_link, open_link, opened, unnamed
from academy.web.transactions import db

_KIND = "sign-in"
_OVER = 410


@bp.post("/sign-in/link")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN_LINKS)
def ask_for_link(language: str) -> Reply:
    """Send a link where there is an account; the answer is the same where there is none."""
    form = SignInForm()
    try:
        email = read_email(visible(form.email.data)[:LONGEST_EMAIL])
    except Refusal as refusal:
        return page("sign_in", 422, form=form, problem=sentence(refusal))
    send_link(db(), email, language, own_path(form.next.data or ""), now())
    return redirect(url_for(".link_sent", language=language), 303)


@bp.get("/sign-in/sent")
@requires(Can.SIGN_IN)
def link_sent(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Say that a letter is on its way, if there is anybody to get it."""
    return page("link_sent")


@bp.get("/sign-in/link/<token>")
@requires(Can.SIGN_IN)
def open_sign_in_link(language: str, token: str) -> Reply:
    """Take the token out of the address; nothing else: programs that look at every link in a letter do no harm."""
    return open_link(_KIND, token, url_for(".opened_link", language=language))


@bp.get("/sign-in/opened")
@requires(Can.SIGN_IN)
def opened_link(language: str) -> Reply:  # noqa: ARG001
    """Show the button that signs in."""
    link = find_link(db(), opened(_KIND), now())
    return _over() if link is None else _opened_page(link, [])


@bp.post("/sign-in/opened")
@requires(Can.SIGN_IN)
def press_link(language: str) -> Reply:  # noqa: ARG001
    """Sign in, once; where several people share the mailbox, ask first who it is."""
    link = find_link(db(), opened(_KIND), now())
    people = list_accounts_at(db(), link.email) if link else []
    if link is None or not people:
        return _over()
    asking = chosen(people)
    if asking is None:
        return _opened_page(link, people)
    if not use_link(db(), link, now()):
        return _over()
    return close_link(_KIND, unnamed(make_response(arrive(asking, SignInMethod.LINK, link.next))))


def _opened_page(link: SignInLink, people: Sequence[Account]) -> Response:
    return unnamed(make_response(page("link_opened", form=FlaskForm(), link=link, people=people)))


def _over() -> Response:
    return unnamed(make_response(page("link_over", _OVER, form=SignInForm(formdata=None))))
