"""`academy init`, `demo`, `serve` and `config`: setting up and running."""

import secrets
import socket
from dataclasses import fields
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces

import academy.tables  # noqa: F401 (a table exists once its module was read)
from academy.accounts.actions import create_account
from academy.accounts.passwords import check_password, hashed
from academy.accounts.queries import count_accounts, find_account
from academy.cli.answers import now, opened, prepared, settings
from academy.cli.working import worker_beside
from academy.config import Config
from academy.db import migrations
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.messaging.demonstration import write_samples
from academy.records.demonstration import load_missing
from academy.records.demonstration.accounts import load_accounts
from academy.records.demonstration.cards.casablanca import fill_cards
from academy.records.demonstration.casablanca import fill_academy
from academy.records.demonstration.participants import fill_workshop
from academy.records.sealed import seal_plain

_DEMO_EMAIL = "organiser@example.org"
_WITH_WORKER = click.option(
    "--worker/--no-worker", default=True, help="Run a worker beside the server: without one no letter leaves."
)


@click.command()
@click.option("--email", help="Of the first organiser; asked for where there is none yet.")
@click.option("--name")
@click.option("--password", help="Better left out: it is asked for, and does not stand in the history of a shell.")
@settings
def init(config: Config, email: str | None, name: str | None, password: str | None) -> None:
    """Set up an empty installation: folder, key, tables, and a first organiser. Doing it again changes nothing."""
    database = prepared(config)
    config.key()
    migrations.upgrade(database.engine)
    with database.writing() as db:
        seal_plain(db)
    with database.reading() as db:
        if count_accounts(db):
            click.echo("there are organisers already; “academy account add” adds another one")
            return
    email = email or click.prompt("E-mail address of the first organiser")
    name = name or click.prompt("Name")
    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    check_password(str(password), (str(email), str(name), config.name))
    digest = hashed(str(password))
    with database.writing() as db:
        create_account(db, str(email), str(name), now(), password_digest=digest, is_administrator=True)
    click.echo(f"ready; “academy serve” starts it, {config.address}/desk/sign-in is the desk")


@click.command()
@click.option("--serve/--no-serve", "serves", default=True, help="Serve afterwards.")
@_WITH_WORKER
@settings
def demo(config: Config, *, serves: bool, worker: bool) -> None:
    """Set up the demonstration and serve it. Running it again keeps all data."""
    if serves:
        _check_is_free(config)
    database = prepared(config)
    config.key()
    migrations.upgrade(database.engine)
    password = _demo_password(config.folder)
    digest = hashed(password)
    with database.writing() as db:
        seal_plain(db)
        added = load_missing(db, now())
        load_accounts(db, now())
        write_samples(db, now())
        fill_workshop(db, now())
        fill_academy(db, now())
        fill_cards(db, now())
        if find_account(db, _DEMO_EMAIL) is None:
            create_account(
                db, _DEMO_EMAIL, "Demonstration organiser", now(), password_digest=digest, is_administrator=True
            )
    click.echo(f"{len(added)} demonstration editions added" if added else "the data are as you left them")
    click.echo(_welcome(config.address, password))
    if serves:
        _serve(config, worker=worker)


@click.command()
@_WITH_WORKER
@settings
def serve(config: Config, *, worker: bool) -> None:
    """Serve the installation."""
    _check_is_free(config)
    opened(config).engine.dispose()
    click.echo(f"Academy is at {config.address} (listening on {config.host}:{config.port}; stop with Ctrl-C)")
    _serve(config, worker=worker)


@click.command("config")
@settings
def show_config(config: Config) -> None:
    """List every setting, what it is now, and what it means."""
    for setting in fields(config):
        value = getattr(config, setting.name)
        shown = "(set)" if setting.metadata["secret"] and value else value
        click.echo(f"ACADEMY_{setting.name.upper()}={shown}\n    {setting.metadata['explains']}")


def _serve(config: Config, *, worker: bool) -> None:
    server = Granian(
        "academy.app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        blocking_threads=config.threads,
        log_level="warning",  # type: ignore[arg-type]
    )
    with worker_beside(is_wanted=worker):
        server.serve()


def _check_is_free(config: Config) -> None:
    # The server itself would say so in the words of its own insides.
    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            message = N_("%(host)s:%(port)s cannot be listened on (%(reason)s). Choose another port: PORT=8123.")
            raise Refusal(message, host=config.host, port=config.port, reason=error.strerror) from error


def _demo_password(folder: Path) -> str:
    kept = folder / "demonstration_password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(4)), "ascii")
    return kept.read_text("ascii")


def _welcome(address: str, password: str) -> str:
    return f"""
Academy is at {address}

  Look first at   {address}/en/rcm-2021/            the RCM workshop, from concept note to calendar
                  {address}/en/rcm-2021/programme/  its programme, with the reader's own hours
                  {address}/ar/casablanca-2027/     a full-size academy (invented), in Arabic
                  {address}/en/rcm-2021/calendar.ics  to subscribe to
                  {address}/en/casablanca-2027/take-part/  register for it; letters lie in the data folder
                  {address}/desk/editions/casablanca-2027/seats  who has which seat
                  {address}/en/practices/           practice cards of all editions, in five languages
                  {address}/desk/editions/casablanca-2027/cards/  the same at the desk: reviews, decisions, translations

  Sign in at      {address}/desk/sign-in
      e-mail      {_DEMO_EMAIL}
      password    {password}

Stop with Ctrl-C. Your data are kept.
"""


COMMANDS = (init, demo, serve, show_config)
