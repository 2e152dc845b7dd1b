"""Rich text: CommonMark with tables in, sanitised HTML out; to edit without a script, compare and translate."""

from html import unescape

import nh3
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = frozenset(
    "p br ul ol li em strong a h3 h4 h5 h6 blockquote code pre hr table thead tbody tr th td".split(),
)


def to_html(text: str) -> str:
    """Return safe HTML for CommonMark `text`. Headings begin at the third level; links tell nobody where from."""
    html = _READER.render(text)
    for level in (4, 3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}},
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"},
    )


def to_plain(text: str) -> str:
    """Return the words of CommonMark `text` without its marks, one block a line."""
    bare = unescape(nh3.clean(_READER.render(text).replace("<li>", "<li>- "), tags=set()))
    return "\n".join(line.strip() for line in bare.split("\n") if line.strip())
