"""Signing in through the OpenID Connect provider that is configured."""

import hmac
from dataclasses import astuple
from typing import TYPE_CHECKING

from flask import abort, g, redirect, request, session, url_for

from academy.access import Can
from academy.accounts.identities import Down, Question, new_question, recognise
from academy.accounts.models import SignInMethod
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.site.accounts import bp
from academy.site.accounts.arriving import arrive, browser, own_path, page
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN, WAYS_OUT, has_failed
from academy.web.links import absolute, config
from academy.web.noting import noted
from academy.web.transactions import aside

if TYPE_CHECKING:
    from academy.accounts.provider import Provider

_KEY = "provider"


@bp.get("/sign-in/provider")
@requires(Can.SIGN_IN)
@LIMITER.limit(WAYS_OUT)
def ask_provider(language: str) -> Reply:
    """Send the browser to the provider, which sends it back."""
    provider, question = _provider(), new_question()
    try:
        address = provider.address(question, _back())
    except Refusal as refusal:
        return _refused(refusal)
    session[_KEY] = [*astuple(question), own_path(request.args.get("next", "")), language]
    return redirect(address, 303)


@bp.get("/sign-in/provider/back")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN, deduct_when=has_failed)
def back_from_provider(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Sign in whom the provider names; the question was this browser's own, and is answered once.

    The provider's page sends the browser here by a link, so this writes although it is a GET. What it answers to was
    kept in the cookie: nobody is signed in by following a link of somebody else's.
    """
    provider, kept = _provider(), session.pop(_KEY, None)
    try:
        question, wanted, g.language = _question(kept)
        who = provider.identity(_code(provider), question, _back(), now())
        with aside() as own:
            return arrive(recognise(own, who, now(), browser()), SignInMethod.PROVIDER, wanted, own)
    except Refusal as refusal:
        return _refused(refusal)


def _question(kept: list[str] | None) -> tuple[Question, str, str]:
    """Return what this browser has asked, where it wanted to go, and in which language; refuse another's answer."""
    if kept is None or not hmac.compare_digest(kept[0].encode(), request.args.get("state", "").encode()):
        raise Refusal(N_("This answer does not belong to this browser. Begin once more."))
    state, nonce, verifier, wanted, spoken = kept
    return Question(state, nonce, verifier), wanted, spoken


def _code(provider: "Provider") -> str:
    """Return the code that the browser has brought; refuse an answer of another provider, or a "no"."""
    code = request.args.get("code", "")
    if request.args.get("iss", provider.issuer) != provider.issuer or not code:
        raise Refusal(N_("The other service did not sign you in. Begin once more, or sign in another way."))
    return code


def _provider() -> "Provider":
    if not config().oidc_issuer:
        abort(404)
    from academy.accounts.provider import provider_at  # noqa: PLC0415 (its HTTP client: few installations need it)

    return provider_at(config().oidc_issuer, config().oidc_client, config().oidc_secret)


def _back() -> str:
    """Return the one address that the provider sends browsers back to: it must know it exactly, so in one language."""
    return absolute(url_for(".back_from_provider", language="en"))


def _refused(refusal: Refusal) -> Reply:
    noted("provider refused")
    return page("provider", 503 if isinstance(refusal, Down) else 422, problem=sentence(refusal))
