"""One participation at the desk: everything about it, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.pages import Undo, done, page
from academy.desk.seating import bp
from academy.desk.seating.deeds import DEEDS, UNDONE, said_of
from academy.desk.seating.units import whose
from academy.desk.trail_values import name_of
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.editions.rules import countries_in_order
from academy.files.actions import open_upload
from academy.files.models import Upload
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.participation import registering
from academy.participation.answers import list_all_answers, looked_at, read_answers
from academy.participation.choices import list_choices, places_of
from academy.participation.forms import list_questions, options_of
from academy.participation.models import Holding, Question, Registration, State
from academy.participation.nominating import list_alternates
from academy.participation.queries import get_registration, list_institution_types, list_quota_rules
from academy.participation.rules import BEFORE, HOLDING, NEXT
from academy.participation.sealed_answers import Value
from academy.participation.seating import find_holding
from academy.participation.seats_history import Held, list_held
from academy.participation.waiting import place_of
from academy.people.consents import list_consents, standing
from academy.people.queries import list_institutions
from academy.people.sensitive import looked_at as passport_looked_at
from academy.people.sensitive import reveal
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, allowed, requires
from academy.web.language import language
from academy.web.transactions import aside, db, start_over
from academy.web.uploads import sent

_ONE = "/editions/<edition_slug>/people/<int:number>"


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its answer, in words."""

    question: Question
    words: str
    upload: Upload | None = None


@bp.get(_ONE)
@requires(Can.KEEP_SEATS)
def registration(edition_slug: str, number: int) -> Reply:
    """Show a participation; with `reveal`, what is sensitive as well, and the look is recorded."""
    is_revealed = bool(request.args.get("reveal"))
    if is_revealed and not allowed(Can.SEE_SENSITIVE):
        abort(403)
    found = get_registration(db(), get_edition(db(), edition_slug), number)
    if is_revealed:
        with aside() as writing:
            looked_at(writing, found, now())
            passport_looked_at(writing, found.person, now())
    return _page(edition_slug, number, is_revealed=is_revealed)


@bp.post(f"{_ONE}/<any({', '.join(repr(deed) for deed in DEEDS)}):deed>")
@requires(Can.KEEP_SEATS)
def do(edition_slug: str, number: int, deed: str) -> Reply:
    """Do something with a participation; what is refused is said on its page, with what was typed."""
    found = get_registration(db(), get_edition(db(), edition_slug), number, locked=True)
    try:
        result = DEEDS[deed](db(), found, request.form, now())
    except Refusal as refusal:
        start_over()
        return _page(edition_slug, number, deed=deed, problem=sentence(refusal))
    shown = result if isinstance(result, Registration) else found
    undo = Undo(url_for(".do", edition_slug=edition_slug, number=number, deed="back"), {}) if deed in UNDONE else None
    return done(said_of(deed, result, found), _at(edition_slug, shown.id), undo)


@bp.get(f"{_ONE}/letter")
@requires(Can.KEEP_SEATS)
def letter(edition_slug: str, number: int) -> Response:
    """Hand out the official letter that nominates."""
    found = get_registration(db(), get_edition(db(), edition_slug), number)
    if found.letter is None:
        abort(404)
    return sent(found.letter, open_upload(db(), found.letter))


@bp.get(f"{_ONE}/files/<int:file>")
@requires(Can.KEEP_SEATS)
def answer_file(edition_slug: str, number: int, file: int) -> Response:
    """Hand out a file that somebody has sent as an answer; a sensitive one to few, and the look is recorded."""
    found = get_registration(db(), get_edition(db(), edition_slug), number)
    own = {value.id: (one, value) for one, value in list_all_answers(db(), found) if isinstance(value, Upload)}
    if file not in own:
        abort(404)
    question, upload = own[file]
    if question.is_sensitive:
        if not allowed(Can.SEE_SENSITIVE):
            abort(403)
        with aside() as writing:
            looked_at(writing, found, now())
    return sent(upload, open_upload(db(), upload))


