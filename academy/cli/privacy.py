"""`academy privacy …`: what is kept about people, what is emptied, and what somebody may ask for."""

from pathlib import Path

import click

from academy.cli.answers import language, now, opened, settings
from academy.cli.files import write_private
from academy.config import Config
from academy.kit.words import translate
from academy.people.queries import get_person
from academy.records.erasure import erase, find_account_of, trace
from academy.records.own_data import gather, record_export, to_json
from academy.records.purge import preview
from academy.records.purge import purge as purge_all
from academy.records.stored import list_stored
from academy.records.words import RETENTIONS


@click.group()
def privacy() -> None:
    """Look after personal data."""


@privacy.command("fields")
def list_fields() -> None:
    """List what is stored about people: fields, purpose, how long."""
    for kind in list_stored():
        names = ", ".join(translate(name, language()) for name in kind.fields)
        said = (translate(text, language()) for text in (kind.purpose, RETENTIONS[kind.retention]))
        click.echo("\t".join((names, *said)))


@privacy.command()
@click.option("--preview", "only_preview", is_flag=True, help="Say what would be emptied, and change nothing.")
@settings
def purge(config: Config, *, only_preview: bool) -> None:
    """Empty what has been kept long enough. The worker does so every day."""
    database = opened(config)
    with database.reading() if only_preview else database.writing() as db:
        found = preview(db, now()) if only_preview else purge_all(db, now())
    for one in found:
        click.echo(f"{one.count}\t{translate(one.rule.label, language())}")


@privacy.command()
@click.argument("key")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True)
@settings
def export(config: Config, key: str, output: Path) -> None:
    """Write everything about the person KEY into a file (JSON), for that person."""
    with opened(config).writing() as db:
        person = get_person(db, key)
        account = find_account_of(db, person)
        record_export(db, person, account, now())
        text = to_json(gather(db, person, account, now()))
    write_private(output, text)


@privacy.command("erase")
@click.argument("key")
@click.option("--preview", "only_preview", is_flag=True, help="Say what would be erased, and change nothing.")
@click.option("--keep-name", is_flag=True, help="Leave the name in programmes, as a record of what took place.")
@settings
def erase_person(config: Config, key: str, *, only_preview: bool, keep_name: bool) -> None:
    """Erase what is stored about the person KEY. This cannot be undone."""
    database = opened(config)
    with database.reading() if only_preview else database.writing() as db:
        person = get_person(db, key)
        account = find_account_of(db, person)
        found = trace(db, person, account)
        if not only_preview:
            erase(db, person, account, now(), takes_name_off=not keep_name, by_administrator=True)
    public = ", ".join(edition.slug for edition in found.editions) or "none"
    click.echo(f"items of programmes: {found.items}; published editions: {public}")
    click.echo(f"letters: {found.letters}; sign-ins: {found.sign_ins}; values in the record: {found.values}")
    click.echo("nothing was changed" if only_preview else "erased")


COMMANDS = (privacy,)
