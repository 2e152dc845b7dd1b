"""Calls for practices: what an edition asks for, its parts, its template version by version, how cards are judged."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from academy.editions.actions import check_revision, touch
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.slugs import slug_for
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.kit.zones import read_zone
from academy.practices.models import Call, CallPart, CardTemplate, Criterion, FieldKind, Practice, TemplateField
from academy.practices.queries import get_call, list_templates
from academy.practices.template import STANDARD, Field, fields_of, texts_of
from academy.trail.actions import record
from academy.trail.rules import facts, numbered

_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
_MOST_FIELDS, _MOST_POINTS, _LEAST_POINTS = 40, 10, 2


@dataclass(frozen=True, slots=True)
class CallDraft:
    """What a call says; as the columns of the same names."""

    title: Translated
    text: Translated = EMPTY
    opens_on: date | None = None
    opens_at: time | None = None
    closes_on: date | None = None
    closes_at: time | None = None
    zone_name: str | None = None
    is_announced: bool = False
    takes_registered: bool = True
    most: int = 5

    @classmethod
    def of(cls, call: Call) -> "CallDraft":
        """Return what a call says now."""
        return cls(**{name: getattr(call, name) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A part of the collection: its short name as printed ("IA"), and what it is."""

    slug: str
    name: Translated = EMPTY


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """What points are given for; a new one has no short name yet."""

    name: Translated
    help: Translated = EMPTY
    weight: int = 1
    slug: str = ""


def make_call(db: Session, edition: Edition, draft: CallDraft, now: datetime, slug: str = "") -> Call:
    """Let an edition ask for practices, with the template that its cards had last, or the standard one."""
    _check(draft)
    slug = slug or _free_slug(db, edition, draft)
    call = Call(edition=edition, template=_latest(db, edition, now), slug=slug, title=draft.title, created_at=now)
    _write(call, draft)
    db.add(call)
    db.flush()
    touch(db, edition, now)
    record(db, "call.created", call, now, edition_id=edition.id, after=facts(draft))
    return get_call(db, edition, slug)


def change_call(db: Session, call: Call, draft: CallDraft, now: datetime, revision: int | None = None) -> None:
    """Let a call say something else."""
    check_revision(call.revision, revision)
    _check(draft)
    before = facts(CallDraft.of(call))
    _write(call, draft)
    db.flush()
    touch(db, call.edition, now)
    record(db, "call.changed", call, now, edition_id=call.edition_id, before=before, after=facts(draft))


def renew_link(db: Session, call: Call, now: datetime) -> None:
    """Give a call another link: those that were handed out lead nowhere any more."""
    call.key = secrets.token_hex(12)
    db.flush()
    touch(db, call.edition, now)
    record(db, "call.link_renewed", call, now, edition_id=call.edition_id)


def remove_call(db: Session, call: Call, now: datetime) -> None:
    """Take a call away that nobody has written a card for; refuse otherwise."""
    if db.scalar(select(Practice.id).where(Practice.call_id == call.id).limit(1)) is not None:
        raise Refusal(N_("Cards were written for this call. Close it instead: give it a deadline that is over."))
    edition = call.edition
    record(db, "call.removed", call, now, edition_id=edition.id, before=facts(CallDraft.of(call)))
    db.delete(call)
    db.flush()
    touch(db, edition, now)


def set_parts(db: Session, call: Call, drafts: Sequence[PartDraft], now: datetime) -> None:
    """Make these the parts of a call; one that cards stand in stays, and is refused to go."""
    wanted = [one for one in drafts if one.slug or one.name]
    _check_once([one.slug for one in wanted], N_("Each part has a short name of its own, such as IA."), "parts")
    known = {one.slug: one for one in call.parts}
    gone = [one.id for slug, one in known.items() if slug not in {draft.slug for draft in wanted}]
    if db.scalar(select(Practice.id).where(Practice.part_id.in_(gone)).limit(1)) is not None:
        raise Refusal(N_("There are cards in a part that would go. Move them to another part first."), field="parts")
    before = _told("card_part", [PartDraft(one.slug, one.name) for one in call.parts])
    parts = [known.get(one.slug) or CallPart(position=0, slug=one.slug, name=one.name) for one in wanted]
    for place, (part, draft) in enumerate(zip(parts, wanted, strict=True)):
        part.position, part.name = place, draft.name
    call.parts[:] = parts
    _noted(db, call, "call.parts_set", now, before, _told("card_part", wanted))


