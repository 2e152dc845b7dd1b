"""What whoever puts people forward does: one form a page, shown by opening it and done by its button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.files.models import Upload
from academy.files.rules import DOCUMENTS
from academy.kit.countries import country_names
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation import nominating
from academy.participation.mandates import check_claim, check_own, claims
from academy.participation.models import Alternate, InstitutionType, Mandate, Registration
from academy.participation.nominating import Nominee
from academy.participation.queries import get_registration
from academy.site.accounts.saying import say
from academy.site.participation import bp
from academy.site.participation.deeds import ACTIVATE, DEEDS, DONE, LETTER, NAME, PUT, Deed
from academy.site.participation.mandates import mandate_page, nothing, own_mandate, owner_of, personal
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.transactions import database, db, start_over
from academy.web.uploads import Received, asked, received_all

_REFUSED = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """A form with all that it is about."""

    given: Mandate
    deed: Deed
    about: Registration | None = None
    alternate: Alternate | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    kept: Upload | None = None

    @property
    def names(self) -> dict[str, str]:
        """The names that title and explanation speak of, isolated from the direction of what stands around them."""
        found = {"name": self.about, "other": self.alternate}
        return {key: f"\u2068{one.person.name}\u2069" if one else "" for key, one in found.items()}


@bp.get("/nominate/<int:mandate_id>/name")
@requires(Can.SIGN_IN)
def name_somebody(language: str, mandate_id: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Ask who is put forward."""
    return _shown(mandate_id, lambda given: Asked(given, NAME))


@bp.post("/nominate/<int:mandate_id>/name")
@requires(Can.SIGN_IN)
def put_forward(language: str, mandate_id: int) -> Reply:  # noqa: ARG001
    """Put somebody forward."""

    def act(asked_of: Asked, letter: Upload | None) -> str:
        given = asked_of.given
        made = nominating.put_forward(db(), given, _kind(given), _nominee(), now(), letter, since=_since())
        return _told(made)

    return _done(mandate_id, lambda session: Asked(own_mandate(session, mandate_id), NAME), act)


@bp.get("/nominate/<int:mandate_id>/people/<int:nominee_id>/<any(replace, withdraw, alternate, letter):deed>")
@requires(Can.SIGN_IN)
def ask_about(language: str, mandate_id: int, nominee_id: int, deed: str) -> Reply:  # noqa: ARG001
    """Ask what is needed to replace or withdraw somebody, to name an alternate, or for the official letter."""
    return _shown(mandate_id, lambda given: Asked(given, DEEDS[deed], _own(db(), given, nominee_id)))


@bp.post("/nominate/<int:mandate_id>/people/<int:nominee_id>/<any(replace, withdraw, alternate, letter):deed>")
@requires(Can.SIGN_IN)
def do_about(language: str, mandate_id: int, nominee_id: int, deed: str) -> Reply:  # noqa: ARG001
    """Replace or withdraw somebody, name an alternate, or keep the official letter."""

    def found(session: Session) -> Asked:
        given = own_mandate(session, mandate_id)
        return Asked(given, DEEDS[deed], _own(session, given, nominee_id))

    return _done(mandate_id, found, _ACTS[deed])


@bp.get("/nominate/<int:mandate_id>/people/<int:nominee_id>/alternates/<int:alternate_id>")
@requires(Can.SIGN_IN)
def ask_to_activate(language: str, mandate_id: int, nominee_id: int, alternate_id: int) -> Reply:  # noqa: ARG001
    """Ask why an alternate gets the seat."""

    def found(given: Mandate) -> Asked:
        about = _own(db(), given, nominee_id)
        return Asked(given, ACTIVATE, about, nominating.get_own_alternate(db(), given, about, alternate_id))

    return _shown(mandate_id, found)


