"""Who is invited, how one takes part, and everybody's own participation behind a private link."""

from flask import Blueprint

bp = Blueprint("participation", __name__)

from academy.site.participation import (  # noqa: E402 (modules add their routes to the blueprint)
    begin,
    invited,
    mandates,
    nominating,
    own,
    places,
    register,
    steps,
    take_part,
    waiting,
)

__all__ = [
    "begin",
    "bp",
    "invited",
    "mandates",
    "nominating",
    "own",
    "places",
    "register",
    "steps",
    "take_part",
    "waiting",
]
