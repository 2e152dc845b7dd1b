"""Sheets of codes on paper, for people without e-mail."""

from flask import Blueprint, g, request, url_for
from flask_babel import gettext

from academy.access import Can, may
from academy.accounts.codes import count_left
from academy.accounts.models import CodePurpose, Grant
from academy.accounts.passkeys import list_passkeys
from academy.accounts.queries import roles_of
from academy.accounts.roles import get_grant
from academy.accounts.sheets import SHEET_LASTS, print_sheet, withdraw_sheet
from academy.desk.pages import done, page
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.web.current import now, roles
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("paper_codes", __name__)


@bp.get("/editions/<edition_slug>/roles/<int:grant_id>/paper")
@requires(Can.GIVE_ROLES)
def codes(edition_slug: str, grant_id: int) -> Reply:
    """Show how many codes somebody has left; to print anew, or to withdraw what was lost."""
    edition, grant = _found(edition_slug, grant_id)
    left = count_left(db(), grant.account_id, CodePurpose.PAPER, now())
    spoken = grant.account.language or language()
    # Whoever has found a sheet may have set these up; its owner too, and nothing tells them apart.
    has_factors = grant.account.totp is not None or bool(list_passkeys(db(), grant.account_id))
    return page(
        "accounts/paper",
        edition=edition,
        grant=grant,
        left=left,
        has_factors=has_factors,
        languages=INTERFACE,
        spoken=spoken,
    )


@bp.post("/editions/<edition_slug>/roles/<int:grant_id>/paper")
@requires(Can.GIVE_ROLES)
def sheet(edition_slug: str, grant_id: int) -> Reply:
    """Make a sheet and show it, this once; the one before opens nothing any more."""
    edition, grant = _found(edition_slug, grant_id)
    made = print_sheet(db(), grant, now())
    spoken = request.form.get("spoken") or grant.account.language or language()
    g.language = spoken if spoken in INTERFACE else language()  # the sheet is for its reader, not for who prints it
    until = (now() + SHEET_LASTS).date()
    return page("accounts/paper_sheet", edition=edition, grant=grant, codes=made, until=until)


@bp.post("/editions/<edition_slug>/roles/<int:grant_id>/paper/withdraw")
@requires(Can.GIVE_ROLES)
def withdraw(edition_slug: str, grant_id: int) -> Reply:
    """End a sheet that was lost."""
    _, grant = _found(edition_slug, grant_id)
    withdraw_sheet(db(), grant, now())
    return done(
        gettext("The sheet opens nothing any more."), url_for(".codes", edition_slug=edition_slug, grant_id=grant_id)
    )


def _found(edition_slug: str, grant_id: int) -> tuple[Edition, Grant]:
    """Return an edition and a role in it; refuse where its account may do more than the printer decides about.

    A sheet opens all that the account may: also what it is elsewhere.
    """
    edition = get_edition(db(), edition_slug)
    grant = get_grant(db(), edition, grant_id)
    theirs, own = roles_of(db(), grant.account), roles()
    decides = all(may(own, Can.GIVE_ROLES, slug) for slug in theirs.in_editions)
    if not decides or (theirs.is_administrator and not may(own, Can.ADMINISTER)):
        raise Refusal(N_("This person has roles elsewhere too: only an administrator may print their codes."))
    return edition, grant
