"""Bounces, as a mail service reports them.

`POST /api/v1/bounces` with `Authorization: Bearer <ACADEMY_MAIL_HOOK_KEY>` and JSON: `{"message_id": "<…@…>", "reason":
"…"}`, or a list of such objects, at most 500. The answer is `{"known": 1}`: how many letters of ours came back. Reports
of letters that we do not know, or know to have come back, are no mistake: mail services repeat themselves.
"""

import hmac
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.blueprints import BlueprintSetupState

from academy.access import Can
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.outbox.actions import record_bounce
from academy.outbox.bounces import read_uid
from academy.outbox.queries import find_letter
from academy.web.current import now
from academy.web.guard import requires
from academy.web.links import config
from academy.web.noting import noted
from academy.web.transactions import db

bp = Blueprint("outbox", __name__)

_MOST = 500


@bp.post("/bounces")
@requires(Can.SIGN_IN)
def bounces() -> Response:
    """Note which letters came back."""
    _check_key()
    return jsonify(known=sum(_note(report) for report in _reports()))


def _check_key() -> None:
    """Let in who knows the key; where there is none, there is nothing here."""
    expected = config().mail_hook_key
    if not expected:
        abort(404)
    given = request.authorization.token if request.authorization and request.authorization.type == "bearer" else None
    if not hmac.compare_digest((given or "").encode(), expected.encode()):
        noted("wrong key for bounces")
        abort(401)


def _reports() -> list[dict[str, Any]]:
    sent = request.get_json(silent=True)
    reports: list[Any] = sent if isinstance(sent, list) else [sent]
    if len(reports) > _MOST or not all(isinstance(one, dict) and _is_text(one.get("message_id")) for one in reports):
        raise Refusal(N_("A report is an object with a message_id and a reason, or a list of at most 500 of them."))
    return reports


def _note(report: dict[str, Any]) -> bool:
    uid = read_uid(report["message_id"])
    letter = find_letter(db(), uid) if uid else None
    reason = report.get("reason")
    return letter is not None and record_bounce(db(), letter, str(reason or ""), now())


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


@bp.record_once
def _let_programs_in(state: BlueprintSetupState) -> None:
    """A mail service sends no token of our forms, and has no cookie that somebody could use."""
    state.app.extensions["csrf"].exempt(bounces)
