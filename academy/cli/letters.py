"""`academy letters …`: those that somebody must look at."""

import mailbox
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import click

from academy.cli.answers import now, opened, settings
from academy.config import Config
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.outbox.actions import record_bounce, retry
from academy.outbox.bounces import read_report
from academy.outbox.models import LetterState
from academy.outbox.queries import find_letter, get_letter, list_letters


@click.group()
def letters() -> None:
    """See what became of letters."""


@letters.command("list")
@click.option("--state", type=click.Choice([state.value for state in LetterState]), help="Only those in this state.")
@click.option("--last", default=50, help="How many.")
@settings
def list_them(config: Config, state: str | None, last: int) -> None:
    """List letters, the newest first: number, state, tries, when, what, to whom, and what the last try said."""
    wanted = LetterState(state) if state else None
    with opened(config).reading() as db:
        for letter in list_letters(db, 0, last, state=wanted):
            what = letter.subject or letter.kind
            facts = [letter.id, letter.state.value, letter.attempts, f"{letter.created_at:%Y-%m-%d %H:%M}", what]
            click.echo("\t".join(map(str, [*facts, letter.email, letter.error])))


@letters.command("retry")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--failed", is_flag=True, help="All that failed.")
@settings
def retry_them(config: Config, numbers: tuple[int, ...], failed: bool) -> None:
    """Let letters leave at once that failed, came back, or wait for another try."""
    if not numbers and not failed:
        raise Refusal(N_("Say which letters: by their numbers, or --failed."))
    with opened(config).writing() as db:
        chosen = [get_letter(db, number) for number in numbers]
        if failed:
            chosen += list_letters(db, state=LetterState.FAILED)
        for letter in chosen:
            retry(db, letter, now())
    click.echo(f"{len(chosen)} letters leave again")


@letters.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@settings
def bounces(config: Config, files: tuple[Path, ...]) -> None:
    """Read delivery reports (RFC 3464) from FILES: .eml files, or mailboxes in mbox format."""
    known = 0
    with opened(config).writing() as db:
        for message in (message for file in files for message in _messages_in(file)):
            report = read_report(message)
            letter = report and find_letter(db, report.uid)
            if report and letter:
                known += record_bounce(db, letter, report.reason, now())
    click.echo(f"{known} letters came back")


def _messages_in(file: Path) -> Iterator[Message]:
    with file.open("rb") as opened_file:
        is_mailbox = opened_file.read(5) == b"From "
    if not is_mailbox:
        yield message_from_bytes(file.read_bytes())
        return
    box = mailbox.mbox(file, create=False)
    try:
        yield from box
    finally:
        box.close()


COMMANDS = (letters,)
