"""An edition file into the database: new things are added, known ones updated; all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.agenda.actions import (
    ListEntry,
    cancel,
    change_slot,
    create_slot,
    publish,
    remove_slot,
    restore_slot,
    withdraw,
    write_electives,
    write_parts,
    write_rooms,
)
from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import Elective, Part, Room, Slot
from academy.agenda.queries import find_slot_by_uid, list_electives, list_parts, list_rooms, list_slots
from academy.editions.actions import (
    EditionDraft,
    SectionDraft,
    SeriesDraft,
    change_series,
    create_edition,
    create_series,
    set_countries,
    set_date_claims,
    set_organisers,
    touch,
    write_sections,
)
from academy.editions.models import Edition, Series, State
from academy.editions.queries import find_edition, find_series, get_whole_edition
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.forms import Option, QuestionDraft, write_questions
from academy.people.actions import InstitutionDraft, PersonDraft, create_institution, create_person
from academy.people.models import Institution, Person
from academy.people.queries import list_institutions, list_people
from academy.people.sensitive import FIELDS, conceal
from academy.practices.actions import PracticeDraft, create_practice
from academy.practices.models import Practice
from academy.practices.queries import list_practices
from academy.records.actions import change_edition, change_institution, change_person, change_practice
from academy.records.edition_file.card_importing import Known, is_written_here, write_calls_and_cards
from academy.records.edition_file.card_writing import key_of
from academy.records.edition_file.fields import drafted
from academy.records.edition_file.format import (
    EditionFile,
    InstitutionPart,
    PersonPart,
    QuestionPart,
    RolePart,
    SlotPart,
)
from academy.trail.actions import gathering, record

_Writer = Callable[[Session, Edition, Sequence[ListEntry], datetime], None]
_Lister = Callable[[Session, Edition], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: the edition, and the names of shared things that now say something else."""

    edition: Edition
    is_new: bool
    added: int
    changed: int
    removed: int
    shared_changed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Things:
    """What the file's keys stand for."""

    institutions: dict[str, Institution]
    people: dict[str, Person]
    practices: dict[str, Practice]
    rooms: dict[str, Room] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    electives: dict[str, Elective] = field(default_factory=dict)


def import_edition(db: Session, file: EditionFile, now: datetime) -> Report:
    """Write an edition file (whose references are checked). What it says wins; slots that it no longer has are removed.

    Whether a known edition is published stays the desk's decision. Where the edition was not known, its state and its
    history (SEQUENCE, instants of change) are kept as the file says.

    The record counts what was added, with the file's digest, and tells each change of what was there before: a new
    edition of hundreds of items is one entry, and no fact is lost.
    """
    with gathering(db) as gathered:
        report = _import(db, file, now)
    edition = report.edition
    said = {"file": sha256(file.model_dump_json().encode()).hexdigest(), "added": gathered.counts}
    record(db, "edition.imported", edition, now, edition_id=edition.id, after=said)
    return report


def _import(db: Session, file: EditionFile, now: datetime) -> Report:
    shared_changed: list[str] = []
    things = _write_shared(db, file, now, shared_changed)
    series = _write_series(db, file, now)
    is_new = find_edition(db, file.edition.key) is None
    edition = _write_edition(db, file, series, now, is_new=is_new)
    _write_lists(db, file, edition, things, now)
    things = _write_short_lists(db, file, edition, things, now, exactly=False)
    added, changed, removed = _write_slots(db, file, edition, things, now)
    _write_quotas(db, file, edition, now)
    write_calls_and_cards(db, file, edition, Known(things.practices, things.institutions), now)
    _write_short_lists(db, file, edition, things, now, exactly=True)
    if is_new:
        _write_state(db, file.edition.state, edition, now)
        _write_history(db, file, edition)
    return Report(edition, is_new, added, changed, removed, shared_changed)


def _write_shared(db: Session, file: EditionFile, now: datetime, changed: list[str]) -> _Things:
    institutions = _write_institutions(db, file, now, changed)
    people = _write_people(db, file, now, changed)
    practices = {key_of(practice): practice for practice in list_practices(db)}
    for practice in file.practices:
        institution = institutions[practice.institution] if practice.institution else None
        said = drafted(PracticeDraft, practice, institution=institution)
        if practice.key not in practices:
            practices[practice.key] = create_practice(db, said, now, practice.key)
        elif not is_written_here(practices[practice.key]) and change_practice(db, practices[practice.key], said, now):
            changed.append(practice.title)
    return _Things(institutions, people, practices)


