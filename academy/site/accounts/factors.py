"""What one signs in with beside a password: a telephone's numbers, recovery codes, passkeys."""

import segno
from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from academy.access import Can
from academy.accounts import second_factor
from academy.accounts.codes import count_left
from academy.accounts.identities import list_identities, remove_identity
from academy.accounts.models import CodePurpose
from academy.accounts.passkeys import list_passkeys
from academy.accounts.second_factor import Offer
from academy.kit.refusals import Refusal
from academy.site.accounts import bp
from academy.site.accounts.arriving import browser, end_carried, oneself, page, signed_in, visible
from academy.site.accounts.fresh import check_fresh, has_shown, is_fresh
from academy.site.accounts.saying import say
from academy.site.accounts.second import LONGEST_NUMBER, NumberForm, network_and_sign_in, too_many, use_number
from academy.web.current import forget, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.limits import LIMITER, SIGN_IN_ONE, has_failed
from academy.web.links import config
from academy.web.transactions import db, start_over


class TelephoneForm(FlaskForm):
    """The first number that a telephone shows, and the sealed secret that it was given."""

    number = StringField(lazy_gettext("Number that the telephone shows"), [DataRequired(), Length(max=LONGEST_NUMBER)])
    sealed = HiddenField(validators=[DataRequired(), Length(max=1000)])


@bp.get("/me/factors")
@requires(Can.BE_ONESELF)
def factors(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show what is set up."""
    return _shown(NumberForm(formdata=None))


@bp.post("/me/factors/show")
@requires(Can.SECURE_ONESELF)
@LIMITER.limit(SIGN_IN_ONE, key_func=network_and_sign_in, deduct_when=has_failed)
def show_again(language: str) -> Reply:
    """Show the second factor again: what is set up may then be changed for some minutes."""
    form = NumberForm()
    if refused := _refused_number(form):
        return refused
    has_shown()
    return redirect(url_for(".factors", language=language), 303)


@bp.post("/me/factors/again")
@requires(Can.SECURE_ONESELF)
def sign_in_again(language: str) -> Reply:
    """End this browser's sign-in, to begin one that may change what is set up."""
    end_carried(db())
    forget()
    return redirect(url_for(".sign_in", language=language, next=url_for(".factors", language=language)), 303)


@bp.get("/me/factors/telephone")
@requires(Can.SECURE_ONESELF)
def telephone(language: str) -> Reply:
    """Show the secret as a picture that a telephone reads, and ask for its first number."""
    check_fresh()
    own = oneself()
    if own.totp is not None:
        return redirect(url_for(".factors", language=language), 303)
    offer = second_factor.offer(db(), own, config().name, now())
    return _offered(TelephoneForm(formdata=None, sealed=offer.sealed), offer)


@bp.post("/me/factors/telephone")
@requires(Can.SECURE_ONESELF)
def add_telephone(language: str) -> Reply:  # noqa: ARG001
    """Ask for a second factor from now on, once the telephone has shown its first number."""
    asking, own, form = check_fresh(), oneself(), TelephoneForm()
    offer = second_factor.offered(db(), own, config().name, form.sealed.data or "", now())
    if not form.validate_on_submit():
        return _offered(form, offer, 422)
    try:
        codes = second_factor.switch_on(
            db(), own, offer.secret, visible(form.number.data), now(), keep=asking.token, by=browser()
        )
    except Refusal as refusal:
        start_over()
        return _offered(form, offer, 422, sentence(refusal))
    return page("factors_codes", codes=codes, is_new=True)


@bp.post("/me/factors/telephone/off")
@requires(Can.SECURE_ONESELF)
@LIMITER.limit(SIGN_IN_ONE, key_func=network_and_sign_in, deduct_when=has_failed)
def remove_telephone(language: str) -> Reply:
    """Ask for no second factor any more; for that it is shown once more."""
    if refused := _refused_number(NumberForm()):
        return refused
    second_factor.switch_off(db(), oneself(), now(), browser())
    return say(gettext("No second factor is asked for any more."), url_for(".factors", language=language))


@bp.post("/me/factors/recovery")
@requires(Can.SECURE_ONESELF)
def renew_recovery(language: str) -> Reply:  # noqa: ARG001
    """Make new recovery codes and show them this once."""
    check_fresh()
    return page(
        "factors_codes", codes=second_factor.renew_recovery_codes(db(), oneself(), now(), browser()), is_new=False
    )


@bp.post("/me/factors/provider/<int:identity_id>/remove")
@requires(Can.SECURE_ONESELF)
def forget_provider(language: str, identity_id: int) -> Reply:
    """Let nobody sign in through the provider any more."""
    asking = check_fresh()
    remove_identity(db(), asking.account_id, identity_id, now(), browser())
    return say(gettext("The other account opens nothing here any more."), url_for(".factors", language=language))


def _shown(form: NumberForm, status: int = 200, problem: str = "") -> Reply:
    own = oneself()
    return page(
        "factors",
        status,
        form=form,
        problem=problem,
        has_telephone=own.totp is not None,
        codes_left=count_left(db(), own.id, CodePurpose.RECOVERY, now()),
        passkeys=list_passkeys(db(), own.id),
        identities=list_identities(db(), own.id),
        provider=config().oidc_name or config().oidc_issuer,
        is_fresh=is_fresh(),
    )


def _offered(form: TelephoneForm, offer: Offer, status: int = 200, problem: str = "") -> Reply:
    """Return the page with the secret: as a picture, and in groups of letters to be typed."""
    picture = segno.make(offer.address, error="m").svg_inline(scale=5, dark="#000", light="#fff")
    groups = [offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4)]
    return page(
        "factors_telephone",
        status,
        form=form,
        problem=problem,
        picture=Markup(picture),  # noqa: S704 (drawn by segno: squares)
        groups=groups,
        address=offer.address,
    )


def _refused_number(form: NumberForm) -> Reply | None:
    """Return the page that refuses a number, or None where it was right. Tries are counted as at the sign-in."""
    if not form.validate_on_submit():
        return _shown(form, 422)
    asking = signed_in()
    try:
        use_number(asking, form, lambda number: second_factor.check(db(), oneself(), number, now(), browser()))
    except Refusal as refusal:
        if second_factor.is_used_up(db(), asking.token):
            return too_many(asking)
        return _shown(form, 422, sentence(refusal))
    second_factor.give_tries_back(db(), asking.token)
    return None
