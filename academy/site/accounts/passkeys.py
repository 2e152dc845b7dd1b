"""Signing in with a passkey, and looking after one's own."""

from datetime import datetime

from flask import Response, redirect, request, session, url_for
from flask_babel import gettext

from academy.access import Can
from academy.accounts import passkeys
from academy.accounts.models import Account, SignInMethod
from academy.accounts.passkeys import Challenge, Place
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, browser, page
from academy.site.accounts.fresh import check_fresh
from academy.site.accounts.saying import say
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, has_failed
from academy.web.links import config
from academy.web.noting import noted
from academy.web.transactions import db, start_over

_KEY = "challenge"


@bp.post("/sign-in/passkey/asked")
@requires(Can.SIGN_IN)
def ask_passkey(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Return what the browser is to ask its device for."""
    return _asked(*passkeys.to_sign_in(_place(), now()))


@bp.post("/sign-in/passkey")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN, deduct_when=has_failed)
def check_passkey(language: str) -> Reply:  # noqa: ARG001
    """Sign in with a device's answer; every answer that does not fit is refused alike."""
    try:
        found = passkeys.use_passkey(db(), _place(), _challenge(), request.form.get("answer", ""), now())
    except Refusal as refusal:
        noted("wrong passkey")
        start_over()
        return page("second_again", 422, problem=sentence(refusal))
    return arrive(found, SignInMethod.PASSKEY, request.form.get("next", ""))


@bp.post("/me/factors/passkeys/asked")
@requires(Can.SECURE_ONESELF)
def ask_new_passkey(language: str) -> Reply:  # noqa: ARG001
    """Return what the browser is to ask its device for, to make another passkey."""
    own = db().get_one(Account, check_fresh().account_id)
    return _asked(*passkeys.to_register(own, passkeys.list_passkeys(db(), own.id), _place(), now()))


@bp.post("/me/factors/passkeys")
@requires(Can.SECURE_ONESELF)
def add_passkey(language: str) -> Reply:
    """Keep a new passkey."""
    own = db().get_one(Account, check_fresh().account_id)
    name = request.form.get("name", "").strip() or gettext("Passkey")
    answer = request.form.get("answer", "")
    passkeys.add_passkey(db(), own, _place(), _challenge(), answer, name=name, now=now(), by=browser())
    return say(gettext("The passkey was added."), url_for(".factors", language=language))


@bp.post("/me/factors/passkeys/<int:passkey_id>/name")
@requires(Can.SECURE_ONESELF)
def rename_passkey(language: str, passkey_id: int) -> Reply:
    """Call a passkey by another name."""
    found = passkeys.get_passkey(db(), check_fresh().account_id, passkey_id)
    passkeys.rename_passkey(db(), found, request.form.get("name", ""), now())
    return redirect(url_for(".factors", language=language), 303)


@bp.post("/me/factors/passkeys/<int:passkey_id>/remove")
@requires(Can.SECURE_ONESELF)
def remove_passkey(language: str, passkey_id: int) -> Reply:
    """Let nobody sign in with a passkey any more."""
    found = passkeys.get_passkey(db(), check_fresh().account_id, passkey_id)
    passkeys.remove_passkey(db(), found, now(), browser())
    return say(gettext("The passkey was removed."), url_for(".factors", language=language))


def _place() -> Place:
    return Place.at(config().address, config().name)


def _asked(options: str, challenge: Challenge) -> Response:
    session[_KEY] = [challenge.word.hex(), challenge.made_at.isoformat(), challenge.account_id]
    return Response(options, mimetype="application/json")


def _challenge() -> Challenge:
    """Return the challenge that this browser was given; it is taken away with that."""
    kept = session.pop(_KEY, None)
    if kept is None:
        raise Refusal(N_("This page was open for too long. Load it again, and begin once more."))
    word, made_at, account_id = kept
    return Challenge(bytes.fromhex(word), datetime.fromisoformat(made_at), account_id)
