"""The forms of the programme: one item with everything about it, and a day row after row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField, HiddenField, SelectField
from wtforms.fields import SelectChoice

from academy.agenda.drafts import PLAIN, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import Elective, Part, Presence, RoleKind, Room, SlotKind
from academy.agenda.typed import TypedHolder, TypedRow, plain_commas, read_speakers
from academy.agenda.typed_names import TypedNames
from academy.calendar.texts import affiliation_line
from academy.desk.edition_forms import checked_address
from academy.desk.inputs import (
    ChoiceInput,
    DayInput,
    DeskForm,
    LanguagesInput,
    LineInput,
    NumberInput,
    OnceInput,
    TextInput,
    ThingInput,
    TranslatedInput,
    content_languages,
)
from academy.kit.hours import Hours, print_hours, read_hours
from academy.kit.languages import name_in
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.practices.models import Practice
from academy.web.errors import sentence
from academy.web.language import language

_SPARE_ROWS = 2
_ROWS_OF_A_DAY = 12


@dataclass(frozen=True, slots=True)
class Places:
    """What slots of an edition may stand in."""

    rooms: Sequence[Room]
    parts: Sequence[Part]
    electives: Sequence[Elective]
    practices: Sequence[Practice]


class RoleRow(Form):
    """Who does what in a slot."""

    who = LineInput(lazy_gettext("Name"))
    behind = TextInput(lazy_gettext("Post, institution"), description=lazy_gettext("One a line."))
    kind = ChoiceInput(lazy_gettext("Role"), RoleKind)
    presence = ChoiceInput(lazy_gettext("Takes part"), Presence, blank=lazy_gettext("unknown"))


class TalkRow(Form):
    """A presentation inside a slot."""

    title = TranslatedInput(lazy_gettext("Presentation"))
    practice = ThingInput(lazy_gettext("Practice"))
    who = TextInput(lazy_gettext("By whom"), description=lazy_gettext("One a line: name, post, institution."))


class SlotForm(DeskForm):
    """An item of the programme. Names and posts are typed in one language, `spoken`."""

    spoken = HiddenField()
    once = OnceInput()
    kind = ChoiceInput(lazy_gettext("Kind"), SlotKind)
    title = TranslatedInput(lazy_gettext("Title"))
    day = DayInput(lazy_gettext("Day"))
    hours = LineInput(
        lazy_gettext("Hours"),
        description=lazy_gettext("As you write them: 9h – 10h30, 14:00-15:30, 9 a.m. Left empty while unknown."),
    )
    room = ThingInput(lazy_gettext("Room"))
    part = ThingInput(lazy_gettext("Part of the programme"))
    elective = ThingInput(lazy_gettext("A meeting of the elective"))
    directs = LineInput(lazy_gettext("Directed by"))
    directed_as = TranslatedInput(lazy_gettext("How the programme prints who directs, where it differs"))
    about = TranslatedInput(lazy_gettext("Text for readers"), long=True)
    roles = FieldList(FormField(RoleRow))
    talks = FieldList(FormField(TalkRow))
    floor_languages = LanguagesInput(lazy_gettext("Languages spoken"))
    interpretation_languages = LanguagesInput(lazy_gettext("Interpretation into"))
    capacity = NumberInput(lazy_gettext("Places"))
    online_url = LineInput(lazy_gettext("Address to follow online"))
    doubt = LineInput(lazy_gettext("A doubt, for the desk only"))

    def offer(self, places: Places) -> None:
        """Offer rooms, parts, electives and practices."""
        for field, things in ((self.room, places.rooms), (self.part, places.parts), (self.elective, places.electives)):
            field.offer(things, lambda one: str(one.name.wording(language())))
        for row in self.talks:
            row.form.practice.offer(places.practices, lambda one: one.title)

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for rows in (self.roles, self.talks):
            for _ in range(_SPARE_ROWS):
                rows.append_entry()

    def names(self) -> list[str]:
        """Return every name that was typed."""
        holders = [holder.name for row in self.talks for holder in read_speakers(row.form.who.data or "")[0]]
        return [name for name in (*(row.form.who.data for row in self.roles), *holders, self.directs.data) if name]

    def draft(self, before: SlotDraft | None, names: TypedNames) -> SlotDraft:
        """Return what was typed; what stands there unchanged keeps its texts in all languages."""
        spoken = str(self.spoken.data or content_languages()[0])
        old = _Old(before, spoken)
        hours = _read(self.hours.data or "")
        return SlotDraft(
            kind=self.kind.data,
            title=Translated(self.title.data),
            about=Translated(self.about.data),
            day=self.day.day,
            start=hours.start,
            end=hours.end,
            days_over=hours.days_over,
            printed_hours=_printed(self.hours.data or "", hours, before),
            doubt=self.doubt.data or "",
            room=self.room.thing,
            part=self.part.thing,
            elective=self.elective.thing,
            directed_by=self._directs(before, spoken, names),
            directed_as=Translated(self.directed_as.data),
            floor_languages=self.floor_languages.codes,
            interpretation_languages=self.interpretation_languages.codes,
            capacity=self.capacity.data,
            online_url=checked_address(self.online_url.data or ""),
            roles=tuple(self._role(row.form, old, names) for row in self.roles if row.form.who.data),
            talks=tuple(self._talk(row.form, old, names) for row in self.talks if _is_talk(row.form)),
        )

    def _directs(self, before: SlotDraft | None, spoken: str, names: TypedNames) -> Any:
        typed = self.directs.data
        if before and before.directed_by and typed == directs_typed(before, spoken):
            return before.directed_by
        return names.institution(typed) if typed else None

    def _role(self, row: Any, old: "_Old", names: TypedNames) -> RoleDraft:
        holder = TypedHolder(row.who.data, row.behind.data or "")
        kept = old.role(holder) or _by_lines(holder, names, old.holder(holder.name))
        return replace(kept, kind=row.kind.data, presence=row.presence.data)

    def _talk(self, row: Any, old: "_Old", names: TypedNames) -> TalkDraft:
        holders, _ = read_speakers(row.who.data or "")
        roles = tuple(old.role_on_a_line(holder) or names.role(holder) for holder in holders)
        return TalkDraft(Translated(row.title.data), row.practice.thing, roles)


class _Old:
    """The roles that a slot had, by what stood in the form for them."""

    def __init__(self, before: SlotDraft | None, spoken: str) -> None:
        roles = [*before.roles, *(role for talk in before.talks for role in talk.roles)] if before else []
        self._by_rows = {(name_typed(role, spoken), behind_typed(role, spoken)): role for role in roles}
        self._by_lines = {
            (name, plain_commas(", ".join(behind.split("\n")))): role for (name, behind), role in self._by_rows.items()
        }

    def role(self, holder: TypedHolder) -> RoleDraft | None:
        """Return the role that stood there in a row of its own."""
        return self._by_rows.get((holder.name, holder.behind))

    def holder(self, name: str) -> RoleDraft | None:
        """Return a role that stood there under a name, whatever stood behind it."""
        return next((role for (typed, _), role in self._by_rows.items() if typed == name), None)

    def role_on_a_line(self, holder: TypedHolder) -> RoleDraft | None:
        """Return the role that stood there on a line of a talk."""
        return self._by_lines.get((holder.name, holder.behind))


class DayRow(Form):
    """A row of the table in which a day is typed."""

    hours = LineInput(lazy_gettext("Hours"))
    title = LineInput(lazy_gettext("Title"))
    kind = ChoiceInput(lazy_gettext("Kind"), SlotKind, blank=lazy_gettext("guess"))
    room = ThingInput(lazy_gettext("Room"))
    directs = LineInput(lazy_gettext("Directs"))
    speakers = TextInput(lazy_gettext("Speakers"))

    @property
    def is_filled(self) -> bool:
        """True where anything was typed."""
        return any((self.hours.data, self.title.data, self.directs.data, self.speakers.data))


class DayForm(DeskForm):
    """A whole day of the programme, row after row, in one language."""

    once = OnceInput()
    day = DayInput(lazy_gettext("Day"))
    spoken = SelectField(
        lazy_gettext("Language of what you type"),
        choices=lambda: [SelectChoice(code, name_in(code, language())) for code in content_languages()],
    )
    rows = FieldList(FormField(DayRow))

    def offer(self, rooms: Iterable[Room]) -> None:
        """Offer rooms in every row."""
        offered = list(rooms)
        for row in self.rows:
            row.form.room.offer(offered, lambda one: str(one.name.wording(language())))

    def ensure_room(self, more: int = 0) -> None:
        """Leave a day's worth of rows, or `more` behind those that are there."""
        for _ in range(more or max(0, _ROWS_OF_A_DAY - len(self.rows))):
            self.rows.append_entry()

    def read(self) -> list[TypedRow]:
        """Return the rows that were typed; a refusal stands beside its own row."""
        read = [_row(row.form) for row in self.rows if row.form.is_filled]
        if not read:
            raise Refusal(N_("Nothing was typed yet."))
        wrong = sum(row is None for row in read)
        if wrong:
            raise Refusal(N_("%(count)s rows need a correction; nothing was saved, and nothing is lost."), count=wrong)
        return [row for row in read if row]


