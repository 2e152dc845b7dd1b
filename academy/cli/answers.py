"""How commands speak, and what they work with."""

import os
import sys
from datetime import UTC, datetime
from typing import NoReturn

import click

from academy.config import Config
from academy.db import migrations
from academy.db.engine import Database, open_database
from academy.kit.refusals import Refusal, told
from academy.kit.words import N_, translate
from academy.trail.models import Door
from academy.trail.rules import Actor

settings = click.make_pass_decorator(Config)


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)


def said(refusal: Refusal) -> str:
    """Return a refusal's sentence in the language of the command line."""
    return told(refusal, lambda message: translate(message, language()))


def language() -> str:
    """Return the language of the command line."""
    return os.environ.get("ACADEMY_LANGUAGE", "en")


def fail(*lines: str) -> NoReturn:
    """Say what is wrong and stop with exit status 1."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


def opened(config: Config) -> Database:
    """Return the database, which must be in the shape that this program expects."""
    database = prepared(config)
    if migrations.present(database.engine) != migrations.heads()[0]:
        raise Refusal(N_("The database is not ready for this version of the program. Run “academy db upgrade” first."))
    return database


def prepared(config: Config) -> Database:
    """Return the database in whatever shape it is; a folder for it is made where there is none."""
    config.folder.mkdir(parents=True, exist_ok=True)
    return open_database(config.database, config.keys(), actor=Actor(Door.COMMAND_LINE))
