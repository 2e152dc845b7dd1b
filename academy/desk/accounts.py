"""Who has which role in an edition, and the accounts of the installation."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.accounts.administration import (
    close_account,
    get_account,
    list_accounts,
    list_impersonations,
    reopen_account,
    set_administrator,
    stop_working,
    work_as,
)
from academy.accounts.invitations import get_pending, invite, invite_again, list_pending, withdraw
from academy.accounts.models import Account
from academy.accounts.queries import count_sign_ins, find_sign_in
from academy.accounts.roles import add_directly, end_role, get_grant, list_grants, list_grants_of
from academy.desk.account_forms import OfferForm, WorkForm
from academy.desk.pages import done, page, part_of, saved
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.texts import collated, folded
from academy.people.queries import list_institutions, list_people
from academy.web.current import account, forget, now, own_token, remember, roles
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@requires(Can.SIGN_IN)
def sign_in() -> Reply:
    """Lead to where one signs in: this is where it was, and what bookmarks and printed sheets say."""
    wanted = request.args.get("next") or url_for("desk.editions.start")
    return redirect(url_for("site.accounts.sign_in", language=language(), next=wanted), 303)


@bp.route("/editions/<edition_slug>/roles", methods=["GET", "POST"])
@requires(Can.GIVE_ROLES)
def edition_roles(edition_slug: str) -> Reply:
    """Show who has which role, and give one: by letter, or at once where somebody has no e-mail."""
    found = get_edition(db(), edition_slug)
    form = _offer_form()

    def give() -> None:
        act = invite if form.email.data else add_directly
        act(db(), found, form.offered(), _asking(), now())

    if saved(form, give):
        invited = gettext("The invitation is on its way.")
        added = gettext("Added. Print a sheet of codes, so that this person can sign in.")
        return done(invited if form.email.data else added, _roles_page(found))
    return page(
        "accounts/edition_roles",
        form,
        edition=found,
        grants=list_grants(db(), found),
        pending=list_pending(db(), found),
        now=now(),
    )


@bp.post("/editions/<edition_slug>/roles/<int:grant_id>/end")
@requires(Can.GIVE_ROLES)
def end(edition_slug: str, grant_id: int) -> Reply:
    """End a role."""
    found = get_edition(db(), edition_slug)
    asking = roles()
    by_administrator = asking is not None and asking.is_administrator
    end_role(db(), get_grant(db(), found, grant_id), now(), by_administrator=by_administrator)
    return done(gettext("The role was ended."), _roles_page(found))


@bp.post("/editions/<edition_slug>/roles/invitations/<int:invitation_id>/withdraw")
@requires(Can.GIVE_ROLES)
def withdraw_invitation(edition_slug: str, invitation_id: int) -> Reply:
    """Take an invitation back."""
    found = get_edition(db(), edition_slug)
    withdraw(db(), get_pending(db(), found, invitation_id), now())
    return done(gettext("The invitation was withdrawn; its letter opens nothing any more."), _roles_page(found))


@bp.post("/editions/<edition_slug>/roles/invitations/<int:invitation_id>/again")
@requires(Can.GIVE_ROLES)
def send_again(edition_slug: str, invitation_id: int) -> Reply:
    """Send an invitation again."""
    found = get_edition(db(), edition_slug)
    invite_again(db(), get_pending(db(), found, invitation_id), _asking(), now())
    return done(gettext("A new letter is on its way; the older one opens nothing any more."), _roles_page(found))


@bp.get("/accounts")
@requires(Can.ADMINISTER)
def accounts() -> Reply:
    """List accounts; search ignores accents and case."""
    wanted = folded(request.args.get("search", ""))
    found = [one for one in list_accounts(db()) if wanted in folded(f"{one.name} {one.email or ''}")]
    found.sort(key=lambda one: collated(one.name, language()))
    part = part_of(found)
    return page("accounts/accounts", part=part, grants=list_grants_of(db(), part["found"]))


@bp.get("/accounts/<int:account_id>")
@requires(Can.ADMINISTER)
def one_account(account_id: int) -> Reply:
    """Show an account: its roles, its sign-ins, who worked as it."""
    return _account_page(get_account(db(), account_id), WorkForm())


@bp.post("/accounts/<int:account_id>/close")
@requires(Can.ADMINISTER)
def close(account_id: int) -> Reply:
    """Let nobody sign in with an account any more."""
    close_account(db(), get_account(db(), account_id), now())
    return done(gettext("The account is closed."), url_for(".one_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/reopen")
@requires(Can.ADMINISTER)
def reopen(account_id: int) -> Reply:
    """Let somebody sign in again."""
    reopen_account(db(), get_account(db(), account_id), now())
    return done(gettext("The account is open again."), url_for(".one_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/administrator")
@requires(Can.ADMINISTER)
def administrator(account_id: int) -> Reply:
    """Make somebody an administrator, or no longer."""
    wanted = request.form.get("is_administrator") == "yes"
    set_administrator(db(), get_account(db(), account_id), now(), is_administrator=wanted)
    return done(gettext("Saved."), url_for(".one_account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/work-as")
@requires(Can.ADMINISTER)
def work(account_id: int) -> Reply:
    """Work as this person for an hour; why is asked, told to the person, and recorded."""
    found = get_account(db(), account_id)
    asking = account()
    own = find_sign_in(db(), asking.token, now()) if asking else None
    if own is None:
        abort(403)
    form, tokens = WorkForm(), list[str]()
    if saved(form, lambda: tokens.append(work_as(db(), found, own, form.reason.data or "", now()))):
        own_one = asking.token if asking else ""
        remember(tokens[0], own_one)
        return redirect(url_for("site.accounts.me", language=language()), 303)
    return _account_page(found, form)


@bp.post("/stop-working")
@requires(Can.BE_ONESELF)
def stop() -> Reply:
    """Go back from working as somebody else to one's own sign-in."""
    asking, own = account(), own_token()
    if asking is None or asking.impersonator_id is None:
        return redirect(url_for("site.accounts.me", language=language()), 303)
    lent = find_sign_in(db(), asking.token, now())
    if lent is not None:
        stop_working(db(), lent, now())
    forget()
    if own:
        remember(own)
    return redirect(url_for(".one_account", account_id=asking.account_id), 303)


def _account_page(found: Account, form: WorkForm) -> Reply:
    return page(
        "accounts/account",
        form,
        one=found,
        grants=list_grants_of(db(), [found])[found.id],
        sign_ins=count_sign_ins(db(), found, now()),
        impersonations=list_impersonations(db(), found.id),
    )


def _offer_form() -> OfferForm:
    form = OfferForm(data={"language": language()})
    form.offer(list_institutions(db()), list_people(db()))
    return form


def _asking() -> int | None:
    asking = account()
    return asking.account_id if asking else None


def _roles_page(edition: Edition) -> str:
    return url_for(".edition_roles", edition_slug=edition.slug)
