"""`academy account …`: who may open the desk."""

import click

from academy.accounts.actions import create_account, set_password
from academy.accounts.passwords import hashed
from academy.accounts.queries import find_account
from academy.accounts.rules import check_password
from academy.cli.answers import now, opened, settings
from academy.config import Config
from academy.kit.refusals import Unknown
from academy.kit.words import N_


@click.group()
def account() -> None:
    """Manage the accounts of organisers."""


@account.command()
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.password_option(help="Asked for where it is not given; better so, since others may see a command line.")
@settings
def add(config: Config, email: str, name: str, password: str) -> None:
    """Add an organiser."""
    check_password(password)
    digest = hashed(password)
    with opened(config).writing() as db:
        made = create_account(db, email, name, digest, now())
    click.echo(f"{made.email} may sign in at {config.address}/desk/sign-in")


@account.command("password")
@click.argument("email")
@click.password_option()
@settings
def change_password(config: Config, email: str, password: str) -> None:
    """Give the account of EMAIL another password, and end all its sign-ins."""
    check_password(password)
    digest = hashed(password)
    with opened(config).writing() as db:
        found = find_account(db, email)
        if found is None:
            raise Unknown(N_("There is no account with this e-mail address."))
        set_password(db, found, digest)
    click.echo("changed")


COMMANDS = (account,)
