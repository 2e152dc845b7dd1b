"""What is pasted into a card from a document or a page: sent here as HTML, and put into the field as CommonMark."""

from flask import jsonify, request

from academy.access import Can
from academy.kit.refusals import Refusal, Unknown
from academy.kit.rich import to_commonmark
from academy.site.practices import bp
from academy.site.practices.opening import own_card, personal
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import database

_NOT_HERE, _REFUSED = 404, 422


@bp.post("/cards/<int:number>/paste")
@requires(Can.SIGN_IN)
def paste(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Return what was pasted as CommonMark, and what whoever pasted it should know. Nothing is kept."""
    try:
        with database().reading() as reading:
            own_card(reading, number)
    except Unknown:
        return jsonify(warnings=[]), _NOT_HERE
    html = _sent()
    if not isinstance(html, str):
        return jsonify(warnings=[]), 400
    try:
        read = to_commonmark(html)
    except Refusal as refusal:
        return jsonify(warnings=[sentence(refusal)]), _REFUSED
    return personal(jsonify(text=read.text, warnings=[sentence(one) for one in read.warnings]), number)


def _sent() -> object:
    """Return what was pasted, as it was sent; None where it cannot be read, such as lists within lists without end."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        return None
    return sent.get("html") if isinstance(sent, dict) else None
