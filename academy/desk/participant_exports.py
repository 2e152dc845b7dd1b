"""Lists of people as spreadsheets: what the reader may see, in their language, and a record that it was taken out."""

from flask import Response, request
from flask_babel import gettext

from academy.access import Can
from academy.desk.participant_lists import Found, places_of
from academy.desk.sheets import handed
from academy.editions.models import Edition
from academy.participation.exports import Table, Taker, as_file, institutions_table, note, people_table
from academy.participation.lists import TITLES, PeopleList
from academy.web.current import now
from academy.web.guard import allowed
from academy.web.language import language
from academy.web.transactions import aside, db

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(edition: Edition, found: Found, form: str) -> Response:
    """Return a list as CSV or XLSX: a constant number of queries, however long it is.

    What is sensitive is in it only where it is asked for, and by whom may see it.
    """
    table = _table(edition, found)
    with aside() as writing:  # the request itself only reads
        note(writing, edition, found.which, table, now())
    title = f"{gettext(TITLES[found.which])} {edition.slug}"
    return handed(as_file(table, title, form, language()), f"{edition.slug}-{found.which.value}.{form}", _MEDIA[form])


def _table(edition: Edition, found: Found) -> Table:
    is_asked = bool(request.args.get("sensitive"))
    taker = Taker(language(), allowed(Can.SEE_CONTACTS), is_asked and allowed(Can.SEE_SENSITIVE))
    if found.which == PeopleList.INSTITUTIONS:
        return institutions_table(found.bodies, taker)
    return people_table(db(), edition, found.lines, taker, places_of(db(), edition, found))
