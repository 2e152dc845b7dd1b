"""What a Word document says beside its text: which styles are headings, which lists have numbers, where links lead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from academy.kit.refusals import Refusal
from academy.practices.reading.limits import DAMAGED

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_SAFE = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Styles:
    """Levels of headings and kinds of lists by the names of styles, kinds of lists by number, and addresses by name."""

    headings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    numbered: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def tree(part: bytes) -> etree._Element:
    """Return a part as a tree; nothing that it names is fetched or expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(DAMAGED) from error


def name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, of which Word has two."""
    return str(element.tag).rpartition("}")[2]


def value(element: etree._Element | None, of: str = "val") -> str:
    """Return an attribute by its name without a namespace."""
    attributes = () if element is None else element.attrib.items()
    return next((str(text) for key, text in attributes if str(key).rpartition("}")[2] == of), "")


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return what is found by going down by names, or None."""
    for wanted in names:
        element = None if element is None else next((one for one in element if name(one) == wanted), None)
    return element


def read_styles(parts: Mapping[str, bytes], main: str) -> Styles:
    """Return what a document's other parts say."""
    part = parts.get("word/styles.xml")
    styles = [] if part is None else [one for one in tree(part) if name(one) == "style"]
    listed = ((value(one, "styleId"), value(child(one, "pPr", "numPr", "numId"))) for one in styles)
    return Styles(
        dict(_headings(styles)),
        {style: number for style, number in listed if number},
        dict(_numbered(parts)),
        dict(_links(parts, main)),
    )


def _headings(styles: list[etree._Element]) -> Iterator[tuple[str, int]]:
    for style in styles:
        called = value(child(style, "name"))
        found = _HEADING.fullmatch(called)
        if found or called.lower() == "title":
            yield value(style, "styleId"), int(found[1]) + 1 if found else 1


def _numbered(parts: Mapping[str, bytes]) -> Iterator[tuple[tuple[str, str], bool]]:
    """Tell of each list and level whether it has numbers or signs."""
    if "word/numbering.xml" not in parts:
        return
    root = tree(parts["word/numbering.xml"])
    kinds = {
        (value(one, "abstractNumId"), value(level, "ilvl")): value(child(level, "numFmt")) not in {"bullet", "none", ""}
        for one in root
        if name(one) == "abstractNum"
        for level in one
        if name(level) == "lvl"
    }
    for one in root:
        if name(one) == "num":
            abstract = value(child(one, "abstractNumId"))
            yield from (((value(one, "numId"), level), kind) for (of, level), kind in kinds.items() if of == abstract)


def _links(parts: Mapping[str, bytes], main: str) -> Iterator[tuple[str, str]]:
    folder, _, file = main.rpartition("/")
    part = parts.get(f"{folder}/_rels/{file}.rels")
    for one in () if part is None else tree(part):
        if value(one, "TargetMode") == "External" and value(one, "Target").startswith(_SAFE):
            yield value(one, "Id"), re.sub(r"[\s()<>]", "", value(one, "Target"))
