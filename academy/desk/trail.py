"""The record at the desk: who changed what, before and after, through which door; of an edition, or of one thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from babel.dates import format_datetime
from flask import Blueprint, abort, request
from flask_babel import get_locale, gettext
from sqlalchemy import select

from academy.access import Can
from academy.accounts.models import Account
from academy.agenda.models import Slot
from academy.db.base import Base
from academy.desk.inputs import small_number
from academy.desk.pages import page
from academy.desk.trail_values import Line, accounts_in, apart, lines, name_of
from academy.desk.trail_words import ACTS, DOORS, THINGS
from academy.editions.models import Edition, Series
from academy.editions.queries import get_edition
from academy.kit.texts import collated
from academy.people.models import Institution, Person
from academy.practices.models import Call, Practice
from academy.trail.models import Entry, Value
from academy.trail.queries import Wanted, count_entries, list_entries, list_used
from academy.trail.rules import INSTALLATION, chain_of
from academy.web.guard import Reply, allowed, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("trail", __name__)

_PER_PAGE = 50

_SHARED = frozenset({"person", "institution", "practice"})
"""What whoever keeps people may read the history of."""

_NAMES: Mapping[str, tuple[type[Base], Callable[[Any], str]]] = {
    "account": (Account, lambda one: one.name),
    "edition": (Edition, lambda one: str(one.title.wording(language(), one.languages))),
    "institution": (Institution, lambda one: str(one.name.wording(language()))),
    "person": (Person, lambda one: one.name),
    "practice": (Practice, lambda one: one.title or gettext("a practice without a title")),
    "practice_call": (Call, lambda one: str(one.title.wording(language()))),
    "series": (Series, lambda one: str(one.name.wording(language()))),
    "slot": (Slot, lambda one: str(one.title.wording(language()))),
}
"""What things are called that have a name."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it is read."""

    entry: Entry
    when: str
    who: str
    door: str
    what: str
    thing: str
    fields: Sequence[tuple[str, Value, list[Line], list[Line]]]


@bp.get("/editions/<edition_slug>/record")
@requires(Can.READ_RECORD)
def edition(edition_slug: str) -> Reply:
    """Show who changed what in an edition."""
    found = get_edition(db(), edition_slug)
    return _page(_asked(chain_of(found.id)), found)


@bp.get("/editions/<edition_slug>/record/<thing>/<int(max=2147483647):thing_id>")
@requires(Can.READ_RECORD)
def thing_of_edition(edition_slug: str, thing: str, thing_id: int) -> Reply:
    """Show the history of one thing of an edition; those of others are not known here."""
    found = get_edition(db(), edition_slug)
    wanted = _asked(chain_of(found.id), thing, thing_id)
    is_own = (thing, thing_id) == ("edition", found.id) or _exists(thing, thing_id, found.id)
    if not is_own and not count_entries(db(), wanted):
        abort(404)
    return _page(wanted, found)


@bp.get("/record")
@requires(Can.ADMINISTER)
def installation() -> Reply:
    """Show who changed what belongs to no edition."""
    return _page(_asked(INSTALLATION), None)


@bp.get("/record/<thing>/<int(max=2147483647):thing_id>")
@requires(Can.KEEP_PEOPLE)
def shared_thing(thing: str, thing_id: int) -> Reply:
    """Show the history of a person, institution or practice; to administrators, of whatever belongs to no edition."""
    wanted = _asked(INSTALLATION, thing, thing_id)
    is_readable = thing in _SHARED or allowed(Can.ADMINISTER)
    if not is_readable or not (_exists(thing, thing_id) or count_entries(db(), wanted)):
        abort(404)
    return _page(wanted, None)


def _asked(chain: str, thing: str = "", thing_id: int | None = None) -> Wanted:
    """Return what the address asks for."""
    account = small_number(request.args.get("account", ""))
    kind = "".join(filter(str.isprintable, request.args.get("thing", "")))
    act = "".join(filter(str.isprintable, request.args.get("act", "")))
    return Wanted(chain, thing or kind, thing_id, act, account)


