"""`academy calendar`: an edition as iCalendar, without a server."""

import sys

import click

from academy.agenda.models import Slot
from academy.agenda.queries import list_public_slots
from academy.calendar.ics import Feed, whole_where_empty
from academy.calendar.ics import calendar as written
from academy.cli.answers import opened, settings
from academy.config import Config
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.languages import INTERFACE


@click.command()
@click.argument("key")
@click.option("--language", type=click.Choice(INTERFACE), help="The installation's where not given.")
@settings
def calendar(config: Config, key: str, language: str | None) -> None:
    """Write the calendar of the edition KEY to standard output, as subscribers get it."""
    spoken = language or config.language
    with opened(config).reading() as db:
        edition = get_edition(db, key)
        slots = list_public_slots(db, [edition])
        content = written(_feed(config, edition, spoken), slots, whole_where_empty(edition, slots))
    sys.stdout.buffer.write(content)


def _feed(config: Config, edition: Edition, spoken: str) -> Feed:
    def page_of(thing: Slot | Edition) -> str:
        slug = thing.edition.slug if isinstance(thing, Slot) else thing.slug
        behind = f"programme/{thing.code}/" if isinstance(thing, Slot) else ""
        return f"{config.address}/{spoken}/{slug}/{behind}"

    own = edition.languages
    name, about = str(edition.title.wording(spoken, own)), str(edition.summary.wording(spoken, own))
    source = f"{page_of(edition)}calendar.ics"
    return Feed(name, spoken, page_of(edition), source, edition.zone, page_of, about)


COMMANDS = (calendar,)
