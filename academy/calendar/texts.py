"""What a calendar entry says in words: plain text that stands alone, with the zone named."""

from collections.abc import Iterable

from academy.agenda.drafts import AffiliationDraft
from academy.agenda.models import Affiliation, Role, RoleKind, Room, Slot
from academy.agenda.words import ROLES
from academy.editions.models import Edition, Mode
from academy.kit.countries import country_name
from academy.kit.hours import Hours, print_hours
from academy.kit.languages import comma, name_in, semicolon
from academy.kit.markdown import to_plain
from academy.kit.words import N_, translate


def description(slot: Slot, language: str, page: str) -> str:
    """Return hours with their zone, who directs and who appears, talks, languages, the text, and the page's address."""
    own = slot.edition.languages
    lines = [str(slot.edition.title.wording(language, own)), _hours(slot)]
    if directs := directed_by(slot, language):
        lines.append(translate(N_("Directed by %(name)s"), language, {"name": directs}))
    lines += [holder_line(role, language) for role in slot.roles if role.talk is None]
    for talk in slot.talks:
        holders = [holder_line(role, language) for role in slot.roles if role.talk is talk]
        lines.append(" — ".join([f"• {talk.title.wording(language, own)}", *holders]))
    lines += _languages(slot, language)
    lines.append(to_plain(str(slot.about.wording(language, own))))
    return "\n".join(line for line in [*lines, page] if line)


def location(edition: Edition, language: str, room: Room | None = None) -> str:
    """Return room, venue, city and country as one line; "Online" where that is all there is."""
    own = edition.languages
    parts = [str(room.name.wording(language, own)) if room else ""]
    parts += [str(edition.venue.wording(language, own)), str(edition.city.wording(language, own))]
    parts.append(country_name(edition.country, language) if edition.country else "")
    if edition.mode == Mode.ONLINE and not any(parts):
        return translate(N_("Online"), language)
    return comma(language).join(dict.fromkeys(part for part in parts if part))


def names_of(codes: Iterable[str], language: str) -> str:
    """Return the names of languages as one line."""
    return comma(language).join(name_in(code, language) for code in codes)


def directed_by(slot: Slot, language: str) -> str:
    """Return who directs a slot, as the programme prints it."""
    if slot.directed_as:
        return str(slot.directed_as.wording(language, slot.edition.languages))
    return str(slot.directed_by.called(language)) if slot.directed_by else ""


def holder_line(role: Role, language: str) -> str:
    """Return a role as one line: name, role where it is not speaking, affiliations as they were that day."""
    parts = [holder(role, language)]
    if role.kind != RoleKind.SPEAKER:
        parts.append(translate(ROLES[role.kind], language))
    affiliated = semicolon(language).join(affiliation_line(one, language) for one in role.affiliations)
    return comma(language).join(part for part in [*parts, affiliated] if part)


def parts_line(parts: Iterable[tuple[RoleKind, str]], language: str) -> str:
    """Return what somebody does in a slot as one line: "Your part: Moderator; Speaker (The talk)"; empty if nothing."""
    named = [f"{translate(ROLES[kind], language)} ({talk})" if talk else translate(ROLES[kind], language)
             for kind, talk in parts]  # fmt: skip
    said = semicolon(language).join(dict.fromkeys(named))
    return translate(N_("Your part: %(parts)s"), language, {"parts": said}) if said else ""


def holder(role: Role, language: str) -> str:
    """Return the name of whoever holds a role."""
    if role.person:
        honorific = str(role.person.honorific.wording(language))
        return f"{honorific} {role.person.name}".strip()
    if role.institution:
        return str(role.institution.name.wording(language))
    return str(role.placeholder.wording(language))


def affiliation_line(affiliation: Affiliation | AffiliationDraft, language: str) -> str:
    """Return a post and an institution, by its short name, as one line."""
    return comma(language).join(affiliation_parts(affiliation, language))


def affiliation_parts(affiliation: Affiliation | AffiliationDraft, language: str, *, whole: bool = False) -> list[str]:
    """Return a post and an institution, by its short name or its `whole` one; what is unknown is left out."""
    named = affiliation.institution
    institution = "" if named is None else str(named.name.wording(language) if whole else named.called(language))
    return [part for part in (str(affiliation.post.wording(language)), institution) if part]


def _hours(slot: Slot) -> str:
    hours = print_hours(Hours(slot.start, slot.end, slot.days_over))
    zone = slot.edition.zone
    return f"{hours} ({zone.label or zone.name})" if hours else ""


def _languages(slot: Slot, language: str) -> list[str]:
    lines = []
    if slot.floor_languages:
        names = names_of(slot.floor_languages, language)
        lines.append(translate(N_("Languages: %(names)s"), language, {"names": names}))
    if slot.interpretation_languages:
        names = names_of(slot.interpretation_languages, language)
        lines.append(translate(N_("Interpretation: %(names)s"), language, {"names": names}))
    return lines
