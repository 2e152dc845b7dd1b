"""Who may do what: the whole of it. README shows it as a table, and a test walks every route with every role."""

from enum import Enum, auto

from academy.accounts.models import EditionRole as Role
from academy.accounts.rules import Roles


class Can(Enum):
    """What a route asks for."""

    READ = auto()
    """Read what is public."""
    SIGN_IN = auto()
    """Sign in, or use what a private link opens."""
    BE_ONESELF = auto()
    """Open one's own pages: roles, letters, consents, data."""
    SECURE_ONESELF = auto()
    """Change how one signs in, and end sign-ins; never for an administrator who works as somebody."""
    OPEN_DESK = auto()
    """Open the desk: of the installation with such a role in any edition, of an edition with one in that."""
    CREATE_EDITION = auto()
    """Add an edition or a series; who adds an edition owns it."""
    EDIT_EDITION = auto()
    """Change what an edition says of itself."""
    PUBLISH = auto()
    """Publish, withdraw or cancel an edition."""
    EDIT_PROGRAMME = auto()
    """Change the programme, and invite speakers to its items."""
    EDIT_QUOTAS = auto()
    """Change the quotas."""
    KEEP_SEATS = auto()
    """Put people forward, accept and refuse them, keep waiting lists, and take the lists out."""
    KEEP_PRACTICES = auto()
    """Call for practices, see all cards, ask reviewers, decide, edit, publish."""
    REVIEW = auto()
    """Review the practice cards that one is asked to review."""
    TRANSLATE = auto()
    """Translate practice cards."""
    KEEP_PEOPLE = auto()
    """Add and correct people, institutions and practices, which all editions share."""
    SEE_CONTACTS = auto()
    """See addresses, and the letters that were sent to somebody."""
    SEE_SENSITIVE = auto()
    """See and change what is sensitive, such as the name in the passport; each look is recorded."""
    WRITE_LETTERS = auto()
    """Write to people of an edition, and see the fate of its letters."""
    GIVE_ROLES = auto()
    """Invite people to roles in an edition, and end roles."""
    READ_RECORD = auto()
    """Read who changed what in an edition."""
    ADMINISTER = auto()
    """Look after accounts, letters, the record and privacy of the whole installation, and work as somebody else."""


_ANYBODY = frozenset({Can.READ, Can.SIGN_IN})
_SIGNED_IN = _ANYBODY | {Can.BE_ONESELF, Can.SECURE_ONESELF}
_DESK = frozenset({Can.OPEN_DESK})
_LETTERS = frozenset({Can.SEE_CONTACTS, Can.WRITE_LETTERS})
_CARDS = frozenset({Can.KEEP_PRACTICES, Can.REVIEW, Can.TRANSLATE})
_PROGRAMME = _DESK | _CARDS | _LETTERS | {Can.EDIT_PROGRAMME, Can.KEEP_PEOPLE}
_ORGANISER = _PROGRAMME | {Can.EDIT_EDITION, Can.PUBLISH, Can.EDIT_QUOTAS, Can.KEEP_SEATS, Can.READ_RECORD}
_REGISTRAR = _DESK | _LETTERS | {Can.EDIT_QUOTAS, Can.KEEP_SEATS, Can.KEEP_PEOPLE, Can.SEE_SENSITIVE}

TABLE: dict[Role, frozenset[Can]] = {
    Role.ADMINISTRATOR: frozenset(Can) - _SIGNED_IN,
    Role.OWNER: _ORGANISER | _REGISTRAR | {Can.CREATE_EDITION, Can.GIVE_ROLES},
    Role.ORGANISER: _ORGANISER,
    Role.PROGRAMME_CHAIR: _PROGRAMME,
    Role.REGISTRAR: _REGISTRAR,
    Role.REVIEWER: _DESK | {Can.REVIEW},
    Role.TRANSLATOR: _DESK | {Can.TRANSLATE},
    Role.CHECK_IN_HELPER: _DESK,
    Role.FOCAL_POINT: frozenset(),
    Role.SPEAKER: frozenset(),
    Role.PARTICIPANT: frozenset(),
    Role.OBSERVER: frozenset(),
}
"""What each role adds to what everybody may who is signed in. Nobody gives, or takes by adding an edition, more than
they have: who gives roles, or owns what they add, is an owner or an administrator already."""

SHARED = frozenset({Can.OPEN_DESK, Can.CREATE_EDITION, Can.KEEP_PEOPLE, Can.SEE_CONTACTS, Can.SEE_SENSITIVE})
"""What may be asked for outside of any edition; a role in whichever edition gives it."""


def may(roles: Roles | None, can: Can, edition: str | None = None) -> bool:
    """Tell whether somebody with these roles (None: a stranger) may do something, in an edition or outside of any."""
    if roles is None:
        return can in _ANYBODY
    if can in _SIGNED_IN:
        return can is not Can.SECURE_ONESELF or not roles.are_lent
    held = roles.anywhere() if edition is None and can in SHARED else roles.within(edition or "")
    return any(can in TABLE[role] for role in held)


def knows(roles: Roles | None, edition: str) -> bool:
    """Tell whether somebody may know that an edition which is not public exists: whoever has a role in it."""
    return roles is not None and bool(roles.within(edition))