def set_criteria(db: Session, call: Call, drafts: Sequence[CriterionDraft], now: datetime) -> None:
    """Make these what reviewers give points for; points for one that goes are not counted any more."""
    wanted = [one for one in drafts if one.name]
    if any(one.weight < 1 for one in wanted):
        raise Refusal(N_("A weight is a whole number from one on."), field="criteria")
    known = {one.slug: one for one in call.criteria}
    before = _told("criterion", [_draft_of(one) for one in call.criteria])
    taken = {one.slug for one in wanted if one.slug}
    criteria = []
    for place, draft in enumerate(wanted):
        one = known.get(draft.slug) or Criterion(
            position=place, slug=draft.slug or _new_slug(draft, taken), name=draft.name
        )
        one.position, one.name, one.help, one.weight = place, draft.name, draft.help, draft.weight
        criteria.append(one)
    call.criteria[:] = criteria
    _noted(db, call, "call.criteria_set", now, before, _told("criterion", wanted))


def set_fields(db: Session, call: Call, fields: Sequence[Field], now: datetime) -> CardTemplate:
    """Ask cards for these fields from now on; return the template.

    A template that a card has never changes: then another version is made, and cards that were begun keep theirs.
    """
    _check_fields(fields)
    before = fields_of(call.template)
    if tuple(fields) == before:
        return call.template
    is_used = db.scalar(select(Practice.id).where(Practice.template_id == call.template_id).limit(1)) is not None
    shared = select(Call.id).where(Call.template_id == call.template_id, Call.id != call.id).limit(1)
    if is_used or db.scalar(shared) is not None:
        call.template = _version(db, call.edition, fields, now)
    else:
        call.template.fields[:] = []
        db.flush()  # the keys are free before they are given again
        call.template.fields[:] = _rows(fields)
    _noted(db, call, "call.fields_set", now, _told("card_field", before), _told("card_field", fields))
    return call.template


def keep_template(db: Session, edition: Edition, number: int, fields: Sequence[Field], now: datetime) -> CardTemplate:
    """Return the version of an edition's template that has these fields: one that is there, or a new one.

    The new one gets this number, or the next where that is another's.
    """
    _check_fields(fields)
    stored = list_templates(db, edition)
    same = [one for one in stored if fields_of(one) == tuple(fields)]
    if same:
        return min(same, key=lambda one: (one.number != number, one.number))
    taken = {one.number for one in stored}
    template = CardTemplate(
        edition_id=edition.id,
        number=max(taken) + 1 if number in taken else number,
        created_at=now,
        fields=_rows(fields),
    )
    db.add(template)
    db.flush()
    return template


def use_template(db: Session, call: Call, template: CardTemplate, now: datetime) -> None:
    """Ask cards that are begun from now on for the fields of a template, which are to be loaded."""
    if call.template is template:
        return
    before, call.template = fields_of(call.template), template
    _noted(db, call, "call.fields_set", now, _told("card_field", before), _told("card_field", fields_of(template)))


def _latest(db: Session, edition: Edition, now: datetime) -> CardTemplate:
    newest = select(CardTemplate).where(CardTemplate.edition_id == edition.id).order_by(CardTemplate.number.desc())
    return db.scalars(newest.limit(1)).first() or _version(db, edition, STANDARD, now)


