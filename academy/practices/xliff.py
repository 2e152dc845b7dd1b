"""A card's text for translators' tools and back: XLIFF 2.0 out, 2.0 and 2.1 in.

A card is a file, a field a unit, and a paragraph, heading, list item or table cell a segment; what stands between them
(marks of lists, pipes, empty lines) is ignorable, so that a tool cannot break a table. Bold and links stay in the text
as CommonMark writes them: every tool keeps plain text, and some drop inline codes. Read back, codes are text as well.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from lxml import etree

from academy.kit.languages import direction
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line, clean_text
from academy.kit.words import N_, translate
from academy.practices.content import CardContent, Further
from academy.practices.segments import Part, PartKind, divide

MOST_OF_A_FILE = 5 * 1024 * 1024
"""Bytes; a card of the longest fields takes less than a tenth."""

_NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
_IN: Final = f"{{{_NAMESPACE}}}"
_SPACE: Final = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
_VERSIONS = ("2.0", "2.1")
_STATES = {"draft": "translated", "machine": "initial", "reviewed": "reviewed", "approved": "final"}
_OWN_STATES = ("initial", "translated", "reviewed", "final")
_MOST_FURTHER = 3  # digits of the number of a further field

_MARKS = N_("Keep the signs of Markdown where they stand: **bold**, *slanted*, [text of a link](address).")
_LABEL = N_("The label that the author gave to the next text.")
_NONE = Further("", "")

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9._-]|_(?=x)")
_ESCAPED = re.compile(r"_x([0-9a-f]{1,5}|10[0-9a-f]{4})_")
_REVISION = re.compile(r"revision=(\d{1,9})$")
_FURTHER = re.compile(rf"further\.(\d{{1,{_MOST_FURTHER}}})\.(?:label|text)")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at. `message` is a source sentence, `facts` fill it."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a translator's tool sent. Whether it belongs to a card is for the caller to compare.

    `content` has the translation alone; a further field keeps its place although it is not translated. Units are named
    "title", "field.results", "further.0.label" and "further.0.text".
    """

    card_id: str
    source_language: str
    target_language: str
    revision: int | None
    """Of the original from which the file was made; None where the tool has lost it."""
    content: CardContent
    untranslated: tuple[str, ...]
    """Units without any translation."""
    partial: tuple[str, ...]
    """Units of which a part still says what the original says."""
    warnings: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    note: str
    source: str
    target: str
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """A unit as it came in; `text` is empty where nothing is translated. A mended one had a cell that left its cell."""

    name: str
    text: str
    is_partial: bool
    is_mended: bool


def to_xliff(
    card_id: str,
    source_language: str,
    target_language: str,
    source: CardContent,
    target: CardContent | None,
    *,
    labels: Mapping[str, str],
    state: str,
    revision: int,
) -> bytes:
    """Return a card as XLIFF 2.0.

    `labels` are those of the fields by key, and of "title"; `state` is that of the translation, ours or XLIFF's.
    """
    root = etree.Element(f"{_IN}xliff", nsmap={None: _NAMESPACE}, version="2.0")
    root.attrib.update({"srcLang": _tag(source_language), "trgLang": _tag(target_language)})
    directions = {"srcDir": direction(source_language), "trgDir": direction(target_language)}
    name = _escaped(card_id)
    original = {"id": name, "original": f"{name}?revision={revision}", "canResegment": "no"}
    file = _add(root, "file", **original, **directions, **_SPACE)
    _note(file, {"revision": f"revision={revision}", "instruction": translate(_MARKS, source_language)})
    for unit in _units(source, target or CardContent("", {}), labels, translate(_LABEL, source_language)):
        if unit.source or unit.target:
            _write(file, unit, _state(state))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def from_xliff(content: bytes) -> Incoming:
    """Read a translation; refuse what is not XLIFF 2.0 or 2.1 with one card in it."""
    root = _parsed(content)
    file = _only_card(root)
    read, unknown = _known(_read(unit) for unit in file.iter(f"{_IN}unit"))
    revision = _revision(file)
    unsaid = [] if revision is not None else [Doubt(N_("The file does not say from which text it was translated."))]
    return Incoming(
        card_id=_unescaped(file.get("id", "")),
        source_language=root.get("srcLang", ""),
        target_language=root.get("trgLang", ""),
        revision=revision,
        content=_content({name: one.text for name, one in read.items()}),
        untranslated=tuple(name for name, one in read.items() if not one.text),
        partial=tuple(name for name, one in read.items() if one.is_partial),
        warnings=(*unsaid, *_mended(read.values()), *unknown),
    )


