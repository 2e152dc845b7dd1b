"""Letters at the desk: what became of them, and what to do with those that did not leave."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext
from jinja2 import TemplateError

from academy.access import Can, may
from academy.desk.inputs import small_number
from academy.desk.pages import done, editions_once, page
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.outbox.actions import retry as try_again
from academy.outbox.actions import withdraw as take_back
from academy.outbox.delivering import message_of, secrets_of
from academy.outbox.models import Letter, LetterState
from academy.outbox.queries import Trouble, count_letters, get_letter, list_letters, list_trouble
from academy.outbox.rules import REPEATABLE, WITHDRAWABLE
from academy.web.current import now, roles
from academy.web.guard import Reply, allowed, requires
from academy.web.letters import written
from academy.web.links import config
from academy.web.transactions import db

bp = Blueprint("outbox", __name__)

_PER_PAGE = 100


@bp.get("/letters")
@requires(Can.ADMINISTER)
def letters() -> Reply:
    """List the letters of the whole installation."""
    return _list(None)


@bp.get("/editions/<edition_slug>/letters")
@requires(Can.WRITE_LETTERS)
def edition_letters(edition_slug: str) -> Reply:
    """List the letters of an edition."""
    return _list(get_edition(db(), edition_slug))


@bp.get("/letters/<int:number>")
@requires(Can.ADMINISTER)
def letter(number: int) -> Reply:
    """Show a letter."""
    return _show(get_letter(db(), number), None)


@bp.get("/editions/<edition_slug>/letters/<int:number>")
@requires(Can.WRITE_LETTERS)
def edition_letter(edition_slug: str, number: int) -> Reply:
    """Show a letter of an edition."""
    edition = get_edition(db(), edition_slug)
    return _show(get_letter(db(), number, edition.id), edition)


@bp.get("/letters/<int:number>.eml")
@requires(Can.ADMINISTER)
def file(number: int) -> Reply:
    """Return a letter as it left, to be opened in a mail program."""
    found = get_letter(db(), number)
    message = message_of(db(), found) if _may_read(found) else None
    if message is None:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{found.uid}.eml"'}
    return Response(message, content_type="message/rfc822", headers=headers)


@bp.post("/letters/<int:number>/retry")
@requires(Can.ADMINISTER)
def retry(number: int) -> Reply:
    """Let a letter leave at once."""
    return _retry(get_letter(db(), number), None)


@bp.post("/editions/<edition_slug>/letters/<int:number>/retry")
@requires(Can.WRITE_LETTERS)
def retry_in_edition(edition_slug: str, number: int) -> Reply:
    """Let a letter of an edition leave at once."""
    edition = get_edition(db(), edition_slug)
    return _retry(get_letter(db(), number, edition.id), edition)


@bp.post("/letters/<int:number>/withdraw")
@requires(Can.ADMINISTER)
def withdraw(number: int) -> Reply:
    """Take a letter back."""
    return _withdraw(get_letter(db(), number), None)


@bp.post("/editions/<edition_slug>/letters/<int:number>/withdraw")
@requires(Can.WRITE_LETTERS)
def withdraw_in_edition(edition_slug: str, number: int) -> Reply:
    """Take a letter of an edition back."""
    edition = get_edition(db(), edition_slug)
    return _withdraw(get_letter(db(), number, edition.id), edition)


@bp.app_context_processor
def _for_start() -> dict[str, object]:
    return {"letters_in_trouble": letters_in_trouble}


def letters_in_trouble() -> list[tuple[Trouble, Edition | None]]:
    """Return what somebody must look at and may: for an administrator all together, for others by edition."""
    if allowed(Can.ADMINISTER):
        found = list_trouble(db(), now())
        whole = Trouble(None, sum(one.failed for one in found), sum(one.bounced for one in found))
        return [(whole, None)] if found else []
    own = {one.id: one for one in editions_once() if may(roles(), Can.WRITE_LETTERS, one.slug)}
    return [(one, own[one.edition_id or 0]) for one in list_trouble(db(), now(), own)]


def _list(edition: Edition | None) -> Reply:
    wanted = request.args.get("state", "")
    state = LetterState(wanted) if wanted in set(LetterState) else None
    edition_id = edition.id if edition else None
    counts = count_letters(db(), edition_id)
    count = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-count // _PER_PAGE))
    number = min(max(small_number(request.args.get("page", "")) or 1, 1), pages)
    found = list_letters(db(), (number - 1) * _PER_PAGE, _PER_PAGE, edition_id=edition_id, state=state)
    part = {"found": found, "counts": counts, "state": state, "number": number, "pages": pages}
    return page("outbox/letters", part=part, states=list(LetterState), edition=edition)


def _show(found: Letter, edition: Edition | None) -> Reply:
    is_readable = _may_read(found)
    return page(
        "outbox/letter",
        letter=found,
        edition=edition,
        is_readable=is_readable,
        text=_text(found) if is_readable else "",
        has_file=is_readable and found.message is not None and edition is None,
        may_repeat=found.state in REPEATABLE and not (found.is_secret and found.secrets is None),
        may_withdraw=found.state in WITHDRAWABLE,
    )


def _may_read(found: Letter) -> bool:
    """A letter that opens something is its reader's alone; but in a demonstration nobody gets it any other way."""
    return not found.is_secret or (config().letters_stay and allowed(Can.ADMINISTER))


def _text(found: Letter) -> str:
    """Return what a letter says, or will say."""
    message = message_of(db(), found)
    if message is None:
        return _preview(found) if found.sent_at is None else ""
    read = message_from_bytes(message, policy=default)
    body = read.get_body(("plain",)) if isinstance(read, EmailMessage) else None
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""


def _preview(found: Letter) -> str:
    """Return what a letter will say; nothing where it cannot be written, which is why it failed."""
    try:
        return written(current_app, found, secrets_of(db(), found)).text
    except TemplateError:
        return ""


def _retry(found: Letter, edition: Edition | None) -> Reply:
    try_again(db(), found, now())
    return done(gettext("The letter leaves again."), _address(found, edition))


def _withdraw(found: Letter, edition: Edition | None) -> Reply:
    take_back(db(), found, now())
    return done(gettext("The letter was taken back; it does not leave."), _address(found, edition))


def _address(found: Letter, edition: Edition | None) -> str:
    if edition is None:
        return url_for(".letter", number=found.id)
    return url_for(".edition_letter", edition_slug=edition.slug, number=found.id)
