"""Door: the command line. One group of commands per room; each command is one transaction."""

import os

import click
from sqlalchemy.exc import DBAPIError

from academy import __version__
from academy.cli import (
    accounts,
    calendar,
    keys,
    letters,
    participation,
    practices,
    privacy,
    records,
    serving,
    tables,
    trail,
    working,
)
from academy.cli.answers import fail, said
from academy.config import BadSettingError, read_config
from academy.kit.refusals import Refusal, Several


@click.group()
@click.version_option(__version__, prog_name="academy")
@click.pass_context
def academy(context: click.Context) -> None:
    """Run academies, seminars and workshops on the social and solidarity economy."""
    try:
        context.obj = read_config(os.environ)
    except BadSettingError as error:
        fail(str(error))


for command in (
    *serving.COMMANDS,
    *accounts.COMMANDS,
    *tables.COMMANDS,
    *records.COMMANDS,
    *calendar.COMMANDS,
    *keys.COMMANDS,
    *privacy.COMMANDS,
    *letters.COMMANDS,
    *participation.COMMANDS,
    *practices.COMMANDS,
    *working.COMMANDS,
    *trail.COMMANDS,
):
    academy.add_command(command)


def main() -> None:
    """Run a command; a refusal is a sentence and exit status 1, never a stack trace."""
    try:
        academy(prog_name="academy")
    except Several as several:
        fail(*map(said, [several, *several.refusals]))
    except Refusal as refusal:
        fail(said(refusal))
    except DBAPIError as error:
        fail(f"The database cannot be used: {error.orig}")
    except OSError as error:
        fail(f"{error.filename or 'A file'} cannot be used: {error.strerror}")
