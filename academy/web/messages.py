"""The text of a message in a letter: its addresses are filled in, and it is read as CommonMark."""

from flask import url_for
from markupsafe import Markup

from academy.kit.languages import DEFAULT, INTERFACE
from academy.kit.markdown import to_html
from academy.messaging.placeholders import with_addresses
from academy.messaging.plain import to_text
from academy.web.links import absolute


def letter_html(text: str, edition_slug: str, spoken: str) -> Markup:
    """Return the text of a letter as HTML."""
    return Markup(to_html(_whole(text, edition_slug, spoken)))  # noqa: S704 (sanitised by `kit.markdown`)


def letter_text(text: str, edition_slug: str, spoken: str) -> str:
    """Return the text of a letter for programs that show no HTML."""
    return to_text(_whole(text, edition_slug, spoken))


def _whole(text: str, edition_slug: str, spoken: str) -> str:
    language = spoken if spoken in INTERFACE else DEFAULT
    page = url_for("site.editions.edition", language=language, edition_slug=edition_slug)
    programme = url_for("site.agenda.programme", language=language, edition_slug=edition_slug)
    return with_addresses(text, {"link": absolute(page), "programme": absolute(programme)}, spoken)
