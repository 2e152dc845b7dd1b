"""Text with a little HTML in it, as web pages and mail programs leave it: tags become CommonMark or go.

Only tags by name are taken for tags: an address between angle brackets stays what it is.
"""

import re
from html import unescape

_SILENT = re.compile(r"<(script|style|head|template)\b[^>]*>", re.IGNORECASE)
_LINKED = re.compile(
    r"""<a\b[^<>]{0,300}?\bhref\s?=\s?["']([^"'<>\s]{0,2000})["'][^<>]{0,300}>([^<\n]*)</a\s*>""", re.IGNORECASE
)
_EMPHASISED = re.compile(r"<(b|strong|i|em)\b[^<>]*>([^<\n]*)</\1\s*>", re.IGNORECASE)
_HEADED = re.compile(r"<h[1-6]\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_PIPED = re.compile(r"^[ \t]*\|[^\n]*<br[^\n]*$", re.IGNORECASE | re.MULTILINE)
_BR = re.compile(r"<br\s?/?>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>\s*(?=<t[dh]\b)", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|table|ul|ol)\s*>", re.IGNORECASE)
_NAMES = (
    "a|abbr|b|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figure|font|footer|form|"
    "h[1-6]|header|hr|html|i|img|input|ins|li|link|main|mark|meta|nav|ol|p|pre|s|section|small|span|strong|sub|sup|"
    "table|tbody|td|tfoot|th|thead|title|tr|u|ul|svg|iframe|object|o:p"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>|<!--|-->|<!doctype[^<>]*>", re.IGNORECASE)


def without_tags(text: str) -> str:
    """Return a text with links and emphasis as CommonMark has them, and without other tags of HTML.

    >>> without_tags('<b>Funds</b> from <a href="https://example.org">us</a>, <ana@example.org>')
    '**Funds** from [us](https://example.org), <ana@example.org>'
    """
    if "<" not in text:
        return text
    text = _LINKED.sub(lambda found: f"[{found[2]}]({found[1]})", _without_silent(text))
    text = _PIPED.sub(lambda row: _BR.sub(" ", row[0]), text)  # a row stays on its line
    text = _EMPHASISED.sub(_emphasis, text)
    for tag, instead in ((_HEADED, "\n### "), (_ITEM, "\n- "), (_CELL, "\t"), (_BREAK, "\n"), (_TAG, "")):
        text = tag.sub(instead, text)
    return unescape(text) if "&" in text else text


def _emphasis(found: re.Match[str]) -> str:
    mark = "**" if found[1].lower() in {"b", "strong"} else "*"
    inner = found[2].strip()
    return found[2].replace(inner, f"{mark}{inner}{mark}") if inner else found[2]


def _without_silent(text: str) -> str:
    """Leave out what a browser would not show either: scripts and styles, up to where they end."""
    kept, place, lowered = [], 0, text.lower()
    for found in _SILENT.finditer(text):
        if found.start() < place:
            continue
        kept.append(text[place : found.start()])
        end = lowered.find(f"</{found[1].lower()}", found.end())
        place = len(text) if end < 0 else text.find(">", end) + 1 or len(text)
    return "".join([*kept, text[place:]])
