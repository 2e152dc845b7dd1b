"""Every route names its permission; here it is asked for."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from academy.access import Can, may
from academy.web.current import account

Arguments = ParamSpec("Arguments")
Reply = ResponseReturnValue
View = Callable[Arguments, Reply]


def requires(can: Can) -> Callable[[View[Arguments]], View[Arguments]]:
    """Let a view answer only who may; a stranger is shown the sign-in page and brought back."""

    def guard(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Reply:
            if can is Can.READ:
                return view(*args, **kwargs)
            asking = account()
            if may(asking.account_id if asking else None, can):
                return view(*args, **kwargs)
            return _to_sign_in() if asking is None else abort(403)

        guarded.can = can  # type: ignore[attr-defined]  # what the route walk reads
        return guarded

    return guard


def _to_sign_in() -> BaseResponse | Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.accounts.sign_in", next=back), 303)
