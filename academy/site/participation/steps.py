"""The form in steps: each saves itself, and another device goes on behind those that were gone through."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.kit.countries import country_names
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.participation.answers import read_answers, write_answers
from academy.participation.correcting import (
    OwnFacts,
    answers_changed,
    correct,
    may_choose_country,
    note_filled,
)
from academy.participation.models import Registration
from academy.people.actions import write_contact
from academy.people.consents import list_consents, set_consent, standing
from academy.people.models import ConsentUse
from academy.people.sensitive import reveal
from academy.people.words import CONSENTS
from academy.records.actions import tell_of_person
from academy.site.accounts.saying import say
from academy.site.participation import bp
from academy.site.participation.asking import Typed, inputs, questions_of, receive, typed
from academy.site.participation.opening import is_lent, nothing, own_registration, personal
from academy.site.participation.progress import TITLES, next_step, steps_of, summary
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.transactions import database, db, start_over
from academy.web.uploads import Received

_SAVED, _REFUSED = 204, 422
_ADDRESS = "/participation/<int:number>/<any(names, questions, needs, consents{}):step>/"
_NAMES = frozenset({"given", "family", "family_first", "listed_name", "honorific"})


@bp.get(_ADDRESS.format(", check"))
@requires(Can.SIGN_IN)
def step(language: str, number: int, step: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show a step, with what is saved already."""
    try:
        found = own_registration(db(), number)
    except Unknown:
        return nothing()
    return error_page(403) if _is_closed(step) else _page(found, step)


@bp.post(_ADDRESS.format(""))
@requires(Can.SIGN_IN)
def save_step(language: str, number: int, step: str) -> Reply:
    """Save a step and lead on; a form that was sent quietly, while somebody types, is saved and answered by nothing."""
    is_quiet = request.form.get("quietly") == "1"
    try:
        received = Received({}, {}) if is_quiet else _received(number, step)
        found = own_registration(db(), number, locked=True)
    except Unknown:
        return nothing()
    if _is_closed(step):
        return error_page(403)
    problems, said = _saved(found, step, received)
    if problems or (said and said.errors):
        start_over()
        if is_quiet:
            return "", _REFUSED
        return _page(own_registration(db(), number), step, problems, said)
    if is_quiet:
        return personal(make_response("", _SAVED), number)
    note_filled(db(), found, step)
    return _onward(found, language)


def _received(number: int, step: str) -> Received:
    """Keep the files of a step, before the request's own transaction begins; whose they are is read apart."""
    with database().reading() as reading:
        found = own_registration(reading, number)
        questions = questions_of(reading, found, step)
    return receive(found, questions)


def _saved(found: Registration, step: str, received: Received) -> tuple[dict[str, str], Typed | None]:
    """Write what a step says; return what was refused, by input, and what was typed into questions."""
    if step == "names":
        return _refused(lambda: _save_names(found)), None
    if step == "consents":
        _save_consents(found)
        return {}, None
    said = typed(questions_of(db(), found, step), received)
    return ({}, said) if said.errors else (_refused(lambda: _save_answers(found, said)), said)


def _refused(act: Callable[[], object]) -> dict[str, str]:
    try:
        act()
    except Refusal as refusal:
        return {refusal.field or "": sentence(refusal)}
    return {}


def _save_names(found: Registration) -> None:
    form = request.form
    facts = OwnFacts(
        given=form.get("given", ""),
        family=form.get("family", ""),
        family_first=form.get("family_first") == "1",
        honorific=form.get("honorific", ""),
        listed_name=form.get("listed_name", ""),
        passport_name=None if is_lent() else form.get("passport_name"),
        institution_name=form.get("institution_name", ""),
        post=form.get("post", ""),
        country=form.get("country") or None,
    )
    changed = correct(db(), found, facts, spoken(), now())
    if form.get("language") in INTERFACE:
        write_contact(db(), found.person, found.person.email, form["language"], now())
    if changed & _NAMES:
        tell_of_person(db(), found.person, now())


def _save_answers(found: Registration, said: Typed) -> None:
    changed = write_answers(db(), found, said.values, now())
    answers_changed(db(), found, changed, now())


def _save_consents(found: Registration) -> None:
    chosen = set(request.form.getlist("use"))
    for use in ConsentUse:
        set_consent(db(), found.person, use, now(), is_given=use in chosen, wording=gettext(CONSENTS[use]))


def _onward(found: Registration, language: str) -> Reply:
    """Lead to the next step; who has sent in the form already has corrected something, and goes back."""
    to = next_step(db(), found) if found.submitted_at is None else None
    if to is None:
        return say(gettext("Saved."), url_for(".registration", language=language, number=found.id))
    return redirect(url_for(".step", language=language, number=found.id, step=to), 303)


def _is_closed(step: str) -> bool:
    """Tell whether a step is shut: who works as somebody sees nothing sensitive, and agrees to nothing."""
    return step in {"needs", "consents"} and is_lent()


def _page(
    found: Registration, step: str, problems: Mapping[str, str] | None = None, said: Typed | None = None
) -> Response:
    is_refused = bool(problems or (said and said.errors))
    page = render_template(
        "site/participation/step.html",
        registration=found,
        edition=found.edition,
        person=found.person,
        step=step,
        title=gettext(TITLES[step]),
        steps=steps_of(db(), found),
        problems=problems or {},
        is_refused=is_refused,
        **_facts(found, step, said),
    )
    return personal(make_response(page, _REFUSED if is_refused else 200), found.id)


def _facts(found: Registration, step: str, said: Typed | None) -> dict[str, Any]:
    """Return what a step shows beside the rest."""
    if step == "names":
        return _of_names(found)
    if step == "consents":
        told = list_consents(db(), found.person)
        return {"standing": standing(told), "wordings": CONSENTS}
    if step == "check":
        return summary(found)
    answers = read_answers(db(), found, sensitive=step == "needs")
    return {"inputs": inputs(questions_of(db(), found, step), found, answers, said)}


def _of_names(found: Registration) -> dict[str, Any]:
    stored = {
        "given": found.person.given,
        "family": found.person.family,
        "honorific": found.person.honorific.get(spoken(), ""),
        "listed_name": found.person.listed_name,
        "passport_name": "" if is_lent() else reveal(db(), found.person, "passport_name"),
        "institution_name": _institution(found),
        "post": found.post,
        "country": found.country or "",
        "language": found.person.language or spoken(),
    }
    sent = request.form if request.method == "POST" else {}
    return {
        "typed": {name: sent.get(name, value) for name, value in stored.items()},
        "family_first": sent.get("family_first") == "1" if sent else found.person.family_first,
        "asks_country": may_choose_country(found),
        "countries": country_names(spoken()),
        "codes": INTERFACE,
        "is_lent": is_lent(),
    }


def _institution(found: Registration) -> str:
    named = found.institution
    return found.institution_name or (str(named.name.wording(spoken())) if named else "")
