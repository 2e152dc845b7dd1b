"""What the secretariat would change in a card, shown to its author: who agrees, or keeps what they wrote."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.kit.refusals import Refusal, Unknown
from academy.practices.editing import disagree, said_of
from academy.practices.models import Practice
from academy.practices.queries import find_proposal
from academy.records.cards import agree
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent
from academy.site.practices import bp
from academy.site.practices.card import card_page, content_of
from academy.site.practices.opening import nothing, own_card, personal
from academy.web.cards import changed_in
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_REFUSED = 422


@bp.get("/cards/<int:number>/proposal/")
@requires(Can.SIGN_IN)
def proposal(language: str, number: int) -> Reply:
    """Show what would be changed, word by word."""
    try:
        found = own_card(db(), number)
    except Unknown:
        return nothing()
    if find_proposal(db(), found) is None:
        return redirect(url_for(".card", language=language, number=number), 303)
    return _page(found)


@bp.post("/cards/<int:number>/proposal/")
@requires(Can.SIGN_IN)
def answer_proposal(language: str, number: int) -> Reply:
    """Agree, or keep what one wrote; only to what was shown: the page names it by its number."""
    answer = request.form.get("answer")
    if answer not in {"agree", "keep"}:
        abort(400)
    try:
        found = own_card(db(), number, locked=True)
    except Unknown:
        return nothing()
    if is_lent():
        return error_page(403)
    open_one = find_proposal(db(), found)
    if open_one is None or str(open_one.number) != request.form.get("version"):
        start_over()
        return card_page(own_card(db(), number), gettext("This was changed or answered meanwhile. Look at it again."))
    try:
        if answer == "agree":
            agree(db(), found, open_one, now())
        else:
            disagree(db(), found, open_one, request.form.get("reason", ""), now())
    except Refusal as refusal:
        start_over()
        return _page(own_card(db(), number), sentence(refusal))
    done = gettext("Thank you: your card says that now.") if answer == "agree" else gettext("Your text stays as it is.")
    return personal(make_response(say(done, url_for(".card", language=language, number=number))), number)


def _page(found: Practice, problem: str = "") -> Response:
    open_one = find_proposal(db(), found)
    page = render_template(
        "site/practices/proposal.html",
        card=found,
        edition=found.edition,
        proposal=open_one,
        note=said_of(open_one)[0] if open_one else "",
        changes=changed_in(found, content_of(db(), found), open_one.content) if open_one else [],
        reason=request.form.get("reason", ""),
        problem=problem,
    )
    return personal(make_response(page, _REFUSED if problem else 200), found.id)