def _write_people(db: Session, file: EditionFile, now: datetime, changed: list[str]) -> dict[str, Person]:
    people = {person.slug: person for person in list_people(db)}
    for part in file.people:
        draft, person = drafted(PersonDraft, part), people.get(part.key)
        if person is None:
            people[part.key] = create_person(db, draft, now, part.key)
            _write_sensitive(db, people[part.key], part, now)
        elif change_person(db, person, draft, now) | _write_sensitive(db, person, part, now):
            changed.append(person.name)
    return people


def _write_sensitive(db: Session, person: Person, part: PersonPart, now: datetime) -> bool:
    """Seal what the file says; what it leaves out stays, since most files never carry it."""
    said = {field: text for field in FIELDS if (text := getattr(part, field))}
    changed = [conceal(db, person, field, text, now) for field, text in said.items()]
    return any(changed)


def _write_institutions(db: Session, file: EditionFile, now: datetime, changed: list[str]) -> dict[str, Institution]:
    known = {institution.slug: institution for institution in list_institutions(db)}
    new = {part.key for part in file.institutions} - known.keys()
    for part in file.institutions:
        if part.key in new:
            known[part.key] = create_institution(db, drafted(InstitutionDraft, part, parents=()), now, part.key)
    corrected = [part.key for part in file.institutions if _correct(db, part, known, now)]
    changed += [str(known[key].name.wording("en")) for key in corrected if key not in new]
    return known


def _correct(db: Session, part: InstitutionPart, known: dict[str, Institution], now: datetime) -> bool:
    return change_institution(db, known[part.key], _institution(part, known), now)


def _institution(part: InstitutionPart, known: dict[str, Institution]) -> InstitutionDraft:
    return drafted(InstitutionDraft, part, parents=tuple(known[key] for key in part.parents))


def _write_series(db: Session, file: EditionFile, now: datetime) -> Series:
    draft = drafted(SeriesDraft, file.series)
    series = find_series(db, file.series.key)
    if series is None:
        return create_series(db, file.series.key, draft, now)
    change_series(db, series, draft, now)
    return series


def _write_edition(db: Session, file: EditionFile, series: Series, now: datetime, *, is_new: bool) -> Edition:
    draft = drafted(EditionDraft, file.edition)
    if is_new:
        _check_edition_uid_is_free(db, file)
        create_edition(db, series, file.edition.key, draft, now, file.edition.uid)
        return get_whole_edition(db, file.edition.key)
    edition = get_whole_edition(db, file.edition.key)
    if edition.series is not series:
        before, edition.series = edition.series, series
        touch(db, edition, now)
        told: dict[str, Any] = {"edition_id": edition.id, "before": {"series": before}, "after": {"series": series}}
        record(db, "edition.changed", edition, now, **told)
    change_edition(db, edition, draft, now)
    return edition


def _write_lists(db: Session, file: EditionFile, edition: Edition, things: _Things, now: datetime) -> None:
    part = file.edition
    claims = [(claim.stated, Translated(claim.source), claim.shown) for claim in part.date_claims]
    set_date_claims(db, edition, claims, now)
    set_organisers(db, edition, [(things.institutions[one.institution], one.part) for one in part.organisers], now)
    set_countries(db, edition, [(country.code, Translated(country.label)) for country in part.countries], now)
    write_sections(db, edition, [drafted(SectionDraft, section) for section in part.concept_note], now)


def _write_quotas(db: Session, file: EditionFile, edition: Edition, now: datetime) -> None:
    """Write institution types and rules, once the items are there of which some rules speak."""
    codes = {slot.uid: slot.code for slot in list_slots(db, edition, removed=True)}
    types = [drafted(TypeDraft, one, slug=one.key) for one in file.edition.institution_types]
    rules = [drafted(QuotaDraft, one, slot=codes[one.slot] if one.slot else None) for one in file.edition.quota_rules]
    write_quotas(db, edition, types, rules, now)
    if "questions" in file.edition.model_fields_set:  # a file of before has none to say
        write_questions(db, edition, [_question(one) for one in file.edition.questions], now)


def _question(part: QuestionPart) -> QuestionDraft:
    options = tuple(Option(one.key, Translated(one.label)) for one in part.options)
    return drafted(QuestionDraft, part, slug=part.key, options=options)