def _version(db: Session, edition: Edition, fields: Sequence[Field], now: datetime) -> CardTemplate:
    newest = db.scalar(select(func.max(CardTemplate.number)).where(CardTemplate.edition_id == edition.id)) or 0
    template = CardTemplate(edition_id=edition.id, number=newest + 1, created_at=now, fields=_rows(fields))
    db.add(template)
    db.flush()
    return template


def _rows(fields: Sequence[Field]) -> list[TemplateField]:
    return [
        TemplateField(
            position=place,
            key=one.key,
            kind=one.kind,
            label=one.label,
            help=one.help,
            least=one.least,
            most=one.most,
            is_required=one.is_required,
        )
        for place, one in enumerate(fields)
    ]


def _check_fields(fields: Sequence[Field]) -> None:
    if not texts_of(fields):
        raise Refusal(N_("A card needs a field to write in."), field="fields")
    if len(fields) > _MOST_FIELDS:
        raise Refusal(N_("A card has at most %(most)s fields."), most=_MOST_FIELDS, field="fields")
    _check_once([one.key for one in fields], N_("Each field has a short name of its own."), "fields")
    _check_once_each(fields)
    for one in fields:
        if not one.label or not _KEY.fullmatch(one.key):
            raise Refusal(N_("Each field has a label, and a short name of small letters and digits."), field="fields")
        if one.least is not None and one.most is not None and one.least > one.most:
            raise Refusal(N_("A field cannot be longest before it is shortest."), field="fields")


def _check_once_each(fields: Sequence[Field]) -> None:
    for kind in (FieldKind.CONTACTS, FieldKind.MATERIALS, FieldKind.PHOTOS):
        if sum(one.kind == kind for one in fields) > 1:
            message = N_("People to ask, documents and photographs of a card stand in one field each.")
            raise Refusal(message, field="fields")


def _check_once(slugs: Sequence[str], message: str, field: str) -> None:
    if len(set(slugs)) < len(slugs) or not all(slugs):
        raise Refusal(message, field=field)


def _check(draft: CallDraft) -> None:
    if not draft.title:
        raise Refusal(N_("A call needs a title."), field="title")
    if draft.zone_name:
        read_zone(draft.zone_name)
    if draft.opens_on and draft.closes_on and draft.closes_on < draft.opens_on:
        raise Refusal(N_("It would close before it opens."), field="closes_on")
    if not _LEAST_POINTS <= draft.most <= _MOST_POINTS:
        message = N_("The highest score lies between %(least)s and %(most)s.")
        raise Refusal(message, least=_LEAST_POINTS, most=_MOST_POINTS, field="most")


def _write(call: Call, draft: CallDraft) -> None:
    for name in CallDraft.__slots__:
        setattr(call, name, getattr(draft, name))


def _free_slug(db: Session, edition: Edition, draft: CallDraft) -> str:
    taken = set(db.scalars(select(Call.slug).where(Call.edition_id == edition.id)))
    return slug_for(str(draft.title.wording("en")), taken.__contains__, "call")


def _new_slug(draft: CriterionDraft, taken: set[str]) -> str:
    slug = slug_for(str(draft.name.wording("en")), taken.__contains__, "criterion")
    taken.add(slug)
    return slug


def _draft_of(one: Criterion) -> CriterionDraft:
    return CriterionDraft(one.name, one.help, one.weight, one.slug)


def _told(entry: str, drafts: Sequence[PartDraft | CriterionDraft | Field]) -> dict[str, object]:
    """Return a list as the record tells it: each entry with all that it says, its short name too."""
    return numbered(entry, [{name: said for name, said in facts(one).items() if said} for one in drafts])


def _noted(
    db: Session, call: Call, act: str, now: datetime, before: dict[str, object], after: dict[str, object]
) -> None:
    if before != after:
        flag_modified(call, "slug")  # its revision rises: who has the same list open is told
    db.flush()
    touch(db, call.edition, now)
    record(db, act, call, now, edition_id=call.edition_id, before=before, after=after)