def _page(edition_slug: str, number: int, *, deed: str = "", problem: str = "", is_revealed: bool = False) -> Reply:
    edition = get_whole_edition(db(), edition_slug)
    found = get_registration(db(), edition, number)
    holding = find_holding(db(), found)
    sensitive = [one for one in list_questions(db(), edition) if one.is_sensitive]
    choices = places_of(db(), found)
    return page(
        "seating/registration",
        edition=edition,
        one=found,
        holding=holding,
        held=_held(found, holding),
        whose=_whose(edition, holding),
        changed=_changed(edition, found),
        alternates=list_alternates(db(), [holding.seat_id]) if holding else (),
        place=place_of(db(), found, now()),
        said=_said(edition, found, is_revealed=is_revealed),
        hidden=len(sensitive),
        is_revealed=is_revealed,
        passport=reveal(db(), found.person, "passport_name") if is_revealed else "",
        consents=standing(list_consents(db(), found.person)),
        chosen=[(one, choices[one.thing]) for one in list_choices(db(), edition) if one.thing in choices],
        may=_may(found),
        types=list_institution_types(db(), edition),
        countries=[(row.code, name) for row, name in countries_in_order(edition.countries, language())],
        institutions=list_institutions(db()),
        codes=INTERFACE,
        deed=deed,
        problem=problem,
        typed=request.form if problem else {},
    )


def _held(found: Registration, holding: Holding | None) -> Sequence[Held]:
    return list_held(db(), holding.seat_id) if holding else list_held(db(), None, found.id)


def _whose(edition: Edition, holding: Holding | None) -> str:
    """Return whose the seat is by its rule: a country, an institution, or everybody."""
    if holding is None:
        return ""
    rule = next(one for one in list_quota_rules(db(), edition) if one.id == holding.seat.rule_id)
    return whose(rule, holding.seat.unit)


def _changed(edition: Edition, found: Registration) -> list[str]:
    """Return what organisers are to look at again, as the form and the desk call it."""
    if not found.review_of:
        return []
    asked = {one.slug: str(one.label.wording(language(), edition.languages)) for one in list_questions(db(), edition)}
    return [asked.get(field) or name_of(field) for field in found.review_of]


def _said(edition: Edition, found: Registration, *, is_revealed: bool) -> list[Said]:
    answers = read_answers(db(), found, sensitive=is_revealed)
    asked = [one for one in list_questions(db(), edition) if one.slug in answers]
    return [_one(question, answers[question.slug]) for question in asked]


def _one(question: Question, value: Value) -> Said:
    if isinstance(value, Upload):
        return Said(question, value.name, value)
    if isinstance(value, bool):
        return Said(question, gettext("yes") if value else gettext("no"))
    called = {one.slug: str(one.label.wording(language())) for one in options_of(question)}
    chosen = value if isinstance(value, tuple) else (str(value),)
    return Said(question, ", ".join(called.get(one, one) for one in chosen))


def _may(found: Registration) -> frozenset[str]:
    """Return the deeds that make sense in the state in which somebody is: only for these there are buttons."""
    following, state = NEXT[found.state], found.state
    steps = {
        "accept": state == State.NOMINATED,
        "refuse": State.REFUSED in following,
        "confirm": state in {State.ACCEPTED, State.OFFERED},
        "decline": State.DECLINED in following and state != State.WAITING,
        "withdraw": State.WITHDRAWN in following,
        "arrive": state in {State.ACCEPTED, State.CONFIRMED, State.DID_NOT_COME},
        "back": state in BEFORE,
        "absent": State.DID_NOT_COME in following,
        "visa": State.VISA_REFUSED in following,
        "again": State.NOMINATED in following and state not in HOLDING | {State.WAITING},
        "offer": state == State.WAITING,
        "priority": state == State.WAITING,
        "reseat": state in HOLDING | {State.WAITING, State.INVITED},
        "replace": state in HOLDING,
        "name-alternate": state in HOLDING,
        "rank": found.mandate_id is not None and state in HOLDING | {State.WAITING},
        "reviewed": found.review_since is not None,
        "send-link": bool(found.person.email) and (state in HOLDING | {State.WAITING, State.INVITED}),
        "renew-link": registering.can_submit(found) or state in HOLDING | {State.WAITING},
    }
    return frozenset(name for name, is_possible in steps.items() if is_possible)


def _at(edition_slug: str, number: int) -> str:
    return url_for(".registration", edition_slug=edition_slug, number=number)
