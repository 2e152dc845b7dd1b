"""Placeholders: what stands in braces in a message, and how it is filled for one reader."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from academy.kit.languages import comma, direction, own_name
from academy.kit.refusals import Refusal
from academy.kit.texts import LINE, clean_line
from academy.kit.translated import Translated
from academy.kit.words import N_

PLACEHOLDERS: dict[str, str] = {
    "name": N_("the reader’s name, as it is used"),
    "honorific": N_("the reader’s honorific, such as Dr.; nothing where there is none"),
    "edition": N_("the title of the edition"),
    "dates": N_("the days of the edition"),
    "place": N_("venue, city and country"),
    "items": N_("the reader’s own items of the programme, with day and hours; on a line of its own"),
    "link": N_("the address of the edition’s page"),
    "programme": N_("the address of the programme"),
}
"""Each placeholder, and what it means."""

ADDRESSES = ("link", "programme")
"""Filled when the letter is rendered: only then its address is known."""

_IN_LINES = frozenset({"name", "honorific", "edition", "dates", "place"})
"""Those that are short enough for a subject."""

_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_TO_FILL = re.compile(r"(\{\{|\}\})|\{(\w+)\}( ?)")
_ON_ITS_OWN_LINE = re.compile(r"^[^\S\n]*\{items\}[^\S\n]*$", re.MULTILINE)
_IN_ADDRESS = re.compile(r"\]\((\s*<?[^)\s]*?)\{([^{}\n]*)\}(\))?")
_PUNCTUATION = re.compile(r"([\\`*_\[\]()<>#+\-.!|~&=])")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a writer should know of; it forbids nothing."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


def check_words(subject: Translated, body: Translated) -> None:
    """Refuse what no letter can be made of: unknown placeholders, open braces, ones where they cannot stand."""
    for name, texts, allowed in (("subject", subject, _IN_LINES), ("body", body, frozenset(PLACEHOLDERS))):
        for code, text in texts.items():
            _check_marks(text, allowed, name, own_name(code))
    for code, text in body.items():
        _check_places(text, own_name(code))


def used_in(text: str) -> set[str]:
    """Return the names of the placeholders of a text."""
    return {found[1] for found in _MARK.finditer(text) if found[1] is not None}


def missing_placeholders(body: Translated) -> list[Remark]:
    """Return what one language's text leaves out that another one's has."""
    used = {code: used_in(text) for code, text in body.items()}
    everywhere = set().union(*used.values())
    message = N_("The text in %(language)s does not have %(names)s, which another language has.")
    return [
        Remark(message, {"language": own_name(code), "names": comma("en").join(sorted(map("{{{}}}".format, lacking)))})
        for code in used
        if (lacking := everywhere - used[code])
    ]


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """Return a subject with its placeholders filled: always one line, whatever the values are."""
    filled = _filled(text, values, {"{{": "{", "}}": "}"})
    return clean_line(filled, most=len(filled))[:LINE].rstrip()


def fill_text(text: str, values: Mapping[str, str], items: Iterable[Sequence[str]], language: str) -> str:
    """Return a body with its placeholders filled, as CommonMark; addresses are still open: see `with_addresses`.

    Values are words and nothing else: nothing in them is read as CommonMark or as a placeholder.
    """
    words = {name: as_words(value, language) for name, value in values.items()}
    listed = "\n".join("- " + " · ".join(as_words(part, language) for part in item) for item in items)
    kept = {name: f"{{{name}}}" for name in ADDRESSES}
    filled = _filled(text, {**words, **kept, "items": f"\n{listed}\n"}, _BRACES)
    return re.sub(r"\n{3,}", "\n\n", filled)


def with_addresses(body: str, addresses: Mapping[str, str], language: str = "en") -> str:
    """Return a filled body with the addresses that were still open; they can be followed."""
    first, last = ("\u2066", "\u2069") if direction(language) == "rtl" else ("", "")

    def filler(found: re.Match[str]) -> str:
        address = f"<{addresses[found[2]]}>"
        return f"{found[1]}{address}" if found[1] else f"{first}{address}{last}"

    return re.sub(r"(\]\()?\{(link|programme)\}", filler, body)


def as_words(value: str, language: str = "en") -> str:
    """Return a value as CommonMark that shows exactly its words, on one line.

    In a text from right to left it is isolated, so that a name in Latin letters or a span of hours keeps its order.
    """
    escaped = _PUNCTUATION.sub(r"\\\1", clean_line(value, most=len(value)))
    escaped = escaped.replace("{", _BRACES["{{"]).replace("}", _BRACES["}}"])
    return f"\u2068{escaped}\u2069" if escaped and direction(language) == "rtl" else escaped


_BRACES = {"{{": "&#123;", "}}": "&#125;"}


def _filled(text: str, values: Mapping[str, str], braces: Mapping[str, str]) -> str:
    def filler(found: re.Match[str]) -> str:
        if found[1]:
            return braces[found[1]]
        value = values.get(found[2], "")
        return value + found[3] if value else ""  # the blank behind a missing honorific goes with it

    return _TO_FILL.sub(filler, text)


def _check_marks(text: str, allowed: frozenset[str], name: str, spoken: str) -> None:
    for found in _MARK.finditer(text):
        if found[0] in {"{", "}"}:
            message = N_("%(language)s: a brace is left open at “%(text)s”. A brace itself is written {{ or }}.")
            raise Refusal(message, language=spoken, text=text[found.start() :][:30], field=name)
        if found[1] is not None and found[1] not in PLACEHOLDERS:
            message = N_("%(language)s: “%(name)s” is no placeholder.")
            raise Refusal(message, language=spoken, name=found[0][:40], field=name)
        if found[1] is not None and found[1] not in allowed:
            message = N_("%(language)s: %(name)s cannot stand in a subject.")
            raise Refusal(message, language=spoken, name=found[0], field=name)


def _check_places(text: str, spoken: str) -> None:
    if "items" in used_in(text) and len(_ON_ITS_OWN_LINE.findall(text)) != text.count("{items}"):
        message = N_("%(language)s: {items} stands on a line of its own, since it becomes a list.")
        raise Refusal(message, language=spoken, field="body")
    for name in _names_in_addresses(text):
        message = N_("%(language)s: %(name)s cannot be part of an address that one follows.")
        raise Refusal(message, language=spoken, name=f"{{{name}}}", field="body")


def _names_in_addresses(text: str) -> Iterator[str]:
    """Go through the placeholders behind words that one follows, but for an address that is the whole of it."""
    for before, name, end in _IN_ADDRESS.findall(text):
        if before or not end or name not in ADDRESSES:
            yield name
