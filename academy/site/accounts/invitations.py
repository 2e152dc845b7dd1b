"""Accepting a role that was offered by letter."""

from flask import Response, make_response, redirect, request, url_for
from flask_wtf import FlaskForm
from wtforms import StringField

from academy.access import Can
from academy.accounts.invitations import accept, accept_as_new, check_open, find_invitation
from academy.accounts.models import Account, Invitation, SignInMethod
from academy.accounts.queries import list_accounts_at
from academy.kit.refusals import Refusal
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, own_page, page
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.private_links import close_link, open_link, opened, unnamed
from academy.web.transactions import db, start_over

_KIND = "invitation"
_ANOTHER = "another"


class AcceptForm(FlaskForm):
    """Which account takes the role; the name is that of a new one."""

    name = StringField()


@bp.get("/invitation/<token>")
@requires(Can.SIGN_IN)
def open_invitation(language: str, token: str) -> Response:
    """Open the link of a letter: its token leaves the address."""
    return open_link(_KIND, token, url_for(".invitation", language=language))


@bp.get("/invitation")
@requires(Can.SIGN_IN)
def invitation(language: str) -> Response:  # noqa: ARG001 (stands in the address)
    """Show who invites to what, until when; the button accepts."""
    try:
        return _page(_opened())
    except Refusal as refusal:
        return _over(refusal)


@bp.post("/invitation")
@requires(Can.SIGN_IN)
def accept_invitation(language: str) -> Response:
    """Take the role, with the account that was chosen."""
    try:
        found = _opened()
    except Refusal as refusal:
        return _over(refusal)
    try:
        reply = _accepted(found, request.form.get("as", ""), language)
    except Refusal as refusal:
        start_over()
        return _page(_opened(), sentence(refusal))
    return close_link(_KIND, make_response(reply))


def _opened() -> Invitation:
    """Return the invitation whose link this browser has opened; refuse one that cannot be accepted any more."""
    found = find_invitation(db(), opened(_KIND))
    if found is None:
        raise Refusal(
            N_("Open the link in your letter again: this browser does not know which invitation it is about.")
        )
    check_open(found, now())
    return found


def _accepted(found: Invitation, chosen: str, language: str) -> Reply:
    """Let the chosen account have the role.

    The letter is good for days, and opens no account that was there before it: whoever chooses such a one signs in.
    """
    offered = _offered(found)
    one = next((one for one in offered if str(one.id) == chosen), None)
    if one is None and chosen != _ANOTHER and (offered or chosen):
        raise Refusal(N_("Say once more who you are. To accept with an account of another address, sign in first."))
    if one is None:
        name = request.form.get("name") or found.name
        return arrive(accept_as_new(db(), found, name, now()), SignInMethod.LINK)
    accept(db(), found, one, now())
    asking = account()
    if asking is not None and asking.account_id == one.id:
        return redirect(own_page(), 303)
    return redirect(url_for(".sign_in", language=language, next=own_page()), 303)


def _offered(found: Invitation) -> list[Account]:
    """Return the accounts that may take the role: the one that is signed in, and those of the mailbox."""
    asking = account()
    own = db().get(Account, asking.account_id) if asking else None
    others = [one for one in list_accounts_at(db(), found.email) if own is None or one.id != own.id]
    return [own, *others] if own is not None else others


def _page(found: Invitation, problem: str = "") -> Response:
    inviter = db().get(Account, found.invited_by_id) if found.invited_by_id else None
    form, offered = AcceptForm(data={"name": found.name}), _offered(found)
    chosen = request.form.get("as", "") if request.method == "POST" else _guessed(found, offered)
    facts = {"invitation": found, "inviter": inviter, "offered": offered, "chosen": chosen, "another": _ANOTHER}
    status = 422 if problem else 200
    return unnamed(make_response(page("invitation", status, form=form, problem=problem, **facts)))


def _guessed(found: Invitation, offered: list[Account]) -> str:
    """Return who it probably is: whoever is signed in, or has the name on the letter; or else somebody new."""
    asking = account()
    own = [one for one in offered if asking is not None and one.id == asking.account_id]
    named = [one for one in offered if folded(one.name) == folded(found.name)]
    return next((str(one.id) for one in (*own, *named)), _ANOTHER)


def _over(refusal: Refusal) -> Response:
    return unnamed(make_response(page("invitation_over", 410, problem=sentence(refusal))))