def _write_short_lists(
    db: Session, file: EditionFile, edition: Edition, things: _Things, now: datetime, *, exactly: bool
) -> _Things:
    """Write rooms, parts and electives; what the file no longer has goes only when no slot stands in it any more."""
    part = file.edition
    written: list[tuple[_Writer, _Lister, list[ListEntry]]] = [
        (write_rooms, list_rooms, [ListEntry(one.key, Translated(one.name), one.capacity) for one in part.rooms]),
        (write_parts, list_parts, [ListEntry(one.key, Translated(one.name)) for one in part.parts]),
        (write_electives, list_electives, [ListEntry(e.key, Translated(e.name), e.capacity) for e in part.electives]),
    ]
    for write, stored, entries in written:
        keys = {entry.slug for entry in entries}
        others = [] if exactly else [ListEntry.of(row) for row in stored(db, edition) if row.slug not in keys]
        write(db, edition, [*entries, *others], now)
    return replace(
        things,
        rooms={room.slug: room for room in list_rooms(db, edition)},
        parts={one.slug: one for one in list_parts(db, edition)},
        electives={elective.slug: elective for elective in list_electives(db, edition)},
    )


def _write_slots(
    db: Session, file: EditionFile, edition: Edition, things: _Things, now: datetime
) -> tuple[int, int, int]:
    added = changed = removed = 0
    is_reordered = False
    known = {slot.uid: slot for slot in list_slots(db, edition, removed=True)}
    for position, part in enumerate(file.edition.slots):
        slot = known.pop(part.uid, None)
        if slot is None:
            _check_uid_is_free(db, part)
            create_slot(db, edition, _slot(part, things), now, uid=part.uid, position=position)
            added += 1
        else:
            is_reordered |= slot.position != position
            slot.position = position
            changed += change_slot(db, edition, slot, _slot(part, things), now)
            _follow_removal(db, edition, slot, part, now)
    for slot in known.values():
        removed += slot.removed_at is None
        remove_slot(db, edition, slot, now)
    if is_reordered:
        touch(db, edition, now)
    return added, changed, removed


def _follow_removal(db: Session, edition: Edition, slot: Slot, part: SlotPart, now: datetime) -> None:
    if part.history and part.history.removed_at:
        remove_slot(db, edition, slot, now)
    else:
        restore_slot(db, edition, slot, now)


def _check_edition_uid_is_free(db: Session, file: EditionFile) -> None:
    uid = file.edition.uid
    if uid and db.scalar(select(Edition.id).where(Edition.uid == uid)):
        message = N_("The uid %(uid)s is another edition’s; leave “uid” out of a copy, and it gets one of its own.")
        raise Refusal(message, uid=str(uid))


def _check_uid_is_free(db: Session, part: SlotPart) -> None:
    if find_slot_by_uid(db, part.uid):
        message = N_("The slot %(uid)s belongs to another edition of this installation; a copy needs a uid of its own.")
        raise Refusal(message, uid=str(part.uid))


def _slot(part: SlotPart, things: _Things) -> SlotDraft:
    return drafted(
        SlotDraft,
        part,
        room=things.rooms[part.room] if part.room else None,
        part=things.parts[part.part] if part.part else None,
        elective=things.electives[part.elective] if part.elective else None,
        directed_by=things.institutions[part.directed_by] if part.directed_by else None,
        roles=tuple(_role(role, things) for role in part.roles),
        talks=tuple(
            TalkDraft(
                Translated(talk.title),
                things.practices[talk.practice] if talk.practice else None,
                tuple(_role(role, things) for role in talk.roles),
            )
            for talk in part.talks
        ),
    )


def _role(part: RolePart, things: _Things) -> RoleDraft:
    return RoleDraft(
        part.role,
        things.people[part.person] if part.person else None,
        things.institutions[part.institution] if part.institution else None,
        Translated(part.placeholder),
        part.presence,
        tuple(
            AffiliationDraft(Translated(one.post), things.institutions[one.institution] if one.institution else None)
            for one in part.affiliations
        ),
    )


def _write_state(db: Session, state: State, edition: Edition, now: datetime) -> None:
    if state != State.DRAFT:
        publish(db, edition, now)
    if state == State.CANCELLED:
        cancel(db, edition, now)
    if state == State.WITHDRAWN:
        withdraw(db, edition, now)


def _write_history(db: Session, file: EditionFile, edition: Edition) -> None:
    db.flush()
    for part in file.edition.slots:
        if part.history:
            kept = part.history.model_dump()
            db.execute(update(Slot).where(Slot.uid == part.uid, Slot.edition_id == edition.id).values(**kept))
