"""What the pages of a message show."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask_babel import gettext

from academy.accounts.models import EditionRole
from academy.agenda.models import RoleKind
from academy.agenda.queries import list_slots
from academy.desk.message_forms import AudienceForm, WordsForm, slot_choices
from academy.desk.pages import part_from
from academy.editions.models import Edition
from academy.kit.countries import country_name
from academy.kit.languages import base, direction, name_in
from academy.kit.refusals import Unknown
from academy.kit.texts import collated
from academy.kit.words import N_
from academy.messaging.audiences import Reader, Rule, standings
from academy.messaging.letters import facts
from academy.messaging.models import Message, MessageState
from academy.messaging.placeholders import PLACEHOLDERS
from academy.messaging.queries import fates, list_letters_of, writing_of
from academy.messaging.rules import is_too_late, items_of, languages_of, may_leave, remarks, reminds_of_items
from academy.messaging.sending import audience_of
from academy.messaging.words import DIMENSIONS
from academy.participation.models import State
from academy.participation.queries import list_institution_types
from academy.web.current import account, now
from academy.web.language import language
from academy.web.templates import label
from academy.web.transactions import db


def addressable(message: Message | None) -> dict[int, str]:
    """Return the accounts that answers may go to: one's own, and the one that is chosen already."""
    kept, own = message.reply_to if message else None, account()
    found = {kept.id: kept.email or ""} if kept else {}
    if own:
        found[own.account_id] = own.email
    return {number: email for number, email in found.items() if email}


def filled_words(message: Message, **more: Any) -> WordsForm:
    """Return the form of what a message says."""
    form = WordsForm(obj=message, data={"answers_to": str(message.reply_to_id or "")}, **more)
    form.offer(addressable(message))
    return form


def offer_audience(form: AudienceForm, edition: Edition) -> AudienceForm:
    """Offer what there is to choose from: institution types, items, and the countries and languages of its people."""
    every = standings(db(), edition)
    found = {code for one in every for code in (one.facts["country"], one.reader.country) if code}
    countries = {code: country_name(code, language()) for code in found}
    codes = map(base, [*edition.languages, *(one.reader.language for one in every)])
    languages = {code: name_in(code, language()) for code in codes}
    slots = slot_choices(list_slots(db(), edition), edition.languages)
    form.offer(_types_called(edition), slots, _in_order(countries), _in_order(languages))
    return form


def overview(edition: Edition, message: Message) -> dict[str, Any]:
    """Return what a message's own page shows."""
    fate = fates(db(), [message])[message.id]
    return {
        **audience_page(edition, message),
        "rule": _rule_in_words(message.audience, edition),
        "fate": fate,
        "part": part_from(sum(fate.values()), lambda first, most: list_letters_of(db(), message, first, most)),
        "is_held": message.state == MessageState.SCHEDULED and not may_leave(message, edition),
        "is_missed": is_missed(message, edition),
    }


def is_missed(message: Message, edition: Edition) -> bool:
    """Tell whether a draft was once to leave on a day that is over."""
    return message.state == MessageState.DRAFT and is_too_late(message, edition, now())


def audience_page(edition: Edition, message: Message) -> dict[str, Any]:
    """Return whom a message goes to, in which languages, and what its writer should know."""
    found = audience_of(db(), message, edition)
    writing = writing_of(db(), message, edition)
    return {
        "edition": edition,
        "message": message,
        "audience": found,
        "languages_of": languages_of(writing, found),
        "remarks": list(remarks(writing, found)),
    }


def read_as(edition: Edition, message: Message, key: str) -> dict[str, Any]:
    """Return a message as one of its readers gets it; the first one, where none is named."""
    found = audience_of(db(), message, edition)
    readers = [*found.readers, *found.unreachable]
    at = next((place for place, one in enumerate(readers) if one.key == key), None if key else 0)
    if at is None:
        raise Unknown(N_("This message does not go to anybody of this name."))
    reader = readers[at] if readers else Reader("", "", "", edition.languages[0])
    writing = writing_of(db(), message, edition)
    if reminds_of_items(message):
        writing = replace(writing, items={reader.person_id or 0: items_of(writing, found, reader)[:1]})
    spoken = writing.language_of(reader)
    return {
        "edition": edition,
        "message": message,
        "reader": reader if readers else None,
        "before": readers[at - 1] if at else None,
        "after": readers[at + 1] if at + 1 < len(readers) else None,
        "place": at + 1,
        "count": len(readers),
        "said": facts(writing, reader),
        "spoken": spoken,
        "rather": "" if base(reader.language) == base(spoken) else reader.language,
        "direction_of_text": direction(spoken),
    }


def meanings() -> list[tuple[str, str]]:
    """Return the placeholders with what they mean."""
    return [(f"{{{name}}}", gettext(meaning)) for name, meaning in PLACEHOLDERS.items()]


def _in_order(named: dict[str, str]) -> dict[str, str]:
    return dict(sorted(named.items(), key=lambda pair: collated(pair[1], language())))


def _rule_in_words(rule: Rule, edition: Edition) -> list[tuple[str, list[str]]]:
    """Return each chosen dimension with what was chosen of it."""
    slots = slot_choices(list_slots(db(), edition), edition.languages) if rule.get("slot") else {}
    types = _types_called(edition) if rule.get("type") else {}
    called: dict[str, Callable[[str], str]] = {
        "role": _role_called,
        "type": lambda slug: types.get(slug, gettext("no longer there (%(name)s)", name=slug)),
        "slot": lambda code: slots.get(code, gettext("no longer there (%(name)s)", name=code)),
        "country": lambda code: country_name(code, language()),
        "language": lambda code: name_in(code, language()),
    }
    return [
        (gettext(text), [called[name](value) for value in rule[name]])
        for name, text in DIMENSIONS.items()
        if rule.get(name)
    ]


def _types_called(edition: Edition) -> dict[str, str]:
    types = list_institution_types(db(), edition)
    return {one.slug: str(one.name.wording(language(), edition.languages)) for one in types}


def _role_called(value: str) -> str:
    place, _, role = value.partition(".")
    return label(_ROLES[place](role))


_ROLES: dict[str, type[RoleKind | EditionRole | State]] = {
    "programme": RoleKind,
    "edition": EditionRole,
    "participation": State,
}
