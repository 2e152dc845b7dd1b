"""Series and editions at the desk."""

from flask import Blueprint, render_template

from academy.access import Can
from academy.editions.queries import list_editions
from academy.web.guard import Reply, requires
from academy.web.transactions import db

bp = Blueprint("editions", __name__)


@bp.get("/")
@requires(Can.ORGANISE)
def start() -> Reply:
    """Show all editions and what needs a hand."""
    return render_template("desk/editions/start.html", editions=list_editions(db()))
