"""Absolute addresses, under the installation's own name and never under the one that a request claims."""

from flask import current_app, url_for

from academy.agenda.models import Slot
from academy.config import Config
from academy.editions.models import Edition
from academy.web.language import language


def config() -> Config:
    """Return the settings of the running application."""
    settings: Config = current_app.config["ACADEMY"]
    return settings


def absolute(path: str) -> str:
    """Return the absolute address of a path of ours."""
    return f"{config().address}{path}"


def edition_link(edition: Edition, spoken: str | None = None) -> str:
    """Return the absolute address of an edition's page in a language; the reader's where none is named."""
    return absolute(url_for("site.editions.edition", language=spoken or language(), edition_slug=edition.slug))


def slot_link(slot: Slot, spoken: str | None = None) -> str:
    """Return the absolute address of a slot's page in a language."""
    edition = slot.edition.slug
    return absolute(url_for("site.agenda.slot", language=spoken or language(), edition_slug=edition, code=slot.code))


def page_of(thing: Slot | Edition) -> str:
    """Return the absolute address of the page of a slot or of an edition, in the reader's language."""
    return slot_link(thing) if isinstance(thing, Slot) else edition_link(thing)