def role_facts(role: RoleDraft, spoken: str) -> dict[str, object]:
    """Return what stands in the form for a role."""
    typed = {"who": name_typed(role, spoken), "behind": behind_typed(role, spoken)}
    return {**typed, "kind": role.kind, "presence": role.presence}


def slot_facts(draft: SlotDraft, spoken: str) -> dict[str, object]:
    """Return what stands in the form for a slot."""
    return {
        **{name: getattr(draft, name) for name in PLAIN},
        "spoken": spoken,
        "hours": print_hours(Hours(draft.start, draft.end, draft.days_over)),
        "directs": directs_typed(draft, spoken),
        "roles": [role_facts(role, spoken) for role in draft.roles],
        "talks": [
            {
                "title": talk.title,
                "practice": talk.practice.slug if talk.practice else "",
                "who": "\n".join(_line(role, spoken) for role in talk.roles),
            }
            for talk in draft.talks
        ],
    }


def names_typed(draft: SlotDraft, spoken: str) -> set[str]:
    """Return every name that stands in the form for a slot."""
    roles = [*draft.roles, *(role for talk in draft.talks for role in talk.roles)]
    return {name_typed(role, spoken) for role in roles} | {directs_typed(draft, spoken)}


def directs_typed(draft: SlotDraft, spoken: str) -> str:
    """Return what stands in the form for who directs."""
    return str(draft.directed_by.name.wording(spoken)) if draft.directed_by else ""