def _page(wanted: Wanted, found: Edition | None) -> Reply:
    count = count_entries(db(), wanted)
    pages = max(1, -(-count // _PER_PAGE))
    number = min(max(small_number(request.args.get("page", "")) or 1, 1), pages)
    entries = list_entries(db(), wanted, first=(number - 1) * _PER_PAGE, most=_PER_PAGE)
    used = list_used(db(), wanted)
    accounts = _accounts(entries, {account for _, _, account in used})
    names = _names(entries)
    zone = found.zone.tzinfo if found else UTC
    return page(
        "trail/record",
        edition=found,
        wanted=wanted,
        called=names.get((wanted.thing, wanted.thing_id or 0)) or _one_name(wanted),
        told=[_told(entry, accounts, names, zone) for entry in entries],
        things=_choices({thing: gettext(THINGS.get(thing, thing)) for thing, _, _ in used}),
        acts=_choices({act: gettext(ACTS.get(act, act)) for _, act, _ in used}),
        accounts=_choices({one: accounts.get(one, f"#{one}") for _, _, one in used if one is not None}),
        part={"count": count, "number": number, "pages": pages},
    )


def _told(entry: Entry, accounts: Mapping[int, str], names: Mapping[tuple[str, int], str], zone: tzinfo) -> Told:
    thing = gettext(THINGS.get(entry.thing, entry.thing))
    if entry.thing_id is not None:
        thing = names.get((entry.thing, entry.thing_id), f"{thing} #{entry.thing_id}")
    fields = []
    for value in entry.values:
        before, after = (
            lines(entry.thing, value.field, one, accounts) for one in apart(value.field, value.before, value.after)
        )
        fields.append((name_of(value.field), value, before, after))
    what = gettext(ACTS.get(entry.act, entry.act))
    return Told(entry, _when(entry.at, zone), _who(entry, accounts), gettext(DOORS[entry.door]), what, thing, fields)


def _when(at: datetime, zone: tzinfo) -> str:
    return str(format_datetime(at.astimezone(zone), "medium", locale=get_locale()))


def _who(entry: Entry, accounts: Mapping[int, str]) -> str:
    if entry.account_id is None:
        return ""
    name = accounts.get(entry.account_id, f"#{entry.account_id}")
    if entry.impersonator_id is None:
        return name
    by = accounts.get(entry.impersonator_id, f"#{entry.impersonator_id}")
    return gettext("%(administrator)s, working as %(name)s", administrator=by, name=name)


def _accounts(entries: Sequence[Entry], used: set[int | None]) -> dict[int, str]:
    """Return the names of the accounts that entries and filters speak of: one question."""
    named = used | {entry.impersonator_id for entry in entries}
    for entry in entries:
        for value in entry.values:
            named |= accounts_in({value.field: value.before}) | accounts_in({value.field: value.after})
    query = select(Account.id, Account.name).where(Account.id.in_([one for one in named if one is not None]))
    return {row.id: row.name for row in db().execute(query)}


def _names(entries: Sequence[Entry]) -> dict[tuple[str, int], str]:
    """Return what the things of entries are called now: one question for each kind of thing."""
    named = {}
    for thing, (table, name) in _NAMES.items():
        ids = {entry.thing_id for entry in entries if entry.thing == thing and entry.thing_id is not None}
        for row in db().scalars(select(table).where(table.id.in_(ids))) if ids else ():
            named[thing, row.id] = name(row)
    return named


def _one_name(wanted: Wanted) -> str:
    if wanted.thing_id is None:
        return ""
    table, name = _NAMES.get(wanted.thing, (None, str))
    row = db().get(table, wanted.thing_id) if table else None
    return name(row) if row else f"{gettext(THINGS.get(wanted.thing, wanted.thing))} #{wanted.thing_id}"


def _choices(named: Mapping[Any, str]) -> list[tuple[Any, str]]:
    return sorted(named.items(), key=lambda pair: collated(pair[1], language()))


def _exists(thing: str, thing_id: int, edition_id: int | None = None) -> bool:
    """Tell whether there is such a thing; of an edition where one is named."""
    table = Base.metadata.tables.get(thing)
    if table is None or "id" not in table.c or (edition_id is not None and "edition_id" not in table.c):
        return False
    query = select(table.c.id).where(table.c.id == thing_id)
    if edition_id is not None:
        query = query.where(table.c.edition_id == edition_id)
    return db().scalar(query) is not None
