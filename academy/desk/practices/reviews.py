"""A reviewer's own pages: what is theirs to judge, one card with what they say of it, and stepping back."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_babel import format_decimal, gettext, lazy_gettext, ngettext
from wtforms import HiddenField
from wtforms.fields import SelectChoice, SelectField

from academy.access import Can
from academy.desk.inputs import ChoiceInput, DeskForm, TextInput, small_number
from academy.desk.pages import done, page, saved
from academy.desk.practices import bp
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.files.actions import open_upload
from academy.kit.refusals import Refusal, Unknown
from academy.practices.catalogue import READABLE
from academy.practices.judging import (
    ReviewDraft,
    finish_review,
    get_mine,
    list_mine,
    list_others,
    list_sent,
    save_review,
)
from academy.practices.models import CardState, CardVersion, Criterion, Practice, Recommendation, Review, ReviewState
from academy.practices.queries import list_texts
from academy.practices.reviewing import step_back
from academy.practices.scoring import Score, score, weights_of
from academy.web.cards import changed_in, said_in
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over
from academy.web.uploads import sent

_ALL = "/editions/<edition_slug>/reviews/"
_ONE = f"{_ALL}<int:card_number>"
_REFUSED, _NOT_THERE = 422, 404
_EITHER_WAY = {"dir": "auto"}


class ReviewForm(DeskForm):
    """What a reviewer says; the inputs for points are added for each call."""

    version = HiddenField()
    recommendation = ChoiceInput(lazy_gettext("What you recommend"), Recommendation, blank=lazy_gettext("not said yet"))
    to_author = TextInput(
        lazy_gettext("To the author"),
        render_kw=_EITHER_WAY,
        description=lazy_gettext("The organisers can pass it on with their decision, without your name."),
    )
    to_chair = TextInput(lazy_gettext("To the organisers alone"), render_kw=_EITHER_WAY)
    slugs: tuple[str, ...] = ()

    def draft(self) -> ReviewDraft:
        """Return what was typed."""
        points = {slug: small_number(str(self[_input(slug)].data or "")) for slug in self.slugs}
        given = {slug: said for slug, said in points.items() if said is not None}
        recommended = self.recommendation.data
        return ReviewDraft(given, recommended, self.to_author.data or "", self.to_chair.data or "")


@bp.get(_ALL)
@requires(Can.REVIEW)
def my_reviews(edition_slug: str) -> Reply:
    """List what is one's own to judge, and what one has judged."""
    edition = get_edition(db(), edition_slug)
    mine = list_mine(db(), edition, _me())
    return page(
        "practices/my_reviews",
        edition=edition,
        open=[one for one in mine if one.is_open],
        outdated=[one for one in mine if one.is_outdated],
        over=[one for one in mine if not one.is_open and not one.is_outdated],
    )


@bp.route(_ONE, methods=["GET", "POST"])
@requires(Can.REVIEW)
def my_review(edition_slug: str, card_number: int) -> Reply:
    """Show a card that one was asked to judge, and say what one thinks of it."""
    edition = get_edition(db(), edition_slug)
    try:
        review = get_mine(db(), edition, _me(), card_number, locked=request.method == "POST")
    except Unknown as unknown:
        return _lost(edition, unknown)
    form = _filled(review)
    if saved(form, lambda: _keep(review, form), lambda: _filled(_mine(edition_slug, card_number), formdata=None)):
        return _saved(edition, review, form)
    return _page(edition_slug, card_number, form)


@bp.post(f"{_ONE}/step-back")
@requires(Can.REVIEW)
def step_back_from(edition_slug: str, card_number: int) -> Reply:
    """Leave a card to others."""
    review = _mine(edition_slug, card_number, locked=True)
    try:
        step_back(db(), review, request.form.get("reason", ""), now())
    except Refusal as refusal:
        start_over()
        return _page(edition_slug, card_number, _filled(_mine(edition_slug, card_number), formdata=None), refusal)
    said = gettext("You have stepped back. Thank you for saying so: somebody else is asked.")
    return done(said, url_for(".my_reviews", edition_slug=edition_slug))


@bp.get(f"{_ONE}/files/<int:file>")
@requires(Can.REVIEW)
def my_file(edition_slug: str, card_number: int, file: int) -> Response:
    """Hand out a photograph or document of a card that one was asked to judge."""
    return file_of(_mine(edition_slug, card_number).practice, file)


def file_of(card: Practice, file: int) -> Response:
    """Hand out a file of a card, which is loaded whole."""
    found = next((one for one in card.files if one.id == file), None)
    if found is None:
        abort(404)
    return sent(found.upload, open_upload(db(), found.upload))


