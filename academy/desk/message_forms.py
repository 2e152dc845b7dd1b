"""Forms in which messages are written, addressed and scheduled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice, SelectField
from wtforms.widgets import CheckboxInput, ListWidget

from academy.accounts.models import EditionRole
from academy.agenda.models import RoleKind, Slot
from academy.desk.inputs import DayInput, DeskForm, HourInput, LineInput, NumberInput, TranslatedInput, small_number
from academy.kit.languages import INTERFACE, name_in
from academy.kit.translated import Translated
from academy.messaging.actions import MessageDraft
from academy.messaging.models import Message, Occasion
from academy.messaging.rules import When
from academy.messaging.words import OCCASIONS
from academy.participation.models import State
from academy.web.language import language
from academy.web.templates import label

Choices = Mapping[str, str]
"""Values, and what they are called."""

_PLACES = {"programme_roles": "programme.", "edition_roles": "edition.", "participation_states": "participation."}
"""The inputs that choose roles, and how the roles of each begin."""
_DIMENSIONS = ("type", "slot", "country", "language")


class ChecksInput(SelectMultipleField):
    """Some of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, text: Any, **more: Any) -> None:
        """The choices are offered by `offer`, once they are known."""
        super().__init__(text, choices=[], **more)

    def offer(self, choices: Choices) -> None:
        """Offer these, and whatever was chosen before and is gone."""
        gone = {value: gettext("no longer there (%(name)s)", name=value) for value in self.object_data or ()}
        self.choices = [SelectChoice(value, text) for value, text in {**gone, **choices}.items()]
        self.choices.sort(key=lambda choice: choice.value not in choices)


class WordsForm(DeskForm):
    """What a message says."""

    name = LineInput(
        lazy_gettext("Name for the desk"), description=lazy_gettext("Under which you find it again; no reader sees it.")
    )
    subject = TranslatedInput(lazy_gettext("Subject"))
    body = TranslatedInput(lazy_gettext("Text"), long=True)
    answers_to = SelectField(lazy_gettext("Where answers go"))
    is_announcement = BooleanField(
        lazy_gettext("An announcement that nobody needs in order to take part; its readers can stop announcements")
    )

    def offer(self, addresses: Mapping[int, str]) -> None:
        """Offer these accounts for answers."""
        named = [SelectChoice(str(number), address) for number, address in addresses.items()]
        self.answers_to.choices = [SelectChoice("", gettext("nowhere: this letter asks for no answer")), *named]

    def draft(self) -> MessageDraft:
        """Return what was typed."""
        return MessageDraft(
            name=self.name.data or "",
            subject=Translated(self.subject.data),
            body=Translated(self.body.data),
            is_announcement=bool(self.is_announcement.data),
            reply_to_id=small_number(str(self.answers_to.data or "")),
        )


class AudienceForm(DeskForm):
    """Whom a message goes to."""

    programme_roles = ChecksInput(lazy_gettext("Role in the programme"))
    edition_roles = ChecksInput(lazy_gettext("Role in the edition"))
    participation_states = ChecksInput(lazy_gettext("Where their participation stands"))
    type = ChecksInput(lazy_gettext("Institution type"))
    slot = ChecksInput(lazy_gettext("Item of the programme"))
    country = ChecksInput(lazy_gettext("Country"))
    language = ChecksInput(lazy_gettext("Language of their letters"))

    @classmethod
    def of(cls, message: Message, **more: Any) -> "AudienceForm":
        """Begin with the message's own."""
        roles = message.audience.get("role", [])
        own = {name: message.audience.get(name, []) for name in _DIMENSIONS}
        own |= {name: [role for role in roles if role.startswith(place)] for name, place in _PLACES.items()}
        return cls(data={**own, "revision": message.revision}, **more)

    def offer(self, types: Choices, slots: Choices, countries: Choices, languages: Choices) -> None:
        """Offer what there is."""
        kinds, given = list(RoleKind), [role for role in EditionRole if role != EditionRole.ADMINISTRATOR]
        self.programme_roles.offer({f"programme.{kind.value}": label(kind) for kind in kinds})
        self.edition_roles.offer({f"edition.{role.value}": label(role) for role in given})
        self.participation_states.offer({f"participation.{state.value}": label(state) for state in State})
        self.type.offer(types)
        self.slot.offer(slots)
        self.country.offer(countries)
        self.language.offer(languages)

    def rule(self) -> dict[str, list[str]]:
        """Return what was chosen."""
        chosen = {name: list(self[name].data or ()) for name in _DIMENSIONS}
        return {"role": [role for name in _PLACES for role in self[name].data or ()], **chosen}


class WhenForm(DeskForm):
    """What lets a message leave."""

    occasion = SelectField(
        lazy_gettext("It leaves"),
        choices=lambda: [
            SelectChoice(one.value, gettext(text)) for one, text in OCCASIONS.items() if one != Occasion.BY_HAND
        ],
    )
    day = DayInput(lazy_gettext("Day"), description=lazy_gettext("Where it leaves on a day."))
    days = NumberInput(
        lazy_gettext("How many days"), 0, 365, description=lazy_gettext("Of a reminder: 0 is the day itself.")
    )
    hour = HourInput(lazy_gettext("Hour"))
    is_sure = BooleanField(lazy_gettext("It may leave within minutes, if its moment has come already"))

    def when(self) -> When:
        """Return what was chosen."""
        occasion = Occasion(self.occasion.data)
        return When(occasion, self.day.day, self.hour.hour, self.days.data, is_sure=bool(self.is_sure.data))


class SendForm(DeskForm):
    """Says once more that a message is to leave, to so many people."""

    expected = HiddenField()


class AddressForm(DeskForm):
    """Where letters to a person go."""

    email = LineInput(
        lazy_gettext("E-mail address"),
        description=lazy_gettext("Left empty: messages go to the address of their account, and invitations nowhere."),
    )
    language = SelectField(lazy_gettext("Language of the letters"))

    def offer(self, own: str | None) -> None:
        """Offer the languages of the interface, and the one that is kept."""
        codes = dict.fromkeys([*INTERFACE, *([own] if own else [])])
        named = [SelectChoice(code, name_in(code, language())) for code in codes]
        self.language.choices = [SelectChoice("", gettext("not known: the first language of the edition")), *named]


def slot_choices(slots: Iterable[Slot], languages: Sequence[str]) -> dict[str, str]:
    """Return items of a programme by code, as one finds them in it."""
    found = {}
    for slot in slots:
        hour = f"{slot.start:%H:%M}" if slot.start else ""
        day = slot.day.isoformat() if slot.day else ""
        title = str(slot.title.wording(language(), languages))
        found[slot.code] = " ".join(part for part in (day, hour, title) if part)
    return found
