"""Invented accounts of the demonstration, one for each role. They have no password: a link by e-mail signs them in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import Account, EditionRole
from academy.editions.models import Edition
from academy.editions.queries import find_edition
from academy.people.queries import find_institution, find_person

EDITION = "casablanca-2027"


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist. Person and institution are short names in the edition's file, where there is one."""

    role: EditionRole
    name: str
    mailbox: str
    language: str
    person: str = ""
    institution: str = ""

    @property
    def email(self) -> str | None:
        """An address that no letter reaches (RFC 2606); None for who has none, and signs in with codes on paper."""
        return f"{self.mailbox}@example.org" if self.mailbox else None


_MINISTRY = "ministry-of-labour-and-cooperative-affairs"

ACCOUNTS = (
    Invented(EditionRole.OWNER, "Ghizlane El Ouardighi", "ghizlane", "fr", "ghizlane-el-ouardighi"),
    Invented(EditionRole.ORGANISER, "Omar Lamghari", "omar", "en", "omar-lamghari"),
    Invented(EditionRole.PROGRAMME_CHAIR, "Salma Bouzerda", "salma", "ar", "salma-bouzerda"),
    Invented(EditionRole.REGISTRAR, "Hélène Marchandeau", "helene", "fr"),
    Invented(EditionRole.REVIEWER, "João Vidigueira", "joao", "pt"),
    Invented(EditionRole.REVIEWER, "Mariétou Ndoyane", "marietou", "fr"),
    Invented(EditionRole.TRANSLATOR, "Khalid Rahhali", "khalid", "ar", "khalid-rahhali"),
    Invented(EditionRole.CHECK_IN_HELPER, "Youssef Amraoui", "youssef", "fr"),
    Invented(EditionRole.FOCAL_POINT, "Cheikh Faty", "cheikh", "fr", "cheikh-faty", _MINISTRY),
    Invented(EditionRole.SPEAKER, "Aya Bléhiri", "aya", "fr", "aya-blehiri"),
    # These two share a mailbox, and the third has none.
    Invented(EditionRole.PARTICIPANT, "Lynda Aït Mesbah", "delegation", "fr", "lynda-ait-mesbah"),
    Invented(EditionRole.OBSERVER, "Slim Gharsalli", "delegation", "ar", "slim-gharsalli"),
    Invented(EditionRole.PARTICIPANT, "Issouf Nabalma", "", "fr", "issouf-nabalma"),
)


def load_accounts(db: Session, now: datetime) -> list[str]:
    """Add the invented accounts that are not there; leave those that are as they are. Return the names of the added."""
    edition = find_edition(db, EDITION)
    if edition is None:
        return []
    there = {(account.email, account.name) for account in db.scalars(select(Account))}
    missing = [one for one in ACCOUNTS if (one.email, one.name) not in there]
    for one in missing:
        _add(db, edition, one, now)
    return [one.name for one in missing]


def _add(db: Session, edition: Edition, one: Invented, now: datetime) -> None:
    person = find_person(db, one.person) if one.person else None
    account = create_account(db, one.email, one.name, now, language=one.language, person=person)
    institution = find_institution(db, one.institution) if one.institution else None
    give_role(db, account, edition, one.role, now, institution=institution)