def _units(source: CardContent, target: CardContent, labels: Mapping[str, str], label: str) -> Iterator[_Unit]:
    yield _Unit("title", labels.get("title", ""), _line(source.title), _line(target.title), is_line=True)
    for key in dict.fromkeys([*source.fields, *target.fields]):
        one, other = (_text(content.fields.get(key, "")) for content in (source, target))
        yield _Unit(f"field.{key}", labels.get(key, key), one, other)
    for number, (was, now) in enumerate(zip_longest(source.further, target.further, fillvalue=_NONE)):
        yield _Unit(f"further.{number}.label", label, _line(was.label), _line(now.label), is_line=True)
        yield _Unit(f"further.{number}.text", was.label, _text(was.text), _text(now.text))


def _write(file: etree._Element, unit: _Unit, state: Mapping[str, str]) -> None:
    element = _add(file, "unit", id=_escaped(unit.name), name=_line(unit.name), **_SPACE)
    if note := _line(unit.note):
        _note(element, {"label": note})
    for number, (one, other) in enumerate(_aligned(unit), 1):
        if one.kind is PartKind.BETWEEN:
            part = _add(element, "ignorable")
        else:
            part = _add(element, "segment", id=f"{one.kind}{number}", **(state if other else {"state": "initial"}))
        _add(part, "source").text = one.text
        if other:
            _add(part, "target").text = other


def _aligned(unit: _Unit) -> list[tuple[Part, str]]:
    """Pair the parts of both texts; where they are made up differently, the whole text is one segment."""
    source, target = divide(unit.source), divide(unit.target)
    kinds = [part.kind for part in source]
    if unit.is_line or not any(part.kind is not PartKind.BETWEEN for part in source):
        return [(Part(PartKind.PROSE, unit.source), unit.target)]
    if not unit.target:
        return [(part, "") for part in source]
    if kinds != [part.kind for part in target]:
        return [(Part(PartKind.PROSE, unit.source), unit.target)]
    return [(one, other.text) for one, other in zip(source, target, strict=True)]


