"""Typed names become people, institutions and placeholders; those whom nobody knows are added once."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import RoleKind
from academy.agenda.typed import Known, Nature, TypedHolder, TypedRow, guessed_kind, guessed_nature, plain_commas
from academy.kit.refusals import Refusal
from academy.kit.texts import folded
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.actions import InstitutionDraft, PersonDraft, create_institution, create_person
from academy.people.models import Institution, Person
from academy.people.queries import list_institutions, list_people
from academy.people.rules import reading, split_name


class TypedNames:
    """The names of one act: what is known at its beginning, and what it adds."""

    def __init__(self, db: Session, natures: Mapping[str, Nature], language: str, now: datetime) -> None:
        """`natures` says by folded name what an unknown one stands for; texts are in `language`."""
        self._db = db
        self._natures = natures
        self._language = language
        self._now = now
        self._known = Known(list_people(db), list_institutions(db))

    def draft(self, row: TypedRow, day: date | None) -> SlotDraft:
        """Return a slot for a typed row."""
        directing = self.institution(row.directs) if row.directs else None
        return SlotDraft(
            kind=row.kind or guessed_kind(row.title, row.talks),
            title=self._text(row.title),
            day=day,
            start=row.hours.start,
            end=row.hours.end,
            days_over=row.hours.days_over,
            printed_hours=row.printed_hours,
            room=row.room,
            directed_by=directing,
            directed_as=self._as_printed(row.directs, directing) if directing else EMPTY,
            roles=tuple(self.role(holder) for holder in row.holders),
            talks=tuple(
                TalkDraft(self._text(talk.title), roles=tuple(self.role(holder) for holder in talk.holders))
                for talk in row.talks
            ),
        )

    def role(self, holder: TypedHolder, kind: RoleKind = RoleKind.SPEAKER) -> RoleDraft:
        """Return the role of a typed holder; what is written behind the name is the affiliation."""
        affiliations = self.affiliations(holder.behind)
        found = self._known.find(holder.name)
        nature = self._natures.get(folded(holder.name)) or guessed_nature(holder.name)
        if found is None and nature is Nature.PLACEHOLDER:
            return RoleDraft(kind, placeholder=self._text(holder.name), affiliations=affiliations)
        if isinstance(found, Institution) or (found is None and nature is Nature.INSTITUTION):
            return RoleDraft(kind, institution=self.institution(holder.name), affiliations=affiliations)
        return RoleDraft(kind, person=found or self._new_person(holder.name), affiliations=affiliations)

    def institution(self, name: str) -> Institution:
        """Return the institution of a name; one that nobody knows is added. Refuses the name of a person."""
        found = self._known.find(name)
        if isinstance(found, Person):
            raise Refusal(N_("“%(name)s” is a person; an institution directs."), name=name, field="directs")
        if found is None:
            found = create_institution(self._db, InstitutionDraft(name=self._text(name)), self._now)
            self._known.add(found)
        return found

    def affiliations(self, behind: str) -> tuple[AffiliationDraft, ...]:
        """Return the affiliation that is written behind a name: where the last part is an institution, it is one."""
        behind = plain_commas(behind)
        if not behind:
            return ()
        post, _, last = behind.rpartition(",")
        known = self._known.find_institution(behind)
        if known:
            return (AffiliationDraft(institution=known),)
        known = self._known.find_institution(last)
        if known and post:
            return (AffiliationDraft(self._text(post.strip()), known),)
        return (AffiliationDraft(self._text(behind)),)

    def _as_printed(self, typed: str, institution: Institution) -> Translated:
        """Return the words that were typed, where they are not the institution's own in this language."""
        name, acronym = institution.name.get(self._language, ""), institution.acronym.get(self._language, "")
        own = {reading(name), reading(acronym), reading(f"{name} ({acronym})")}
        return EMPTY if reading(typed) in own else self._text(typed)

    def _new_person(self, name: str) -> Person:
        given, family = split_name(name)
        person = create_person(self._db, PersonDraft(given, family), self._now)
        self._known.add(person)
        return person

    def _text(self, text: str) -> Translated:
        return Translated({self._language: text}) if text else EMPTY
