"""Calls for practices at the desk: what is asked for until when, its link, its parts, its criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import speak
from academy.desk.pages import done, page, saved
from academy.desk.practices import bp
from academy.desk.practices.call_forms import CallForm, CriteriaForm, PartsForm, criteria_of, parts_of, said_of
from academy.editions.actions import check_revision
from academy.editions.queries import get_edition
from academy.kit.languages import INTERFACE
from academy.kit.windows import last_said
from academy.kit.zones import Zone
from academy.practices.calls import (
    CallDraft,
    change_call,
    make_call,
    remove_call,
    renew_link,
    set_criteria,
    set_parts,
)
from academy.practices.models import Call
from academy.practices.queries import count_cards_by_call, get_call, list_calls
from academy.practices.rules import window_of, zone_of
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.links import absolute
from academy.web.transactions import db

ALL = "/editions/<edition_slug>/calls"
ONE = f"{ALL}/<call_slug>"


@dataclass(frozen=True, slots=True)
class Standing:
    """A call as the desk sees it: from when until when on which clock, and how many cards it has."""

    call: Call
    opens: datetime | None
    until: datetime | None
    zone: Zone
    is_to_come: bool
    is_over: bool
    cards: int


@bp.get(ALL)
@requires(Can.KEEP_PRACTICES)
def calls(edition_slug: str) -> Reply:
    """List the calls of an edition."""
    found = get_edition(db(), edition_slug)
    counts = count_cards_by_call(db(), found)
    return page("practices/calls", edition=found, calls=[_standing(one, counts) for one in list_calls(db(), found)])


@bp.route(f"{ALL}/new", methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def new_call(edition_slug: str) -> Reply:
    """Let an edition ask for practices."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    usual = CallDraft.__dataclass_fields__
    form = CallForm(data={name: usual[name].default for name in ("takes_registered", "most")})
    made: list[Call] = []
    if saved(form, lambda: made.append(make_call(db(), found, form.draft(), now()))):
        return done(gettext("The call was added. Its link works now."), _address("call", made[0]))
    back = url_for(".calls", edition_slug=edition_slug)
    return page("practices/call_new", form, edition=found, back=back)


@bp.route(ONE, methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def call(edition_slug: str, call_slug: str) -> Reply:
    """Show a call with its link, and change what it says."""
    found = opened(edition_slug, call_slug)
    form = _filled(found)
    if saved(
        form,
        lambda: change_call(db(), found, form.draft(), now(), form.seen),
        lambda: _filled(opened(edition_slug, call_slug), formdata=None),
    ):
        return done(gettext("The call was saved."), _address("call", found))
    found = opened(edition_slug, call_slug)
    return _page("call", form, found, link=_link(found))


@bp.post(f"{ONE}/renew")
@requires(Can.KEEP_PRACTICES)
def renew_call(edition_slug: str, call_slug: str) -> Reply:
    """Give a call another link."""
    found = opened(edition_slug, call_slug)
    renew_link(db(), found, now())
    return done(gettext("The call has another link; the old one leads nowhere any more."), _address("call", found))


@bp.post(f"{ONE}/remove")
@requires(Can.KEEP_PRACTICES)
def remove_a_call(edition_slug: str, call_slug: str) -> Reply:
    """Take a call away that nobody has written a card for."""
    remove_call(db(), opened(edition_slug, call_slug), now())
    return done(gettext("Removed."), url_for(".calls", edition_slug=edition_slug))


@bp.route(f"{ONE}/parts", methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def call_parts(edition_slug: str, call_slug: str) -> Reply:
    """Say in which parts the cards of a call are collected."""
    found = opened(edition_slug, call_slug)
    form = PartsForm(data={**parts_of(found), "revision": found.revision})

    def write() -> None:
        check_revision(found.revision, form.seen)
        set_parts(db(), found, form.drafts(), now())

    def stored() -> PartsForm:
        there = opened(edition_slug, call_slug)
        return PartsForm(data={**parts_of(there), "revision": there.revision}, formdata=None)

    if saved(form, write, stored):
        return done(gettext("The parts were saved."), _address("call_parts", found))
    form.ensure_room()
    return _page("call_parts", form, opened(edition_slug, call_slug))


@bp.route(f"{ONE}/criteria", methods=["GET", "POST"])
@requires(Can.KEEP_PRACTICES)
def call_criteria(edition_slug: str, call_slug: str) -> Reply:
    """Say what reviewers give points for."""
    found = opened(edition_slug, call_slug)
    form = CriteriaForm(data={**criteria_of(found), "revision": found.revision})

    def write() -> None:
        check_revision(found.revision, form.seen)
        set_criteria(db(), found, form.drafts([one.slug for one in found.criteria]), now())

    def stored() -> CriteriaForm:
        there = opened(edition_slug, call_slug)
        return CriteriaForm(data={**criteria_of(there), "revision": there.revision}, formdata=None)

    if saved(form, write, stored):
        return done(gettext("The criteria were saved."), _address("call_criteria", found))
    form.ensure_room()
    return _page("call_criteria", form, opened(edition_slug, call_slug))


def opened(edition_slug: str, call_slug: str) -> Call:
    """Return a call of an edition; this request's forms ask for texts in the edition's languages."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    return get_call(db(), found, call_slug)


def _page(name: str, form: CallForm | PartsForm | CriteriaForm, found: Call, **more: str) -> Reply:
    counts = count_cards_by_call(db(), found.edition)
    return page(f"practices/{name}", form, edition=found.edition, standing=_standing(found, counts), **more)


def _link(found: Call) -> str:
    """Return a call's address, in the first of its edition's languages that pages are in."""
    spoken = next((code for code in found.edition.languages if code in INTERFACE), language())
    return absolute(url_for("site.practices.call", language=spoken, key=found.key))


def _filled(found: Call, **more: Any) -> CallForm:
    return CallForm(data={**said_of(found), "revision": found.revision}, **more)


def _address(view: str, found: Call) -> str:
    return url_for(f".{view}", edition_slug=found.edition.slug, call_slug=found.slug)


def _standing(found: Call, cards: Mapping[int, int]) -> Standing:
    window, zone = window_of(found), zone_of(found)
    until = last_said(window.closes, zone) if window.closes else None
    is_to_come, is_over = window.is_to_come(now()), window.is_over(now())
    return Standing(found, window.opens, until, zone, is_to_come, is_over, cards.get(found.id, 0))