def name_typed(role: RoleDraft, spoken: str) -> str:
    """Return what stands in the form for the holder of a role."""
    if role.person:
        return role.person.name
    if role.institution:
        return str(role.institution.name.wording(spoken))
    return str(role.placeholder.wording(spoken))


def behind_typed(role: RoleDraft, spoken: str) -> str:
    """Return what stands in the form for the affiliations of a role, one a line."""
    return "\n".join(affiliation_line(one, spoken) for one in role.affiliations)


def _line(role: RoleDraft, spoken: str) -> str:
    behind = ", ".join(behind_typed(role, spoken).split("\n"))
    return ", ".join(part for part in (name_typed(role, spoken), behind) if part)


def _by_lines(holder: TypedHolder, names: TypedNames, before: RoleDraft | None) -> RoleDraft:
    role = before or names.role(TypedHolder(holder.name))
    lines = [line for line in holder.behind.split("\n") if line.strip()]
    return replace(role, affiliations=tuple(one for line in lines for one in names.affiliations(line.strip())))


def _is_talk(row: Any) -> bool:
    return bool(row.title.data or row.who.data or row.practice.data)


def _row(row: DayRow) -> TypedRow | None:
    """Return what was typed in a row, or None where it must be corrected; why stands beside the cell."""
    hours = _hours_beside(row)
    if not row.title.data:
        row.title.errors = [*row.title.errors, gettext("This row has no title.")]
    if hours is None or not row.title.data:
        return None
    holders, talks = read_speakers(row.speakers.data or "")
    return TypedRow(
        row.title.data,
        hours,
        _printed(row.hours.data or "", hours, None),
        row.kind.data,
        row.room.thing,
        row.directs.data or "",
        holders,
        talks,
    )


def _hours_beside(row: DayRow) -> Hours | None:
    try:
        return _read(row.hours.data or "")
    except Refusal as refusal:
        row.hours.errors = [*row.hours.errors, sentence(refusal)]
        return None


def _read(typed: str) -> Hours:
    try:
        return read_hours(typed)
    except Refusal as refusal:
        refusal.field = "hours"
        raise


def _printed(typed: str, hours: Hours, before: SlotDraft | None) -> str:
    """Return the hours as they were printed: what was typed where it had to be read, or what was kept before."""
    if before and (before.start, before.end, before.days_over) == (hours.start, hours.end, hours.days_over):
        return before.printed_hours
    return typed if hours.repaired else ""
