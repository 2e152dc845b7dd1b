"""The second factor, asked for after the first."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import redirect, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts import second_factor
from academy.accounts.actions import sign_out
from academy.accounts.models import Account
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.site.accounts import bp
from academy.site.accounts.arriving import browser, home_of, onward, page, visible
from academy.web.current import SignedIn, account, beginning, forget, now, remember
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN_ONE, has_failed, network
from academy.web.noting import noted
from academy.web.transactions import aside, db, start_over

LONGEST_NUMBER = 60

_ENDED = N_("There were too many wrong numbers, so this sign-in has ended. Nothing else has changed.")

Used = TypeVar("Used")


def network_and_sign_in() -> str:
    """Return what numbers from one network for one account are counted by."""
    asking = beginning()
    return f"{network()} second {asking.account_id if asking else ''}"


class NumberForm(FlaskForm):
    """A telephone's number, or a recovery code."""

    number = StringField(lazy_gettext("Number or recovery code"), [DataRequired(), Length(max=LONGEST_NUMBER)])
    next = HiddenField()


@bp.get("/sign-in/second")
@requires(Can.SIGN_IN)
def second(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Ask for the number; who is not signing in, or needs none, is led on."""
    wanted = request.args.get("next", "")
    asking = beginning()
    if asking is None or asking.is_complete:
        return redirect(onward(wanted), 303)
    return page("second", form=NumberForm(next=wanted))


@bp.post("/sign-in/second")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN_ONE, key_func=network_and_sign_in, deduct_when=has_failed)
def check_second(language: str) -> Reply:  # noqa: ARG001
    """Let the sign-in open doors with the right number, under a new token. After a few wrong ones it ends."""
    asking, form = beginning(), NumberForm()
    if asking is None or account() is not None:
        return redirect(onward(form.next.data or ""), 303)
    if not form.validate_on_submit():
        return page("second", 422, form=form)
    try:
        return use_number(asking, form, partial(_let_in, asking, form))
    except Refusal as refusal:
        if second_factor.is_used_up(db(), asking.token):
            return too_many(asking)
        return page("second", 422, form=form, problem=sentence(refusal))


def use_number(asking: SignedIn, form: NumberForm, use: Callable[[str], Used]) -> Used:
    """Let a number or code be used; it is counted before that, and stays so where it is refused."""
    number, is_last = visible(form.number.data), False
    try:
        is_last = _counted(asking, number)
        return use(number)
    except Refusal:
        noted("wrong second factor")
        start_over()
        if is_last:
            with aside() as kept:
                second_factor.tell_guessed(kept, asking.account_id, now(), browser())
        raise


def _counted(asking: SignedIn, number: str) -> bool:
    """Take one of the sign-in's tries and of its account's; True for the last one before others have to wait."""
    with aside() as kept:
        has_tries = second_factor.take_try(kept, asking.token, now())
        is_last = has_tries and second_factor.count_number(kept, asking.account_id, number, now())
    if not has_tries:
        raise Refusal(_ENDED)
    return is_last


def too_many(asking: SignedIn) -> Reply:
    """End a sign-in whose tries are used up: it begins again, and nobody else is kept out."""
    noted("too many wrong numbers")
    start_over()
    with aside() as kept:
        sign_out(kept, asking.token)
    forget()
    return page("second_again", 422, problem=gettext(_ENDED))


def _let_in(asking: SignedIn, form: NumberForm, number: str) -> Reply:
    found = db().get_one(Account, asking.account_id)
    token = second_factor.give(db(), found, asking.token, number, now(), by=browser())
    remember(token)
    return redirect(onward(form.next.data or "", home_of(db(), found)), 303)
