"""What a sign-in is made of, and which roles somebody has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from academy.accounts.models import EditionRole

SIGNED_IN_FOR = timedelta(hours=12)
"""How long a browser stays signed in at most: a working day, as NIST SP 800-63B has it for moderate risk."""

IDLE_FOR = timedelta(hours=2)
"""After how long without a request a sign-in ends.

NIST names half an hour. Our organisers work through long documents with a page of ours open beside them; who returns
too late finds again what they had typed.
"""

SEEN_EVERY = timedelta(minutes=10)
"""How exactly it is noted when a sign-in was last used."""

LINK_LASTS = timedelta(minutes=15)
"""How long a link in a letter works: mail may wait at a ministry's filters for some minutes."""

LINK_IS_FRESH_FOR = timedelta(minutes=10)
"""While a link is younger, it spares another letter: it will work for five minutes at least."""

MOST_FRESH_LINKS = 3
"""How many fresh links lie in a mailbox at most."""

SECOND_FACTOR_WITHIN = timedelta(minutes=10)
"""How long the second factor is waited for."""

MOST_WRONG_NUMBERS = 10
"""Wrong numbers of a second factor in a row, at whichever sign-ins of an account; further ones have to wait."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)
"""How long a number waits: after the last one that was free, and at most.

Three of a million numbers fit at any time. Who has a password and guesses for a year is right with one chance in 900.
"""

MOST_PASSWORDS = 20
"""Accounts with a password at one mailbox. Signing in compares with each, and hashing is slow on purpose."""

SHORTEST, LONGEST = 12, 256
"""Characters in a password; `passwords` says which ones of this length are refused."""

_LONGEST_NAME = 120
# In this order: most call themselves Chrome and Safari besides, and telephones call themselves Linux and Mac.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one account: in each edition (by its short name), and whether it administers the installation."""

    in_editions: Mapping[str, frozenset[EditionRole]] = field(default_factory=dict)
    is_administrator: bool = False
    are_lent: bool = False
    """True where an administrator works as the account that has them."""

    @classmethod
    def of(cls, given: Iterable[tuple[str, EditionRole]], *, is_administrator: bool, are_lent: bool = False) -> "Roles":
        """Gather roles by edition."""
        gathered: dict[str, set[EditionRole]] = {}
        for slug, role in given:
            gathered.setdefault(slug, set()).add(role)
        return cls({slug: frozenset(roles) for slug, roles in gathered.items()}, is_administrator, are_lent)

    def within(self, edition: str) -> frozenset[EditionRole]:
        """Return the roles in an edition; an administrator is administrator everywhere."""
        own = self.in_editions.get(edition, frozenset())
        return own | {EditionRole.ADMINISTRATOR} if self.is_administrator else own

    def anywhere(self) -> frozenset[EditionRole]:
        """Return the roles in whichever edition."""
        everywhere = frozenset({EditionRole.ADMINISTRATOR} if self.is_administrator else ())
        return everywhere.union(*self.in_editions.values())


def pause_after(wrong: int) -> timedelta:
    """Return how long an account's next number has to wait, after so many wrong ones in a row: twice as long each time.

    >>> [str(pause_after(wrong)) for wrong in (9, 10, 11, 12, 999)]
    ['0:00:00', '0:01:00', '0:02:00', '0:04:00', '1 day, 0:00:00']
    """
    further = wrong - MOST_WRONG_NUMBERS
    if further < 0:
        return timedelta()
    return min(FIRST_PAUSE * (1 << min(further, 20)), LONGEST_PAUSE)


def digest(token: str) -> str:
    """Return what is kept of a sign-in's token."""
    return sha256(token.encode()).hexdigest()


def browser_name(said: str) -> str:
    """Return what a browser is called, and what it runs on, from what it says of itself; shortened where unknown.

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    """
    readable = "".join(filter(str.isprintable, said))[:_LONGEST_NAME]
    program = next((name for word, name in _PROGRAMS if word in said), "")
    system = next((name for word, name in _SYSTEMS if word in said), "")
    return f"{program}, {system}" if program and system else readable