@bp.post("/nominate/<int:mandate_id>/people/<int:nominee_id>/alternates/<int:alternate_id>")
@requires(Can.SIGN_IN)
def activate(language: str, mandate_id: int, nominee_id: int, alternate_id: int) -> Reply:  # noqa: ARG001
    """Give an alternate the seat."""

    def found(session: Session) -> Asked:
        given = own_mandate(session, mandate_id)
        about = _own(session, given, nominee_id)
        return Asked(given, ACTIVATE, about, nominating.get_own_alternate(session, given, about, alternate_id))

    def act(one: Asked, _letter: Upload | None) -> str:
        about, alternate = _both(one)
        return _told(nominating.activate_own(db(), one.given, about, alternate, _text("reason"), now()))

    return _done(mandate_id, found, act)


@bp.post("/nominate/<int:mandate_id>/people/<int:nominee_id>/alternates/<int:alternate_id>/withdraw")
@requires(Can.SIGN_IN)
def withdraw_alternate(language: str, mandate_id: int, nominee_id: int, alternate_id: int) -> Reply:
    """Take an alternate off the list."""
    try:
        given = own_mandate(db(), mandate_id)
        about = _own(db(), given, nominee_id)
        alternate = nominating.get_own_alternate(db(), given, about, alternate_id)
    except Unknown as refusal:
        return nothing(refusal)
    try:
        nominating.withdraw_own_alternate(db(), given, about, alternate, now())
    except Refusal as refusal:
        start_over()
        return mandate_page(own_mandate(db(), mandate_id), sentence(refusal))
    return _said(mandate_id, language, gettext("%(name)s is not an alternate any more.", name=alternate.person.name))


def _replace(one: Asked, letter: Upload | None) -> str:
    about = _about(one)
    reason, since = _text("reason"), _since()
    made = nominating.replace_own(db(), one.given, about, _nominee(), reason, now(), letter, since=since)
    return _told(made)


def _withdraw(one: Asked, _letter: Upload | None) -> str:
    nominating.withdraw_own(db(), one.given, _about(one), _text("reason"), now())
    said = DONE["withdraw"]
    return gettext(said, name=_about(one).person.name)


def _name_alternate(one: Asked, _letter: Upload | None) -> str:
    made = nominating.name_own_alternate(db(), one.given, _about(one), _nominee(), now())
    said = DONE["alternate"]
    return gettext(said, name=made.person.name)


def _write_letter(one: Asked, letter: Upload | None) -> str:
    if letter is None:
        raise Refusal(N_("Choose the file with the letter."), field=LETTER)
    nominating.write_letter(db(), one.given, _about(one), letter, now())
    said = DONE["letter"]
    return gettext(said)


_ACTS: Mapping[str, Callable[[Asked, Upload | None], str]] = {
    "replace": _replace,
    "withdraw": _withdraw,
    "alternate": _name_alternate,
    "letter": _write_letter,
}


def _shown(number: int, form: Callable[[Mandate], Asked]) -> Reply:
    """Show a form; where the window is closed, the page that says so."""
    try:
        given = own_mandate(db(), number)
        one = form(given)
        if not _is_open(one):
            return personal(
                make_response(redirect(url_for(".mandate", language=spoken(), mandate_id=number), 303)), number
            )
        return _page(one)
    except Unknown as refusal:
        return nothing(refusal)


def _is_open(one: Asked) -> bool:
    if one.about is None:
        return any(claim.is_open for claim in claims(db(), one.given, now()))
    try:
        check_claim(db(), one.given, one.about.institution_type, now())
    except Refusal:
        return False
    return True


def _done(number: int, form: Callable[[Session], Asked], act: Callable[[Asked, Upload | None], str]) -> Reply:
    """Do what a form says and lead back; what is refused is shown beside its input, with all that was typed."""
    try:
        files = _received(number, form)
        one = form(db())
        said = _tried(one, act, files)
    except Unknown as refusal:
        return nothing(refusal)
    if isinstance(said, str):
        return _said(number, spoken(), said)
    start_over()
    one = form(db())
    kept = files.uploads.get(LETTER)
    return _page(Asked(one.given, one.deed, one.about, one.alternate, said, kept))


