"""What whoever puts people forward can do, a form each: what it is called, what it asks for, what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from academy.kit.words import N_
from academy.participation.letters import CONFLICT
from academy.participation.models import State

LETTER = "letter"
_PERSON = frozenset({"given", "family", "email", "language", "post"})


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a form does: what it is called, what it asks for, and what it says of itself."""

    title: str
    button: str
    asks: frozenset[str]
    about: str


NAME = Deed(
    N_("Name somebody"),
    N_("Put forward"),
    _PERSON | {"type", "institution_name", "country", LETTER},
    N_("Where there is an address, the person gets a letter, and fills in the rest. You can correct this later."),
)
DEEDS: Mapping[str, Deed] = {
    "replace": Deed(
        N_("Replace %(name)s"),
        N_("Replace"),
        _PERSON | {"institution_name", "country", "reason", LETTER},
        N_("%(name)s leaves, and the seat is that of the person whom you name here. Both get a letter."),
    ),
    "withdraw": Deed(
        N_("Withdraw %(name)s"),
        N_("Withdraw"),
        frozenset({"reason"}),
        N_("%(name)s does not take part any more, and gets a letter that says so. The seat is free."),
    ),
    "alternate": Deed(
        N_("Name an alternate for %(name)s"),
        N_("Name as alternate"),
        _PERSON,
        N_("An alternate holds no seat and gets no letter, until you give them the seat of somebody who cannot come."),
    ),
    "letter": Deed(
        N_("Official letter for %(name)s"),
        N_("Send"),
        frozenset({LETTER}),
        N_("The letter in which your institution nominates the person. A newer one takes the place of this."),
    ),
}
ACTIVATE = Deed(
    N_("Give %(other)s the seat of %(name)s"),
    N_("Give the seat"),
    frozenset({"reason"}),
    N_("%(name)s leaves, and the alternate %(other)s has the seat. Both get a letter."),
)
DONE: Mapping[str, str] = {
    "withdraw": N_("%(name)s was withdrawn."),
    "alternate": N_("%(name)s is an alternate now."),
    "letter": N_("The letter was received."),
}
PUT: Mapping[State, str] = {
    State.WAITING: N_("No seat is free at the moment: %(name)s was put forward, and waits."),
    State.CONTESTED: CONFLICT,
}
