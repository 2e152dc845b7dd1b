"""`academy participation …`: who takes part, and how many seats are left."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from academy.cli.answers import language, now, opened, settings
from academy.cli.files import write_private
from academy.config import Config
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.kit.countries import country_name
from academy.kit.words import N_, translate
from academy.participation.exports import Table, Taker, as_file, institutions_table, note, people_table
from academy.participation.lists import TITLES, PeopleList, institutions, list_lines, listed, numbers
from academy.participation.matrix import OPEN, REGION, Cell, get_matrix
from academy.participation.queries import list_quota_rules

_ROWS = {REGION: N_("The region"), OPEN: N_("Open")}


@click.group()
def participation() -> None:
    """See who takes part, and how many seats are left."""


@participation.command()
@click.argument("edition")
@settings
def matrix(config: Config, edition: str) -> None:
    """Print the seats of EDITION, held of all, and how many wait: countries down, institution types across."""
    with opened(config).reading() as db:
        found = get_whole_edition(db, edition)
        seats = get_matrix(db, found)
        names = [str(one.name.wording(language(), found.languages)) for one in seats.types]
        click.echo("\t".join([translate(N_("Country"), language()), *names]))
        for row in seats.rows:
            cells = [_cell(seats.cell(row, one.id)) for one in seats.types]
            click.echo("\t".join([_row(row), *cells]))


@participation.command()
@click.argument("edition")
@click.option("--list", "which", type=click.Choice([one.value for one in PeopleList]), default="participants")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True)
@settings
def export(config: Config, edition: str, which: str, form: str, output: Path) -> None:
    """Write a list of EDITION with addresses to a file that only you may read; never what is sensitive."""
    chosen = PeopleList(which)
    with opened(config).writing() as db:
        found = get_edition(db, edition)
        table = _table(db, found, chosen)
        note(db, found, chosen, table, now())
    title = f"{translate(TITLES[chosen], language())} {edition}"
    write_private(output, as_file(table, title, form, language()))
    click.echo(f"{len(table.rows)} rows")


def _table(db: Session, edition: Edition, which: PeopleList) -> Table:
    lines, taker = list_lines(db, edition), Taker(language(), sees_contacts=True)
    own = listed(lines, which, language())
    if which == PeopleList.INSTITUTIONS:
        return institutions_table(institutions(own, language()), taker)
    places = numbers(lines, list_quota_rules(db, edition)) if which == PeopleList.WAITING else None
    return people_table(db, edition, own, taker, places)


def _row(row: str) -> str:
    return translate(_ROWS[row], language()) if row in _ROWS else country_name(row, language())


def _cell(cell: Cell) -> str:
    if cell.is_empty:
        return "–"
    held = str(cell.held) if cell.size is None else f"{cell.held}/{cell.size}"
    return f"{held} +{cell.waiting}" if cell.waiting else held


COMMANDS = (participation,)
