"""`academy edition …` and `academy doctor`: what crosses rooms."""

import json
from pathlib import Path
from typing import BinaryIO

import click

from academy.cli.answers import fail, language, now, opened, prepared, settings
from academy.cli.files import write_private
from academy.config import Config
from academy.editions.queries import get_whole_edition, list_editions
from academy.kit.words import translate
from academy.records.doctor import examine
from academy.records.edition_file.format import EditionFile
from academy.records.edition_file.importing import import_edition
from academy.records.edition_file.reading import read_edition_file
from academy.records.edition_file.writing import edition_file, record_sensitive, to_json
from academy.trail.actions import record


@click.group()
def edition() -> None:
    """Carry editions in and out, as files."""


@edition.command("list")
@settings
def list_all(config: Config) -> None:
    """List the editions: key, state, first day, title."""
    with opened(config).reading() as db:
        for one in list_editions(db):
            day = one.starts_on or one.year or "?"
            click.echo(f"{one.slug}\t{one.state}\t{day}\t{one.title.wording(language())}")


@edition.command("export")
@click.argument("key")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Standard output where not given."
)
@click.option("--public", is_flag=True, help="Only what readers may see.")
@settings
def export(config: Config, key: str, output: Path | None, *, public: bool) -> None:
    """Write the edition KEY as an edition file, with names in passports; the record says whose they were."""
    database = opened(config)
    with database.reading() if public else database.writing() as db:
        found = get_whole_edition(db, key)
        text = to_json(edition_file(db, found, public=public, sensitive=True))
        if not public:
            record_sensitive(db, found, now())
            record(db, "edition.exported", found, now(), edition_id=found.id)
    if output is None:
        click.echo(text, nl=False)
    elif public:
        output.write_text(text, encoding="utf-8")
    else:
        write_private(output, text)


@edition.command("import")
@click.argument("file", type=click.File("rb"))
@settings
def import_(config: Config, file: BinaryIO) -> None:
    """Read an edition file; all of it is written, or nothing. Reading it again updates."""
    read = read_edition_file(file.read())
    with opened(config).writing() as db:
        report = import_edition(db, read, now())
    what = "added" if report.is_new else "updated"
    click.echo(
        f"{report.edition.slug} {what}: {report.added} slots added, {report.changed} changed, {report.removed} removed"
    )
    for name in report.shared_changed:
        click.echo(f"changed for all editions: {name}")
    click.echo(f"{config.address}/en/{report.edition.slug}/")


@edition.command()
def schema() -> None:
    """Print the edition file's format as JSON Schema."""
    click.echo(json.dumps(EditionFile.model_json_schema(), indent=2, ensure_ascii=False))


@click.command()
@settings
def doctor(config: Config) -> None:
    """Look the installation over; exit status 1 where something is broken."""
    broken = 0
    for finding in examine(prepared(config), now()):
        mark = "ok  " if finding.is_well else "BAD " if finding.is_urgent else "note"
        broken += not finding.is_well and finding.is_urgent
        click.echo(f"{mark} {translate(finding.message, language(), finding.facts)}")
    if broken:
        fail(f"{broken} findings need a hand")


COMMANDS = (edition, doctor)
