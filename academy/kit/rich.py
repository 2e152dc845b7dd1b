"""Formatted text as programs put it on the clipboard: HTML in, CommonMark with tables out.

Word, LibreOffice, Outlook, Google Docs and pages mean the same by very different markup. Nothing of the markup is
passed on: the words are read and written anew, so that nothing hostile can come through.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from lxml import etree, html

from academy.kit.commonmark import BREAK, Block, Heading, Items, Paragraph, Quote, Rule, Run, write
from academy.kit.refusals import Refusal
from academy.kit.rich_flow import ANY_MARKER, BULLET, PLAIN, Flow, Item, Style
from academy.kit.rich_tables import Cell, arranged
from academy.kit.texts import visible
from academy.kit.words import N_

MOST = 2_000_000
"""Characters of HTML, without the pictures in it."""

MOST_ELEMENTS = 30_000
_MOST_DEPTH = 100
"""Elements inside each other; reading one takes a few calls, and Python allows a thousand inside each other."""

_DEEPEST = 6
"""Lists and quotations inside each other; what stands deeper is kept without them."""

_MOST_WARNINGS = 30
_MARK = 16
"""Pixels up to which a picture is a bullet or an ornament."""

_LONGEST_LINK = 2_000
_LONGEST_QUOTED = 100
_SCHEMES = frozenset({"http", "https", "mailto"})

_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p "
    "plaintext pre search section summary table tbody td textarea tfoot th thead tr ul xmp".split(),
)
_DROPPED = frozenset(
    "annotation annotation-xml applet audio canvas colgroup datalist embed head iframe noembed noframes noscript "
    "object script style svg template title video xml".split(),
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CELLS, _ROWS = frozenset({"td", "th"}), frozenset({"thead", "tbody", "tfoot", "tr"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCK = frozenset({"del", "s", "strike"})

_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|mso-hide:all|mso-list:ignore|mso-element:comment|mso-special-character:comment)"
)
_LISTED = re.compile(r"(?:^|;)mso-list:\w+?level(\d)")
_IS_STRUCK = re.compile(r"(?:^|;)text-decoration(?:-line)?:[^;]*line-through")
_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{200,}")
_NUMBER = re.compile(r"(?:\d{1,3}\.)*(\d{1,4})[.)]?|[a-zA-Z]{1,5}[.)]")
_MERGED = N_("Cells of a table were merged; what they say is repeated in each of them.")
_NESTED = N_("A table stood inside a table; it has become words in its cell.")
_NAMED_PICTURE = N_("A picture was left out: “%(name)s”. Add it among the photographs.")
_PICTURES = N_("Pictures were left out (%(count)s). Add them among the photographs.")
_STRUCK_OUT = N_("Words that were struck through were left out: “%(words)s”.")
_UNLINKED = N_("“%(words)s” leads nowhere now: only links to web pages and e-mail addresses are kept.")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that whoever sent a text should know. `message` is a source sentence, `facts` fill it."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rich:
    """A text as CommonMark, and what became of that which CommonMark cannot say."""

    text: str
    warnings: tuple[Said, ...] = ()


def to_commonmark(source: str) -> Rich:
    """Return HTML as CommonMark with tables: all its words, its headings, lists, tables, emphasis and links.

    Headings keep their order, not their levels: the highest is `#`, which `markdown` shows as a third level. In cells,
    paragraphs are divided by " / ". Refuses what is too large, nested too deeply, or has a table with too many cells.
    """
    source = _PICTURE.sub("", source)
    if len(source) > MOST:
        raise _too_large()
    root = _parsed(source)
    if root is None:
        return Rich("")
    reader = _Reader(root)
    return Rich(write(reader.blocks(root, PLAIN)), reader.told())


def _too_large() -> Refusal:
    return Refusal(N_("This text is too large with its formatting. Paste it in parts, or without its formatting."))


def _too_deep() -> Refusal:
    return Refusal(N_("This text is nested too deeply to be read. Paste it without its formatting."))


def _parsed(source: str) -> html.HtmlElement | None:
    """Return the tree; None where there is nothing. A parser that gives up half-way is not believed."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(source.encode("utf-8", "ignore"), parser=parser)
    except etree.ParserError:
        return None
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        raise _too_deep()
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth, count = (depth + 1, count + 1) if event == "start" else (depth - 1, count)
        if depth > _MOST_DEPTH:
            raise _too_deep()
    if count > MOST_ELEMENTS:
        raise _too_large()
    return root


