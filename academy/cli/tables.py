"""`academy db …`: the tables."""

import click

import academy.tables  # noqa: F401 (a table exists once its module was read)
from academy.cli.answers import prepared, settings
from academy.config import Config
from academy.db import migrations
from academy.records.sealed import seal_plain


@click.group("db")
def tables() -> None:
    """Bring the database to the shape that the program expects."""


@tables.command()
@settings
def upgrade(config: Config) -> None:
    """Migrate forward to the newest revision."""
    database = prepared(config)
    migrations.upgrade(database.engine)
    with database.writing() as db:
        seal_plain(db)
    click.echo(f"at revision {migrations.present(database.engine)}")


@tables.command()
@click.argument("revision")
@settings
def downgrade(config: Config, revision: str) -> None:
    """Migrate back to REVISION, or to “base”. What the newer tables held is lost."""
    database = prepared(config)
    migrations.downgrade(database.engine, revision)
    click.echo(f"at revision {migrations.present(database.engine) or 'base'}")


@tables.command()
@settings
def status(config: Config) -> None:
    """Tell the present and the newest revision."""
    present = migrations.present(prepared(config).engine)
    click.echo(f"present {present or 'none'}, newest {migrations.heads()[0]}")


@tables.command()
@click.argument("number")
@click.argument("message")
@settings
def revision(config: Config, number: str, message: str) -> None:
    """Write migration NUMBER (0002) for what the models say and the database does not."""
    migrations.add_revision(prepared(config).engine, message, number)


COMMANDS = (tables,)
