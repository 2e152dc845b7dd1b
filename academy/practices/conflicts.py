"""Who is too close to a card to judge it: by country, by institution, or because it is their own; no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from academy.kit.refusals import Refusal
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.people.models import Institution
from academy.people.rules import reading, spellings
from academy.practices.models import Practice, Reviewer


@dataclass(frozen=True, slots=True)
class Families:
    """Institutions with what they are part of and what is part of them, and every way in which each is written."""

    near: Mapping[int, frozenset[int]]
    written: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, institutions: Iterable[Institution]) -> "Families":
        """Gather them; their parents are to be loaded."""
        known = list(institutions)
        above = {one.id: {parent.id for parent in one.parents} for one in known}
        below: defaultdict[int, set[int]] = defaultdict(set)
        written: defaultdict[str, set[int]] = defaultdict(set)
        for one in known:
            for parent in above[one.id]:
                below[parent].add(one.id)
            for spelling in spellings(one):
                written[spelling].add(one.id)
        near = {one.id: frozenset(_reached(one.id, above) | _reached(one.id, below)) for one in known}
        return cls(near, {spelling: frozenset(ids) for spelling, ids in written.items()})

    def around(self, institution_id: int | None) -> frozenset[int]:
        """Return an institution, all that it is part of, and all that is part of it."""
        return self.near.get(institution_id, frozenset({institution_id})) if institution_id else frozenset()

    def named(self, typed: str) -> frozenset[int]:
        """Return the institutions that a typed name may mean, by name, acronym or alias."""
        return self.written.get(reading(typed), frozenset())


def conflict_of(reviewer: Reviewer, card: Practice, families: Families) -> Refusal | None:
    """Return why somebody cannot judge a card, or None. The card is loaded whole, and so is the reviewer."""
    return _own(reviewer, card) or _of_country(reviewer, card) or _of_institution(reviewer, card, families)


def _own(reviewer: Reviewer, card: Practice) -> Refusal | None:
    account = reviewer.account
    same_person = account.person_id is not None and account.person_id == card.person_id
    same_mailbox = bool(account.email) and (account.email or "").casefold() == card.email.casefold()
    if same_person or same_mailbox or folded(account.name) == folded(card.author):
        return Refusal(N_("%(name)s has written this card."), name=account.name)
    for contact in card.contacts:
        is_theirs = bool(account.email) and (account.email or "").casefold() == contact.email.casefold()
        if is_theirs or folded(account.name) == folded(contact.name):
            return Refusal(N_("%(name)s is named in this card as somebody to ask."), name=account.name)
    return None


def _of_country(reviewer: Reviewer, card: Practice) -> Refusal | None:
    of_reviewer = {reviewer.country, reviewer.institution.country if reviewer.institution else None}
    of_card = {card.country, card.institution.country if card.institution else None}
    of_card |= {one.code for one in card.countries}
    if (of_reviewer & of_card) - {None}:
        return Refusal(N_("%(name)s and this practice are from the same country."), name=reviewer.account.name)
    return None


def _of_institution(reviewer: Reviewer, card: Practice, families: Families) -> Refusal | None:
    near = families.around(reviewer.institution_id)
    of_card = {card.institution_id, *(one.institution_id for one in card.institutions)} - {None}
    for one in card.institutions:
        of_card |= families.named(one.name)
    if near & of_card:
        message = N_("%(name)s and this practice belong to the same institution, or to one that is part of it.")
        return Refusal(message, name=reviewer.account.name)
    return None


def _reached(start: int, ways: Mapping[int, Iterable[int]]) -> set[int]:
    """Return all that can be reached, the start among it; a circle is walked once."""
    found, at_hand = {start}, [start]
    while at_hand:
        new = set(ways.get(at_hand.pop(), ())) - found
        found |= new
        at_hand += new
    return found
