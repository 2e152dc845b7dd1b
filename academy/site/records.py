"""What is stored about people: the public page that says so, and everybody's own data."""

from datetime import datetime

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import format_timedelta, gettext

from academy.access import Can
from academy.accounts.models import Account
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.paths import STATIC
from academy.people.consents import list_consents, set_consent, standing
from academy.people.models import ConsentUse, Person
from academy.people.words import CONSENTS
from academy.records.erasure import ask_for_erasure, erase, find_request, trace
from academy.records.own_data import Fact, gather, own_fields, record_export, sensitive_fields, to_json
from academy.records.stored import list_stored
from academy.site.accounts.fresh import is_fresh
from academy.site.accounts.saying import say
from academy.site.pages import page
from academy.site.privacy import cookies, shown, who_sees
from academy.web.current import SignedIn, account, forget, now
from academy.web.guard import Reply, requires
from academy.web.transactions import aside, db

bp = Blueprint("records", __name__)


@bp.get("/privacy/")
@requires(Can.READ)
def privacy(language: str) -> Response:  # noqa: ARG001 (stands in the address)
    """Say what is stored about people, what for, how long, and who sees it: read from the tables themselves."""
    kinds = [(kind, who_sees(kind.seen)) for kind in list_stored()]
    return page("records/privacy", kinds=kinds, cookies=cookies(), lasting=format_timedelta)


@bp.get("/privacy/erased/")
@requires(Can.READ)
def erased(language: str) -> Response:  # noqa: ARG001
    """Say to whoever has just erased their data that it is done."""
    return page("records/erased")


@bp.get("/me/data/")
@requires(Can.BE_ONESELF)
def data(language: str) -> Reply:  # noqa: ARG001
    """Show what is stored about whoever is signed in; an administrator who works as them sees nothing sensitive."""
    person, own = _own()
    asking = _asking()
    facts: list[Fact] = own_fields(person) if person else []
    if person and asking.impersonator_id is None:
        facts += sensitive_fields(db(), person)
    said = list_consents(db(), person) if person else []
    return render_template(
        "site/records/data.html",
        person=person,
        facts=facts,
        of_account=own_fields(own),
        traces=trace(db(), person, own),
        said=said,
        standing=standing(said),
        wordings=CONSENTS,
        request_waits=person is not None and find_request(db(), person) is not None,
        is_lent=asking.impersonator_id is not None,
        shown=shown,
    )


@bp.post("/me/data/consents")
@requires(Can.SECURE_ONESELF)
def consent(language: str) -> Reply:
    """Agree to a use, or withdraw that."""
    person, _ = _own()
    if person is None or request.form.get("use") not in set(ConsentUse):
        abort(400)
    use = ConsentUse(request.form["use"])
    is_given = request.form.get("is_given") == "1"
    set_consent(db(), person, use, now(), is_given=is_given, wording=gettext(CONSENTS[use]))
    message = gettext("Noted: you agree.") if is_given else gettext("Noted: you no longer agree.")
    return say(message, url_for(".data", language=language, _anchor="consents"))


@bp.get("/me/data.json")
@requires(Can.SECURE_ONESELF)
def export(language: str) -> Response:  # noqa: ARG001
    """Hand over everything as JSON."""
    _note_export()
    response = make_response(to_json(gather(db(), *_own(), now())))
    return _file(response, "application/json", "json")


@bp.get("/me/data.html")
@requires(Can.SECURE_ONESELF)
def readable(language: str) -> Response:  # noqa: ARG001
    """Hand over everything as a page that can be kept and printed; it needs nothing else to be looked at."""
    _note_export()
    gathered = gather(db(), *_own(), now())
    style = (STATIC / "academy.css").read_text("utf-8")
    response = make_response(render_template("site/records/own_data.html", gathered=gathered, style=style, shown=shown))
    return _file(response, "text/html; charset=utf-8", "html")


@bp.get("/me/data/erasure")
@requires(Can.SECURE_ONESELF)
def erasure(language: str) -> Reply:  # noqa: ARG001
    """Show what would go and what would stay, and ask once."""
    person, own = _own()
    traces = trace(db(), person, own)
    return render_template("site/records/erasure.html", person=person, traces=traces, is_fresh=is_fresh())


@bp.post("/me/data/erasure")
@requires(Can.SECURE_ONESELF)
def check_erasure(language: str) -> Reply:
    """Erase at once; who stands in a published programme asks an administrator to."""
    if not is_fresh():
        raise Refusal(N_("Sign in again first, and erase within ten minutes. Nothing was changed."))
    person, own = _own()
    takes_name_off = request.form.get("name") != "keep"
    if person and trace(db(), person, own).is_public:
        ask_for_erasure(db(), person, now(), takes_name_off=takes_name_off)
        return say(
            gettext("An administrator has been asked, and you will get a letter."), url_for(".data", language=language)
        )
    erase(db(), person, own, now())
    forget()
    return redirect(url_for(".erased", language=language), 303)


def _asking() -> SignedIn:
    asking = account()
    if asking is None:
        abort(403)
    return asking


def _own() -> tuple[Person | None, Account]:
    asking = _asking()
    person = db().get(Person, asking.person_id) if asking.person_id else None
    return person, db().get_one(Account, asking.account_id)


def _note_export() -> None:
    """Record, in a transaction of its own, that somebody took their data out."""
    asking = _asking()
    with aside() as writing:
        person = writing.get(Person, asking.person_id) if asking.person_id else None
        record_export(writing, person, writing.get_one(Account, asking.account_id), now())


def _file(response: Response, content_type: str, ending: str) -> Response:
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{_today()}-data.{ending}"'
    return response


def _today() -> str:
    instant: datetime = now()
    return instant.date().isoformat()