@bp.app_template_filter("points")
def points_said(number: Fraction) -> str:
    """Return a mean of points as readers write it, rounded to hundredths."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return str(format_decimal(exact.quantize(Decimal("0.01"), ROUND_HALF_UP), format="0.0#"))


@bp.app_template_filter("score_of")
def score_of(scores: Mapping[str, object], weights: Mapping[str, int]) -> Score:
    """Return what a review comes to."""
    return score(scores, weights)


def _keep(review: Review, form: ReviewForm) -> None:
    if request.form.get("act") == "save" and review.state == ReviewState.ASKED:
        save_review(db(), review, form.draft(), now(), form.seen)
    else:
        finish_review(db(), review, form.draft(), small_number(str(form.version.data or "")), now(), form.seen)


def _saved(edition: Edition, review: Review, form: ReviewForm) -> Reply:
    if review.state == ReviewState.ASKED:
        said = gettext("Saved. The organisers see it once you say that it is done.")
        return done(said, url_for(".my_review", edition_slug=edition.slug, card_number=review.practice_id))
    missing = len(form.slugs) - len(review.scores)
    said = gettext("Thank you: your review is there.")
    if missing:
        without = ngettext(
            "%(num)s criterion has no points, and is not counted.",
            "%(num)s criteria have no points, and are not counted.",
            missing,
        )
        said = f"{said} {without}"
    return done(said, url_for(".my_reviews", edition_slug=edition.slug))


def _page(edition_slug: str, card_number: int, form: ReviewForm, problem: Refusal | None = None) -> Reply:
    review = _mine(edition_slug, card_number)
    card, versions = review.practice, list_sent(db(), review.practice)
    newest = versions[0] if versions else None
    read = next((one for one in versions if one.number == review.version), None)
    criteria = card.call.criteria if card.call else []
    if problem is not None:
        form.status = _REFUSED
    return page(
        "practices/my_review",
        form,
        edition=card.edition,
        review=review,
        card=card,
        criteria=criteria,
        newest=newest,
        said=said_in(card, newest.content) if newest else [],
        changes=_changes(card, read, newest),
        translations=_translations(review),
        others=list_others(db(), review),
        is_open=card.state == CardState.SUBMITTED,
        back_problem=sentence(problem) if problem else "",
        typed=request.form if problem else {},
        weights=weights_of(criteria),
    )


def _changes(card: Practice, read: CardVersion | None, newest: CardVersion | None) -> Any:
    """Return what has changed since a reviewer has read the card; None where they have read the newest version."""
    if read is None or newest is None or read.number >= newest.number:
        return None
    return changed_in(card, read.content, newest.content)


def _translations(review: Review) -> list[tuple[Any, Any]]:
    """Return what the card says in other languages that the reviewer reads, where they do not read its own."""
    if review.practice.language in review.reviewer.languages:
        return []
    texts = [one for one in list_texts(db(), review.practice) if not one.is_original and one.state in READABLE]
    return [(one, said_in(review.practice, one.content)) for one in texts if one.language in review.reviewer.languages]


def _lost(edition: Edition, unknown: Unknown) -> Reply:
    """Say that a card is not there for whoever asks; what was typed about it is shown, to be taken away."""
    if request.method != "POST":
        raise unknown
    start_over()
    typed = {name: request.form.get(name, "") for name in ("to_author", "to_chair")}
    edition = get_edition(db(), edition.slug)
    facts: dict[str, Any] = {"edition": edition, "problem": sentence(unknown), "typed": typed}
    return render_template("desk/practices/review_lost.html", **facts), _NOT_THERE


def _filled(review: Review, **more: Any) -> ReviewForm:
    """Return the form of a review, with an input for each criterion of its call."""
    call = review.practice.call
    criteria, most = (call.criteria, call.most) if call else ([], 0)
    inputs = {_input(one.slug): _points(one, most, review.practice) for one in criteria}
    asked = type("AskedForm", (ReviewForm,), {**inputs, "slugs": tuple(one.slug for one in criteria)})
    said: dict[str, Any] = {_input(slug): str(points) for slug, points in review.scores.items()}
    said |= {"recommendation": review.recommendation, "to_author": review.to_author, "to_chair": review.to_chair}
    sent_in = list_sent(db(), review.practice)
    said |= {"version": sent_in[0].number if sent_in else "", "revision": review.revision}
    form: ReviewForm = asked(data=said, **more)
    return form


def _points(one: Criterion, most: int, card: Practice) -> SelectField:
    own = card.edition.languages if card.edition else ()
    choices = [SelectChoice("", gettext("no points")), *(SelectChoice(str(n), str(n)) for n in range(1, most + 1))]
    return SelectField(
        str(one.name.wording(language(), own)), choices=choices, description=str(one.help.wording(language(), own))
    )


def _input(slug: str) -> str:
    return f"score-{slug}"


def _mine(edition_slug: str, card_number: int, *, locked: bool = False) -> Review:
    return get_mine(db(), get_edition(db(), edition_slug), _me(), card_number, locked=locked)


def _me() -> int:
    asking = account()
    return asking.account_id if asking else 0
