"""Privacy at the desk: what only few may see of a person, their consents, erasure, and what is emptied by itself."""

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import RadioField
from wtforms.fields import SelectChoice

from academy.access import Can
from academy.desk.inputs import DeskForm, LineInput
from academy.desk.pages import done, page, saved
from academy.people.consents import list_consents, set_consent, standing
from academy.people.models import ConsentUse
from academy.people.queries import get_person
from academy.people.sensitive import FIELDS, conceal, looked_at, reveal
from academy.people.words import CONSENTS
from academy.records.erasure import erase, find_account_of, find_request, list_requests, trace
from academy.records.own_data import gather, list_looks, record_export, to_json
from academy.records.purge import list_reports, preview
from academy.records.purge import purge as purge_all
from academy.web.current import account, now
from academy.web.guard import Reply, requires
from academy.web.transactions import aside, db

bp = Blueprint("privacy", __name__)


class SensitiveForm(DeskForm):
    """What only few may see of a person."""

    passport_name = LineInput(
        lazy_gettext("Name in the passport"),
        description=lazy_gettext("Kept encrypted, for letters of invitation and the like; emptied after the event."),
    )


class ErasureForm(DeskForm):
    """What becomes of a name in published programmes."""

    name = RadioField(
        lazy_gettext("The name in published programmes"),
        choices=[
            SelectChoice("remove", lazy_gettext("Take it off: “Name removed” and the institution stay in its place.")),
            SelectChoice("keep", lazy_gettext("Leave it, as a record of what took place; all else is erased.")),
        ],
        default="remove",
    )


@bp.route("/people/<slug>/privacy", methods=["GET", "POST"])
@requires(Can.SEE_SENSITIVE)
def person(slug: str) -> Reply:
    """Show and change what is sensitive of a person; each look is recorded, apart from what the request changes."""
    if request.method == "GET":
        with aside() as writing:
            looked_at(writing, get_person(writing, slug), now())
    found = get_person(db(), slug)
    form = SensitiveForm(data={field: reveal(db(), found, field) for field in FIELDS})
    if saved(form, lambda: [conceal(db(), found, field, form[field].data or "", now()) for field in FIELDS]):
        return done(gettext("Saved."), url_for("desk.people.people"))
    said = list_consents(db(), found)
    facts = {"said": said, "standing": standing(said), "wordings": CONSENTS, "looks": list_looks(db(), found)}
    return page("privacy/person", form, person=found, **facts)


@bp.post("/people/<slug>/privacy/consents")
@requires(Can.SEE_SENSITIVE)
def consent(slug: str) -> Reply:
    """Write down what somebody has said on paper: whoever does so is named beside it."""
    found, asking = get_person(db(), slug), account()
    if request.form.get("use") not in set(ConsentUse) or asking is None:
        abort(400)
    use, is_given = ConsentUse(request.form["use"]), request.form.get("is_given") == "1"
    wording = gettext(CONSENTS[use])
    set_consent(db(), found, use, now(), is_given=is_given, wording=wording, account_id=asking.account_id)
    return done(gettext("Saved."), url_for(".person", slug=slug))


@bp.get("/people/<slug>/data.json")
@requires(Can.ADMINISTER)
def export(slug: str) -> Response:
    """Hand over everything about a person, to be given to that person."""
    with aside() as writing:
        owner = get_person(writing, slug)
        record_export(writing, owner, None, now())
    found = get_person(db(), slug)
    response = make_response(to_json(gather(db(), found, find_account_of(db(), found), now())))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.json"'
    return response


@bp.route("/people/<slug>/erasure", methods=["GET", "POST"])
@requires(Can.ADMINISTER)
def erasure(slug: str) -> Reply:
    """Show what would go and what would stay, and erase."""
    found = get_person(db(), slug)
    own, asked = find_account_of(db(), found), find_request(db(), found)
    form = ErasureForm(data={"name": "remove" if asked is None or asked.takes_name_off else "keep"})

    def act() -> None:
        erase(db(), found, own, now(), takes_name_off=form.name.data != "keep", by_administrator=True)

    if saved(form, act):
        return done(gettext("Erased."), url_for(".overview"))
    return page("privacy/erasure", form, person=found, asked=asked, traces=trace(db(), found, own))


@bp.get("/privacy")
@requires(Can.ADMINISTER)
def overview() -> Reply:
    """Show who asks for erasure, what would be emptied now, and what was."""
    found = preview(db(), now())
    labels = {one.rule.name: one.rule.label for one in found}
    return page(
        "privacy/overview", requests=list_requests(db()), found=found, reports=list_reports(db()), labels=labels
    )


@bp.post("/privacy/purge")
@requires(Can.ADMINISTER)
def purge() -> Reply:
    """Empty now what the worker empties every day."""
    count = sum(one.count for one in purge_all(db(), now()))
    return done(gettext("Emptied: %(count)s rows.", count=count), url_for(".overview"))
