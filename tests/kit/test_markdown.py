"""CommonMark in, safe HTML out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from academy.kit.markdown import to_html, to_plain

TAGS = set("p br ul ol li em strong a h3 h4 h5 h6 blockquote code pre hr table thead tbody tr th td div".split())

TABLE = "| Year | Members |\n|---|---|\n| 2018 | 74.004 |\n"

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](http://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "\\" onmouseover=alert(1)")',
    "<style>body{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "# <script>alert(1)</script>",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text: str) -> None:
    harmless(to_html(text))


@given(st.text("<>\"'&;/=[]()!#|`*_:- \njavscript", max_size=60) | st.sampled_from(HOSTILE).map(lambda x: x * 2))
def test_no_text_makes_anything_but_what_is_allowed(text: str) -> None:
    harmless(to_html(text))


def harmless(written: str) -> None:
    for element in html.fragment_fromstring(written, create_parent="div").iter():
        assert element.tag in TAGS
        # CommonMark's own title of a link is text.
        assert set(element.attrib) <= ({"href", "rel", "title"} if element.tag == "a" else set())
        scheme, colon, _ = str(element.get("href", "")).partition(":")
        assert not colon or "/" in scheme or scheme.lower() in {"http", "https", "mailto"}


def test_html_is_shown_and_not_read() -> None:
    assert to_html("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


def test_a_link_tells_nobody_where_from() -> None:
    assert to_html("[ILO](https://www.ilo.org/)") == (
        '<p><a href="https://www.ilo.org/" rel="noopener noreferrer nofollow">ILO</a></p>\n'
    )
    assert 'href="mailto:a@example.org"' in to_html("<mailto:a@example.org>")


def test_words_that_look_like_addresses_are_left_alone() -> None:
    assert to_html("see www.ilo.org") == "<p>see www.ilo.org</p>\n"


def test_headings_begin_at_the_third_level() -> None:
    written = to_html("# one\n\n## two\n\n### three\n\n#### four")
    assert written.split() == "<h3>one</h3> <h4>two</h4> <h5>three</h5> <h6>four</h6>".split()


def test_a_table_is_a_table() -> None:
    assert "<th>Members</th>" in to_html(TABLE)
    assert "<td>74.004</td>" in to_html(TABLE)


def test_lists_quotations_and_emphasis_stay() -> None:
    written = to_html("1. *one*\n2. **two**\n\n> said\n\n---\n\n`code`")
    for tag in ("ol", "li", "em", "strong", "blockquote", "code"):
        assert f"<{tag}>" in written
    assert "<hr>" in written


def test_plain_words_stand_alone() -> None:
    assert to_plain("# A\n\n**b** [c](https://c.example)\n\n- d\n- e & f\n") == "A\nb c\n- d\n- e & f"
    assert to_plain("") == ""


def test_plain_words_keep_a_tables_cells() -> None:
    assert to_plain(TABLE).split("\n") == ["Year", "Members", "2018", "74.004"]


def test_plain_words_are_words_and_no_marks() -> None:
    assert to_plain("2 < 3 <script>alert(1)</script>") == "2 < 3 <script>alert(1)</script>"