def _tried(one: Asked, act: Callable[[Asked, Upload | None], str], files: Received) -> str | dict[str, str]:
    """Return what was done, or what was wrong, by input."""
    problems = {name: sentence(refusal) for name, refusal in files.refusals.items()}
    try:
        said = act(one, files.uploads.get(LETTER))
    except Unknown:
        raise
    except Refusal as refusal:
        return {refusal.field or "": sentence(refusal)} | problems
    return problems or said


def _received(number: int, form: Callable[[Session], Asked]) -> Received:
    """Keep the file that came with a form, before the request's own transaction begins; whose it is is read apart."""
    with database().reading() as session:
        one = form(session)
    if LETTER not in one.deed.asks:
        return Received({}, {})
    return received_all({LETTER: DOCUMENTS}, owner_of(number), one.given.edition_id)


def _page(one: Asked) -> Response:
    typed = request.form
    page = render_template(
        "site/participation/nominate.html",
        given=one.given,
        edition=one.given.edition,
        title=gettext(one.deed.title, **one.names),
        about=gettext(one.deed.about, **one.names),
        button=gettext(one.deed.button),
        asks=_inputs(one),
        types=_types(one.given),
        chosen=typed.get("type") or request.args.get("type", ""),
        typed=typed,
        letters_in=typed.get("language") or one.given.language,
        codes=INTERFACE,
        countries=country_names(spoken()),
        since=typed.get("since") or nominating.newest(db(), one.given),
        file=asked(LETTER, DOCUMENTS, one.kept, one.problems.get(LETTER, "")),
        present=one.about.letter if one.about else None,
        problems=one.problems,
    )
    return personal(make_response(page, _REFUSED if one.problems else 200), one.given.id)


def _inputs(one: Asked) -> frozenset[str]:
    """Return what is asked: what the mandate says already is not."""
    given = one.given
    known = {"institution_name", "country"} if given.institution else {"country"} if given.country else set()
    return one.deed.asks - known


def _types(given: Mandate) -> list[InstitutionType]:
    """Return the institution types for which somebody can be put forward now."""
    own = [one.rule.institution_type for one in claims(db(), given, now()) if one.is_open]
    return list({kind.id: kind for kind in own if kind is not None}.values())


def _kind(given: Mandate) -> InstitutionType:
    """Return the institution type that the form names; the mandate's own where it has but one."""
    own = claims(db(), given, now())
    kinds = {kind.slug: kind for one in own if (kind := one.rule.institution_type) is not None}
    if len(kinds) == 1 and "type" not in request.form:
        return next(iter(kinds.values()))
    chosen = kinds.get(_text("type"))
    if chosen is None:
        raise Refusal(N_("Choose the institution type for which you put the person forward."), field="type")
    return chosen


def _nominee() -> Nominee:
    return Nominee(
        given=_text("given"),
        family=_text("family"),
        email=_text("email"),
        language=_text("language"),
        post=_text("post"),
        institution_name=_text("institution_name"),
        country=_text("country") or None,
    )


def _text(name: str) -> str:
    return request.form.get(name, "")


def _since() -> int:
    return request.form.get("since", 0, type=int)


def _own(session: Session, given: Mandate, number: int) -> Registration:
    """Return somebody whom this mandate has put forward; of anybody else nothing is known."""
    found = get_registration(session, given.edition, number)
    check_own(found, given)
    return found


def _about(one: Asked) -> Registration:
    if one.about is None:
        raise Unknown(N_("Nobody takes part under this number."))
    return one.about


def _both(one: Asked) -> tuple[Registration, Alternate]:
    if one.alternate is None:
        raise Unknown(N_("This person is no alternate for this seat."))
    return _about(one), one.alternate


def _told(made: Registration) -> str:
    return gettext(PUT.get(made.state, N_("%(name)s was put forward.")), name=made.person.name)


def _said(number: int, language: str, message: str) -> Reply:
    """Lead back to the page of the mandate, and say there what was done."""
    done = say(message, url_for(".mandate", language=language, mandate_id=number))
    return personal(make_response(done), number)
