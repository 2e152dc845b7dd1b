"""`academy account …`: who may open the desk."""

import click
from sqlalchemy.orm import Session

from academy.accounts import recovery
from academy.accounts.actions import create_account, give_role, set_password
from academy.accounts.administration import get_account, list_accounts
from academy.accounts.invitations import Offer, check_offer
from academy.accounts.models import Account, EditionRole
from academy.accounts.passwords import check_password, hashed
from academy.accounts.queries import list_accounts_at
from academy.accounts.roles import list_grants_of
from academy.accounts.words import EDITION_ROLES
from academy.cli.answers import now, opened, settings
from academy.config import Config
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.people.queries import get_institution


@click.group()
def account() -> None:
    """Manage accounts, and the roles that they have."""


@account.command()
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.option(
    "--administrator/--no-administrator",
    "administers",
    default=True,
    help="An administrator may do everything, and invites the others.",
)
@click.password_option(help="Asked for where it is not given; better so, since others may see a command line.")
@settings
def add(config: Config, email: str, name: str, password: str, *, administers: bool) -> None:
    """Add an account: an administrator, where nothing else is said."""
    check_password(password, (email, name, config.name))
    digest = hashed(password)
    with opened(config).writing() as db:
        if any(folded(one.name) == folded(name) for one in list_accounts_at(db, email)):
            raise Refusal(N_("There is an account with this e-mail address already."), field="email")
        made = create_account(db, email, name, now(), password_digest=digest, is_administrator=administers)
    click.echo(f"{made.email} may sign in at {config.address}/desk/sign-in")


@account.command()
@click.argument("who", metavar="EMAIL")
@click.argument("edition")
@click.argument("role", type=click.Choice([role.value for role in EditionRole if role != EditionRole.ADMINISTRATOR]))
@click.option("--institution", help="The short name of the institution that a focal point speaks for.")
@settings
def role(config: Config, who: str, edition: str, role: str, institution: str | None) -> None:
    """Give the account of EMAIL (or of its number, as “academy account list” says it) a ROLE in an EDITION."""
    with opened(config).writing() as db:
        found, of = _named(db, who), get_edition(db, edition)
        for_it = get_institution(db, institution) if institution else None
        check_offer(Offer(name=found.name, role=EditionRole(role), institution=for_it))
        give_role(db, found, of, EditionRole(role), now(), institution=for_it)
        click.echo(f"{found.name} is {EDITION_ROLES[EditionRole(role)].lower()} of {of.slug}")


@account.command("list")
@settings
def list_all(config: Config) -> None:
    """List the accounts: number, e-mail address, name, what they are."""
    with opened(config).reading() as db:
        accounts = list_accounts(db)
        grants = list_grants_of(db, accounts)
        for one in accounts:
            held = ["administrator"] if one.is_administrator else []
            held += [f"{grant.role} of {grant.edition.slug}" for grant in grants[one.id]]
            held += ["closed"] if one.closed_at else []
            click.echo(f"{one.id}\t{one.email or '-'}\t{one.name}\t{', '.join(held)}")


@account.command("password")
@click.argument("email")
@click.password_option()
@settings
def change_password(config: Config, email: str, password: str) -> None:
    """Give the account of EMAIL another password, and end all its sign-ins."""
    check_password(password, (email, config.name))
    digest = hashed(password)
    with opened(config).writing() as db:
        found = _named(db, email)
        set_password(db, found, digest, now())
    click.echo("changed")


def _people(db: Session, who: str) -> list[Account]:
    """Return the accounts at an address, or the one of a number; refuse where there is none."""
    if who.isascii() and who.isdigit():
        return [get_account(db, int(who))]
    found = list_accounts_at(db, who)
    if not found:
        raise Unknown(N_("There is no account with this e-mail address."))
    return found


def _named(db: Session, who: str) -> Account:
    """Return the account of an address or a number; refuse where there is none, or where several share the address."""
    found = _people(db, who)
    if len(found) > 1:
        raise Refusal(N_("Several people share this address; say the number that “academy account list” shows."))
    return found[0]


@account.command()
@click.argument("who", metavar="EMAIL")
@click.option(
    "--drop-factors",
    is_flag=True,
    help="Also ask for no second factor, let no passkey in any more, and end all sign-ins; the owner gets a letter.",
)
@settings
def recover(config: Config, who: str, drop_factors: bool) -> None:
    """Print a link that signs in whoever has an account at EMAIL, once and within minutes, without any letter.

    In place of EMAIL stands the number that “academy account list” shows, where several people share the address.
    """
    with opened(config).writing() as db:
        people = [_named(db, who)] if drop_factors else _people(db, who)
        if drop_factors:
            recovery.drop_factors(db, people[0], now())
        token = recovery.make_link(db, people, now())
    link = f"{config.address}/{config.language}/sign-in/link/{token}"
    click.echo(link if token else "This account has no e-mail address: a sheet of codes opens it.")


COMMANDS = (account,)
