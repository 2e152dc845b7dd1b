"""What pages of the desk share: saving with a form, saying that it is done, and taking it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from academy.desk.comparing import differences
from academy.desk.inputs import DeskForm, small_number
from academy.editions.models import Edition
from academy.editions.queries import list_editions
from academy.kit.refusals import Refusal, Stale
from academy.kit.words import N_
from academy.web.guard import Reply
from academy.web.transactions import db, start_over

_REFUSED, _OVERTAKEN = 422, 409
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes an act back: an address that is posted to, with its facts."""

    address: str
    facts: Mapping[str, str]


def saved(form: DeskForm, act: Callable[[], object], stored: Callable[[], DeskForm] | None = None) -> bool:
    """Do an act with a form that was sent; tell whether it was done. A refusal is shown in the form, nothing is lost.

    `stored` opens the form anew: where somebody else was faster, ours shows what they saved, and saving again goes
    over it.
    """
    if not form.is_submitted():
        return False
    if not form.validate():
        start_over()
        form.status = _REFUSED
        return False
    try:
        act()
    except Stale as stale:
        _compare(form, stored, stale)
    except StaleDataError:
        _compare(form, stored, Stale(N_("Somebody else saved this at the same moment. Nothing of yours is lost.")))
    except IntegrityError:
        start_over()
        taken = N_("Somebody else has just added something under the same name. Nothing of yours is lost.")
        form.refuse(Refusal(taken), _OVERTAKEN)
    except Refusal as refusal:
        start_over()
        form.refuse(refusal, _REFUSED)
    else:
        return True
    return False


def page(template: str, form: DeskForm | None = None, **facts: object) -> Reply:
    """Return a page of the desk, with the status of its form. Without a form, one that says a `problem` is refused."""
    status = _REFUSED if facts.get("problem") else 200
    return render_template(f"desk/{template}.html", form=form, **facts), form.status if form else status


def done(message: str, address: str, undo: Undo | None = None) -> Reply:
    """Lead on, and say there what was done, with a button that takes it back."""
    facts = {"address": undo.address, "facts": dict(undo.facts)} if undo else None
    flash({"message": message, "undo": facts})  # type: ignore[arg-type]  # any value that JSON can carry
    return redirect(address, 303)


def part_of(found: Sequence[Any]) -> dict[str, Any]:
    """Return the page of a long list that the address asks for, as `desk/people/_list.html` draws it."""
    return part_from(len(found), lambda first, most: found[first : first + most])


def part_from(count: int, listed: Callable[[int, int], Sequence[Any]]) -> dict[str, Any]:
    """Return the same of `count` rows that are still stored; `listed` loads some, from a place on, so many at most."""
    pages = max(1, -(-count // _PER_PAGE))
    number = min(max(small_number(request.args.get("page", "")) or 1, 1), pages)
    shown = listed((number - 1) * _PER_PAGE, _PER_PAGE)
    search = request.args.get("search", "")
    return {"found": shown, "count": count, "number": number, "pages": pages, "search": search}


def _compare(form: DeskForm, stored: Callable[[], DeskForm] | None, stale: Stale) -> None:
    start_over()
    form.refuse(stale, _OVERTAKEN)
    if stored is not None:
        now_stored = stored()
        form.revision.data = now_stored.revision.data
        form.theirs = differences(form, now_stored)


def editions_once() -> Sequence[Edition]:
    """Return all editions, found once while a page is made: several duties of the start page ask for them."""
    if "editions_once" not in g:
        g.editions_once = list_editions(db())
    found: Sequence[Edition] = g.editions_once
    return found