def _parsed(content: bytes) -> etree._Element:
    """Parse without looking at anything outside of the bytes."""
    if len(content) > MOST_OF_A_FILE:
        raise Refusal(N_("This file is larger than %(most)s MB."), most=MOST_OF_A_FILE // 1024**2)
    if b"<" not in content[:1000]:
        raise Refusal(N_("This is not an XLIFF file."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(N_("This file is broken at line %(line)s. Export it anew."), line=error.lineno or 1) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal(N_("This file declares a document type, which XLIFF never needs. It was not read."))
    return root


def _only_card(root: etree._Element) -> etree._Element:
    name, version = etree.QName(root), _line(root.get("version", ""))[:20]
    if name.localname != "xliff":
        raise Refusal(N_("This is not an XLIFF file."))
    if name.namespace != _NAMESPACE or version not in _VERSIONS:
        raise Refusal(N_("This is XLIFF %(version)s. Save it as XLIFF 2.0 and send that."), version=version or "?")
    if not root.get("srcLang") or not root.get("trgLang"):
        raise Refusal(N_("This file does not say from which language into which it is translated."))
    files = root.findall(f"{_IN}file")
    if len(files) != 1:
        raise Refusal(N_("This file holds %(count)s cards. Send them one at a time."), count=len(files))
    return files[0]


def _revision(file: etree._Element) -> int | None:
    notes = [_inline(note, {}) for note in file.findall(f"{_IN}notes/{_IN}note")]
    found = (_REVISION.search(text.strip()) for text in [file.get("original", ""), *notes])
    return next((int(match[1]) for match in found if match), None)


def _read(unit: etree._Element) -> _Read:
    """Join the parts of a unit, however the tool has cut them; a part without translation says what it said."""
    data = {one.get("id", ""): _inline(one, {}) for one in unit.findall(f"{_IN}originalData/{_IN}data")}
    texts: list[tuple[int, str]] = []
    translated = partial = mended = False
    for number, part in enumerate(unit.iterchildren(f"{_IN}segment", f"{_IN}ignorable"), 1):
        target = part.find(f"{_IN}target")
        was, text = _inline(part.find(f"{_IN}source"), data), _inline(target, data)
        if part.tag == f"{_IN}segment":
            text = text if text.strip() else ""
            translated |= bool(text)
            partial |= not text and any(letter.isalpha() for letter in was)
            if part.get("id", "").startswith(PartKind.CELL) and (whole := _cell(text)) != text:
                text, mended = whole, True
        texts.append((_order(target, number), text or was))
    joined = "".join(text for _, text in sorted(texts, key=lambda pair: pair[0])) if translated else ""
    return _Read(_unescaped(unit.get("id", "")), joined, translated and partial, mended)


def _order(target: etree._Element | None, number: int) -> int:
    """Return where a target stands among those of its unit."""
    order = "" if target is None else target.get("order", "")
    return int(order) if re.fullmatch("[0-9]{1,9}", order) else number


def _cell(text: str) -> str:
    """Return a translation that stays within its cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split("\n")))


def _inline(element: etree._Element | None, data: Mapping[str, str]) -> str:
    """Return the text of an element with its inline codes as they were in the original."""
    if element is None:
        return ""
    found: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            found += [_code(node, data, "Start"), node.text or ""]
        elif event == "end":
            found.append(_code(node, data, "End"))
        if event != "start" and node is not element:
            found.append(node.tail or "")
    return "".join(found)


def _code(node: etree._Element, data: Mapping[str, str], end: str) -> str:
    """Return what stands for a code at its start or end; marks of a translator stand for nothing."""
    match etree.QName(node).localname:
        case "cp" if end == "Start":
            return _character(node.get("hex", ""))
        case "ph" | "sc" | "ec" if end == "Start":
            return data.get(node.get("dataRef", ""), node.get("equiv", ""))
        case "pc":
            return data.get(node.get(f"dataRef{end}", ""), node.get(f"equiv{end}", ""))
    return ""


def _character(code: str) -> str:
    return chr(int(code, 16)) if re.fullmatch("0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}", code) else ""


def _known(units: Iterable[_Read]) -> tuple[dict[str, _Read], list[Doubt]]:
    """Return the units by name, and what is said of those that are none of a card, or come twice."""
    found: dict[str, _Read] = {}
    doubts: list[Doubt] = []
    for unit in units:
        facts = {"unit": unit.name, "text": unit.text}
        if unit.name in found:
            doubts.append(Doubt(N_("“%(unit)s” comes twice; the second was left out: %(text)s"), facts))
        elif unit.name == "title" or unit.name.startswith("field.") or _FURTHER.fullmatch(unit.name):
            found[unit.name] = unit
        else:
            doubts.append(Doubt(N_("“%(unit)s” is no part of a card and was left out: %(text)s"), facts))
    return found, doubts


def _mended(units: Iterable[_Read]) -> Iterator[Doubt]:
    message = N_("In a table of “%(unit)s”, line breaks or pipes were taken out of a cell.")
    return (Doubt(message, {"unit": unit.name}) for unit in units if unit.is_mended)


def _content(texts: Mapping[str, str]) -> CardContent:
    fields = {name.removeprefix("field."): _text(said) for name, said in texts.items() if name.startswith("field.")}
    numbers = [int(match[1]) for name, said in texts.items() if said and (match := _FURTHER.fullmatch(name))]
    further = (
        Further(_line(texts.get(f"further.{number}.label", "")), _text(texts.get(f"further.{number}.text", "")))
        for number in range(max(numbers, default=-1) + 1)
    )
    fields = {key: said for key, said in fields.items() if said}
    return CardContent(_line(texts.get("title", "")), fields, tuple(further))


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{_IN}{tag}", attributes)


def _note(parent: etree._Element, notes: Mapping[str, str]) -> None:
    element = _add(parent, "notes")
    for category, text in notes.items():
        _add(element, "note", category=category).text = text


def _state(state: str) -> dict[str, str]:
    """Return how a translation stands, in XLIFF's words, and in ours where they differ."""
    if state in _OWN_STATES:
        return {"state": state}
    return {"state": _STATES.get(state, "initial"), "subState": f"academy:{_escaped(state)}"}


def _tag(language: str) -> str:
    return language.replace("_", "-")


def _escaped(name: str) -> str:
    """Write a name so that it may be an identifier."""
    return _NOT_IN_IDS.sub(lambda match: f"_x{ord(match[0]):x}_", name)


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), name)


def _line(text: str) -> str:
    return clean_line(text, most=sys.maxsize)


def _text(text: str) -> str:
    return clean_text(text, most=sys.maxsize)
