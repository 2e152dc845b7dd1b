"""`academy record …`: who changed what, and whether anybody has changed that."""

import json

import click

from academy.cli.answers import fail, language, now, opened, settings
from academy.config import Config
from academy.editions.queries import get_edition
from academy.kit.words import translate
from academy.records.doctor import examine_record
from academy.trail.queries import Wanted, list_entries
from academy.trail.rules import chain_of


@click.group()
def record() -> None:
    """Read the record of who changed what, and check its seals."""


@record.command()
@settings
def verify(config: Config) -> None:
    """Read every chain from its first entry to its last; exit status 1 where something does not fit."""
    broken = 0
    with opened(config).reading() as db:
        for finding in examine_record(db, now()):
            broken += not finding.is_well
            mark = "ok  " if finding.is_well else "BAD "
            click.echo(f"{mark} {translate(finding.message, language(), finding.facts)}")
    if broken:
        fail(f"{broken} findings need a hand")


@record.command()
@click.argument("key", required=False)
@click.option("--last", default=20, show_default=True, help="How many entries.")
@settings
def show(config: Config, key: str | None, last: int) -> None:
    """Print the newest entries of the edition KEY; without it, of what belongs to no edition. A line of JSON each."""
    with opened(config).reading() as db:
        chain = chain_of(get_edition(db, key).id if key else None)
        for entry in list_entries(db, Wanted(chain), most=last):
            said = {
                "number": entry.number,
                "at": entry.at.isoformat(),
                "door": entry.door,
                "account": entry.account_id,
                "act": entry.act,
                "thing": entry.thing,
                "id": entry.thing_id,
                "values": {value.field: [value.before, value.after] for value in entry.values},
            }
            click.echo(json.dumps(said, ensure_ascii=False))


COMMANDS = (record,)
