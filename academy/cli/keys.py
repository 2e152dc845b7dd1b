"""`academy keys …`: the keys that sensitive fields are encrypted with."""

import click

from academy.cli.answers import opened, settings
from academy.cli.files import write_private
from academy.config import Config
from academy.db.engine import Database
from academy.kit.sealing import new_key
from academy.records.sealed import check_dispensable, count_by_key, seal_anew


@click.group()
def keys() -> None:
    """Change the keys of sensitive fields: add one, seal everything with it, drop the old one."""


@keys.command("list")
@settings
def list_all(config: Config) -> None:
    """List the keys, the present one last, and how many fields are sealed with each."""
    with opened(config).reading() as db:
        counts = count_by_key(db)
    ring = config.keys()
    for name in ring.keys:
        click.echo(f"{name}\t{counts[name]} fields{', present' if name == ring.present else ''}")
    for name in sorted(counts.keys() - ring.keys.keys()):
        click.echo(f"{name}\t{counts[name]} fields, but there is no such key: they cannot be read")


@keys.command()
@settings
def add(config: Config) -> None:
    """Add a key and make it the present one. What runs already learns of it when it is started again."""
    made = new_key()
    if config.field_keys:
        click.echo("The keys stand in ACADEMY_FIELD_KEYS. Put this one behind the others, with a blank between:")
        click.echo(made)
        return
    config.keys()
    _write(config, [*_kept(config), made])
    name = made.partition(":")[0]
    click.echo(f"{name} is the present key; restart server and worker, then run “academy keys rotate”")


@keys.command()
@settings
def rotate(config: Config) -> None:
    """Seal every sensitive field with the present key. It may be broken off, and begun again."""
    database, done = opened(config), 0
    while count := _some_sealed(database):
        done += count
    click.echo(f"{done} fields sealed anew with {config.keys().present}")


@keys.command()
@click.argument("name")
@settings
def drop(config: Config, name: str) -> None:
    """Give up the key NAME; refused while anything needs it."""
    with opened(config).reading() as db:
        check_dispensable(db, name)
    if config.field_keys:
        click.echo(f"nothing needs {name}: take it out of ACADEMY_FIELD_KEYS")
        return
    _write(config, [key for key in _kept(config) if not key.startswith(f"{name}:")])
    click.echo(f"{name} is gone; copies of the database from before can no longer be read whole")


def _some_sealed(database: Database) -> int:
    with database.writing() as db:
        return seal_anew(db)


def _kept(config: Config) -> list[str]:
    return (config.folder / "field_keys").read_text("ascii").split()


def _write(config: Config, kept: list[str]) -> None:
    write_private(config.folder / "field_keys", "\n".join(kept) + "\n")


COMMANDS = (keys,)
