"""CommonMark as plain text that reads well in a mail program without HTML: nothing that was written is lost."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False})
_MARKS = {"em_open": "", "strong_open": "", "code_inline": "", "softbreak": "\n", "hardbreak": "\n"}
_ENDS = frozenset(
    "paragraph_close heading_close list_item_close blockquote_close bullet_list_close ordered_list_close".split()
)


def to_text(text: str) -> str:
    """Return CommonMark as plain text: paragraphs apart, list items marked, the address of a link behind its words."""
    return _Writer().written(_READER.parse(text))


class _Writer:
    """Goes through blocks, and knows how deep it is in lists and quotations."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth: list[str] = []
        self._numbers: list[int | None] = []
        self._mark = ""

    def written(self, tokens: Sequence[Token]) -> str:
        """Return the text of all blocks."""
        for token in tokens:
            self._take(token)
        return "\n".join(self._lines).strip("\n")

    def _take(self, token: Token) -> None:
        if token.type in _ENDS:
            self._end(token)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            self._numbers.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)
        elif token.type == "list_item_open":
            self._item()
        elif token.type == "blockquote_open":
            self._depth.append("> ")
        elif token.type == "inline":
            self._say("".join(_inline(token.children or ())))
        elif token.type in {"fence", "code_block", "hr"}:
            self._say(token.content.rstrip("\n") or "———")
            self._apart()

    def _end(self, token: Token) -> None:
        if token.type in {"paragraph_close", "heading_close"}:
            self._apart(tight=token.hidden)
        elif token.type in {"list_item_close", "blockquote_close"}:
            self._close()
        else:
            self._numbers.pop()
            self._apart()

    def _item(self) -> None:
        number = self._numbers[-1]
        self._mark = "- " if number is None else f"{number}. "
        self._numbers[-1] = None if number is None else number + 1
        self._depth.append(" " * len(self._mark))

    def _close(self) -> None:
        quoted = "".join(self._depth).rstrip()
        self._depth.pop()
        self._mark = ""
        if quoted and self._lines and self._lines[-1] == quoted:  # the sign of a quotation that is over
            self._lines[-1] = ""

    def _say(self, text: str) -> None:
        for line in text.split("\n"):
            outer = self._depth[:-1] if self._mark else self._depth
            self._lines.append("".join([*outer, self._mark, line]).rstrip())
            self._mark = ""

    def _apart(self, *, tight: bool = False) -> None:
        quoted = "".join(self._depth).rstrip()
        if not tight and self._lines and self._lines[-1] != quoted:
            self._lines.append(quoted)


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    address, said = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, said = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close":
            yield "" if said in {address, address.removeprefix("mailto:")} else f" ({address})"
        else:
            words = _MARKS.get(token.type) or token.content
            said += words
            yield words
