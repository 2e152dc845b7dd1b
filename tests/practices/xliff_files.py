"""A card and its translation, and XLIFF as tools write it."""

from collections.abc import Mapping

from lxml import etree

from academy.practices.content import CardContent, Further
from academy.practices.xliff import from_xliff, to_xliff

NAMES = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
TABLE = "| Year | Members |\n| ---: | :--- |\n| 2018 | 74.004 |\n| 2019 | **more** \\| less |"
SEEDS = CardContent(
    title="Seeds that travel",
    fields={"objectives": "To keep seeds.\n\n- corn\n- beans", "results": f"Two unions:\n\n{TABLE}", "funds": ""},
    further=(Further("Risks", "Drought."), Further("Law", "A decree.")),
)
SEMILLAS = CardContent(
    title="Semillas que viajan",
    fields={"objectives": "Guardar semillas.\n\n- maíz\n- frijol", "results": "Dos uniones."},
    further=(Further("", ""), Further("Ley", "Un decreto.")),
)
LABELS = {"title": "Title", "objectives": "Objective(s)", "results": "Results"}


def sent(
    source: CardContent = SEEDS,
    target: CardContent | None = None,
    languages: tuple[str, str] = ("en", "es"),
    state: str = "draft",
    card: str = "seeds-that-travel",
) -> bytes:
    return to_xliff(card, *languages, source, target, labels=LABELS, state=state, revision=7)


def tree(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def found(element: etree._Element, path: str) -> list[str]:
    return [str(one) for one in element.xpath(path, namespaces=NAMES)]


def translated(content: bytes, words: Mapping[str, str]) -> bytes:
    """Do what a tool does: give a target to each segment whose source is known."""
    root = tree(content)
    for segment in root.iter("{*}segment"):
        source = segment.find("{*}source")
        assert source is not None
        if source.text and source.text in words:
            target = segment.find("{*}target")
            if target is None:
                target = etree.SubElement(segment, "{urn:oasis:names:tc:xliff:document:2.0}target")
            target.text = words[source.text]
    return etree.tostring(root, encoding="utf-8")


def file_of(units: str, attributes: str = 'version="2.0" srcLang="en" trgLang="es"') -> bytes:
    namespace = NAMES["x"]
    file = f'<file id="seeds" original="seeds?revision=7" xml:space="preserve">{units}</file>'
    return f'<?xml version="1.0"?><xliff xmlns="{namespace}" {attributes}>{file}</xliff>'.encode()


def unit_of(segments: str, name: str = "field.results") -> str:
    return f'<unit id="{name}">{segments}</unit>'


def segment_of(source: str, target: str | None = None) -> str:
    return f"<segment><source>{source}</source>{'' if target is None else f'<target>{target}</target>'}</segment>"


def result(segments: str) -> str:
    return from_xliff(file_of(unit_of(segments))).content.fields["results"]