class _Reader:
    """Reads elements, and remembers what whoever sent them should know."""

    def __init__(self, root: html.HtmlElement) -> None:
        present = sorted({level for tag, level in _HEADINGS.items() if root.find(f".//{tag}") is not None})
        self._levels = {f"h{level}": place for place, level in enumerate(present, start=1)}
        self._warnings: dict[tuple[str, str], Said] = {}
        self._pictures = 0

    def told(self) -> tuple[Said, ...]:
        """Return what should be known, each once."""
        if self._pictures:
            self._warn(_PICTURES, count=self._pictures)
        return tuple(self._warnings.values())[:_MOST_WARNINGS]

    def blocks(self, element: html.HtmlElement, style: Style, depth: int = 0) -> tuple[Block, ...]:
        """Return what stands in an element."""
        flow = Flow()
        self._walk(element, flow, style, depth)
        return flow.closed()

    def _warn(self, message: str, **facts: object) -> None:
        self._warnings.setdefault((message, str(facts)), Said(message, facts))

    def _walk(self, element: html.HtmlElement, flow: Flow, style: Style, depth: int) -> None:
        flow.say(element.text, style)
        for child in element:
            self._read(child, flow, style, depth)
            flow.say(child.tail, style)

    def _read(self, element: html.HtmlElement, flow: Flow, style: Style, depth: int) -> None:
        tag, looks = str(element.tag), _looks(element)
        if _is_hidden(element, looks):
            return
        inner = style.of(element, looks)
        if tag == "br":
            flow.runs.append(Run(BREAK))
        elif tag == "img":
            self._leave_out(element)
        elif tag in _STRUCK or _IS_STRUCK.search(looks):
            self._strike_out(element)
        elif tag in _BLOCKS:
            self._block(element, flow, inner, depth)
        else:
            link = self._link(element) if tag == "a" else ""
            self._walk(element, flow, replace(inner, link=link or inner.link), depth)

    def _block(self, element: html.HtmlElement, flow: Flow, style: Style, depth: int) -> None:
        tag = str(element.tag)
        if tag == "hr":
            flow.add(Rule())
        elif tag == "table":
            flow.add(*self._table(element, style, depth))
        elif tag in _HEADINGS:
            flow.add(*self._heading(element, depth))
        elif tag in _LISTS and depth < _DEEPEST:
            flow.add(*self._list(element, style, depth))
        elif tag == "blockquote" and depth < _DEEPEST:
            said = self.blocks(element, style, depth + 1)
            flow.add(*([Quote(said)] if said else []))
        else:
            self._paragraph(element, flow, style, depth)

    def _paragraph(self, element: html.HtmlElement, flow: Flow, style: Style, depth: int) -> None:
        listed = _LISTED.search(_looks(element))
        flow.close()
        if listed:
            blocks = self.blocks(element, style, depth)
            level = min(int(listed[1]), _DEEPEST)
            flow.add(*([Item(level, _number(_marker(element)), blocks)] if blocks else []))
        else:
            self._walk(element, flow, style, depth)
            flow.close(ANY_MARKER if str(element.get("class", "")).startswith("MsoList") else BULLET)

    def _heading(self, element: html.HtmlElement, depth: int) -> tuple[Block, ...]:
        """Return a heading; what holds more than words is none. Numbers that Word has counted are kept."""
        blocks = self.blocks(element, PLAIN, depth)
        runs = [Run(f"{_marker(element)} ")]
        for block in blocks:
            if not isinstance(block, Paragraph):
                return blocks
            runs += [Run(BREAK), *(replace(run, bold=False) for run in block.runs)]
        return (Heading(self._levels[str(element.tag)], tuple(runs)),) if blocks else ()

    def _list(self, element: html.HtmlElement, style: Style, depth: int) -> list[Block]:
        flows: list[Flow] = []
        strays = Flow()
        strays.say(element.text, style)
        for child in element:
            if child.tag == "li" and not _is_hidden(child, _looks(child)):
                flows.append(Flow())
                self._walk(child, flows[-1], style.of(child, _looks(child)), depth + 1)
            else:
                self._read(child, flows[-1] if flows else strays, style, depth + 1)
            (flows[-1] if flows else strays).say(child.tail, style)
        items = [blocks for flow in flows if (blocks := flow.closed())]
        start = _whole(element.get("start"), 1) if element.tag == "ol" else None
        return [*strays.closed(), *([Items(start, tuple(items))] if items else [])]

    def _table(self, element: html.HtmlElement, style: Style, depth: int) -> tuple[Block, ...]:
        rows: list[list[Cell]] = []
        strays = Flow()
        self._collect(element, rows, strays, style, depth)
        found = arranged(rows)
        if found.is_merged:
            self._warn(_MERGED)
        if found.is_nested:
            self._warn(_NESTED)
        return (*strays.closed(), *found.blocks)

    def _collect(
        self, element: html.HtmlElement, rows: list[list[Cell]], strays: Flow, style: Style, depth: int
    ) -> None:
        """Collect the cells of a table; what stands between them comes before it."""
        strays.say(element.text, style)
        for child in element:
            looks = _looks(child)
            if child.tag == "tr" or (child.tag in _CELLS and element.tag != "tr" and not rows):
                rows.append([])
            if child.tag in _ROWS and not _is_hidden(child, looks):
                self._collect(child, rows, strays, style.of(child, looks), depth)
            elif child.tag in _CELLS:
                rows[-1].append(self._cell(child, style.of(child, looks), depth))
            else:
                self._read(child, strays, style, depth)
            strays.say(child.tail, style)

    def _cell(self, element: html.HtmlElement, style: Style, depth: int) -> Cell:
        is_header = element.tag == "th" or next(element.iterancestors("thead", "table")).tag == "thead"
        across, down = _whole(element.get("colspan"), 1), _whole(element.get("rowspan"), 1)
        blocks = () if _is_hidden(element, _looks(element)) else self.blocks(element, style, depth)
        return Cell(blocks, across, down, is_header)

    def _link(self, element: html.HtmlElement) -> str:
        """Return where an element leads to: a page or an address, or nowhere."""
        target = re.sub(r"[\t\r\n]", "", str(element.get("href") or "")).strip()
        with suppress(ValueError):
            parts = urlsplit(target)
            if parts.scheme in _SCHEMES and (parts.netloc or parts.scheme == "mailto") and len(target) <= _LONGEST_LINK:
                return target
        words = _quoted(element.text_content())
        if words and target and not target.startswith("#"):
            self._warn(_UNLINKED, words=words)
        return ""

    def _leave_out(self, element: html.HtmlElement) -> None:
        """Leave a picture out and say so, unless it is a mark."""
        if any(_whole(element.get(side), _MARK + 1) <= _MARK for side in ("width", "height")):
            return
        name = _quoted(str(element.get("alt") or ""))
        if name:
            self._warn(_NAMED_PICTURE, name=name)
        else:
            self._pictures += 1

    def _strike_out(self, element: html.HtmlElement) -> None:
        words = _quoted(element.text_content())
        if words:
            self._warn(_STRUCK_OUT, words=words)


def _looks(element: html.HtmlElement) -> str:
    """Return the style of an element, without capitals and blanks."""
    return "".join(str(element.get("style", "")).lower().split())


def _is_hidden(element: html.HtmlElement, looks: str) -> bool:
    return element.tag in _DROPPED or element.get("hidden") is not None or bool(_HIDDEN.search(looks))


def _marker(element: html.HtmlElement) -> str:
    """Return what Word has written before an item or a heading; empty where it has not."""
    markers = (one.text_content() for one in element.iter("span") if "mso-list:ignore" in _looks(one))
    return " ".join(next(markers, "").split())


def _number(marker: str) -> int | None:
    """Return the number of an item; None for one with a bullet."""
    found = _NUMBER.fullmatch(marker)
    return int(found[1] or 1) if found else None


def _whole(text: str | None, otherwise: int) -> int:
    """Return a number as HTML says it: what follows the figures does not count."""
    found = re.match(r"\s*(\d{1,6})", text or "")
    return int(found[1]) if found else otherwise


def _quoted(text: str) -> str:
    words = " ".join(visible(text).split())
    return words if len(words) <= _LONGEST_QUOTED else f"{words[:_LONGEST_QUOTED]}…"
