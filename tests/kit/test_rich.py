"""Pasted HTML becomes CommonMark that says the same."""

import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from academy.kit.markdown import to_html, to_plain
from academy.kit.refusals import Refusal, told
from academy.kit.rich import MOST, MOST_ELEMENTS, to_commonmark
from academy.kit.texts import clean_text, visible

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=windows-1252><title>Card</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=ES>
<!--StartFragment--><h2><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span>Resultados<o:p></o:p></h2>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>En 2018:</b><span style='mso-spacerun:yes'>&nbsp; </span>se
benefici&oacute; a 74.004&nbsp;personas.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>Mujeres</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>J&oacute;venes<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Hombres<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>3.<span>&nbsp; </span></span><![endif]>Tercero<o:p></o:p></p>
<!--[if gte vml 1]><v:shape><v:imagedata src="file:///C:/x.png"/></v:shape><![endif]--><![if !vml]><img width=300
height=200 src="file:///C:/x.png" alt="Una playa"><![endif]>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>A&ntilde;o<o:p></o:p></b></p></td><td><p
class=MsoNormal><b>Personas<o:p></o:p></b></p></td></tr><tr><td><p>2018<o:p></o:p></p></td><td><p>74.004</p></td></tr>
</table><div style='mso-element:comment-list'><p>A remark</p></div><!--EndFragment--></body></html>"""

FROM_WORD = """# 2. Resultados

**En 2018:** se benefició a 74.004 personas.

- Mujeres
  - Jóvenes
- Hombres

3. Tercero

| Año | Personas |
| --- | --- |
| 2018 | 74.004 |"""

DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span
style="font-weight:400;">Aims</span></h1><p dir="ltr"><span style="font-weight:700;">Bold</span><span
style="font-weight:400;font-style:italic"> and slanted</span><span style="font-weight:400"> words</span></p><br />
<ul><li dir="ltr"><p role="presentation"><span>One</span></p></li><ul><li><p><span>Deeper</span></p></li></ul>
<li><p>Two</p></li></ul><div><table><colgroup><col /><col /></colgroup><tbody><tr><td><p><span>Year</span></p></td>
<td><p>Women</p></td></tr><tr><td><p>2019</p></td><td><p>12</p><p>13</p></td></tr></tbody></table></div></b>
<br class="Apple-interchange-newline">"""

FROM_DOCS = """# Aims

**Bold** *and slanted* words

- One
  - Deeper
- Two

| Year | Women |
| --- | --- |
| 2019 | 12 / 13 |"""

WRITER = """<!DOCTYPE html><html><head><meta name="generator" content="Writer"/><style type="text/css">p {}</style>
</head><body><p style="margin-bottom: 0cm"><font face="Arial"><font size="2"><b>Cost:</b>none</font></font></p>
<ol start="2"><li><p>second</p></li><li><p>third<br/>
its second line</p></li></ol><dl><dt>Term</dt><dd>meaning</dd></dl></body></html>"""

FROM_WRITER = """**Cost**:none

2. second
3. third\\
   its second line

**Term**

meaning"""

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='http://[bad'>x</a>",
    "<a href='https://a.example/\" onmouseover=alert(1) x=\"'>x</a>",
    "<a href='https://a.example/>)](javascript:alert(1)'>[x](javascript:alert(1))</a>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "<p>[x](javascript:alert(1))</p>",
    "<p>[x]: javascript:alert(1)</p><p>[x]</p>",
    "<p>&lt;javascript:alert(1)&gt;</p>",
    "<p>![x](http://evil.example/pixel.gif)</p>",
    "<p>!<a href='http://evil.example/pixel.gif'>x</a></p>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<form action=//evil.example><input name=password><button>x</button></form>",
    "<style>@import '//evil.example'</style><link rel=stylesheet href=//evil.example><meta http-equiv=refresh>",
    "<template><p onclick=alert(1)>x</p></template><noscript><img src=x></noscript>",
    "<textarea><script>alert(1)</script></textarea><xmp><b onclick=x></xmp><plaintext><img src=x>",
]


@pytest.mark.parametrize(
    ("source", "written"), [(WORD, FROM_WORD), (DOCS, FROM_DOCS), (WRITER, FROM_WRITER)], ids=["Word", "Docs", "Writer"]
)
def test_what_programs_put_on_the_clipboard_is_read(source: str, written: str) -> None:
    assert to_commonmark(source).text == written


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_hostile_comes_through(source: str) -> None:
    written = to_html(to_commonmark(source * 2).text)
    for element in html.fragment_fromstring(written, create_parent="div").iter():
        assert element.tag in {"div", "p", "a", "br"}
        assert set(element.attrib) <= {"href", "rel"}
        assert str(element.get("href", "https:")).startswith(("http:", "https:"))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("", ""),
        (" \n", ""),
        ("<!-- x -->", ""),
        ("<p>&nbsp;</p><p>\u200b</p><ul><li></li></ul><h1></h1><blockquote></blockquote><table><tr><td></table>", ""),
        ("a\n  b&nbsp; c&#173;d\u202ee", "a b cde"),
        ("<div>a</div><div>b</div>c", "a\n\nb\n\nc"),
        ("<p>a<br>b<br><br>c<br></p>", "a\\\nb\n\nc"),
        ("<pre>a\n  b\r\n\nc</pre>", "a\\\nb\n\nc"),
        ("<p>a</p><hr><p>b", "a\n\n***\n\nb"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<h3>x</h3><h1>y #</h1><h6><b>z</b><br>1</h6>", "## x\n\n# y \\#\n\n### z 1"),
        ("<h2>x<ul><li>y</ul></h2>", "x\n\n- y"),
        ("<p># x<p>- x<p>1. x<p>2) x<p>&gt; x<p>---<p>===<p>~~~<p>+ x<p>:-", None),
        ("<p>a<br>---<p>a|b<br>-|-<p>a<br>===", None),
        ("<p>*x* _x_ a_b `x` [x](y) &amp;amp; &lt;b&gt; 1 &lt; 2 \\* | ![x](y)", None),
        ("<p>x<b>y</b>z <b> a </b>b<i>.</i> <b>c:</b>d", "x**y**z **a** b. **c**:d"),
        ("<p><b>a</b><b><i>b</i></b> <i>c</i><b>d</b>", "**ab** cd"),
        ("<p><i>a <b>b</b> c</i>", "*a* ***b*** *c*"),
        ("<p>m<sup>2</sup> 74.004<sup>(1)</sup> H<sub>2</sub>O 1<sup>o</sup>", "m² 74.004⁽¹⁾ H₂O 1o"),
        ("<p>x<span style='display: none'>y</span><span hidden>z</span></p>", "x"),
        ("<p>• a<br>• b</p><p>·&nbsp; c</p><p>d", "- a\n- b\n- c\n\nd"),
        ("<p class=MsoListParagraph>2. a<p class=MsoListParagraph>o&nbsp; b<p>o c", "2. a\n\n- b\n\no c"),
        ("<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>a</p>", "- a"),
        ("<ol><li>a</ol><ol><li>b</ol><ol start=2><li>c</ol>", "1. a\n\n1) b\n2) c"),
        ("<ul>a<li>b<p>c<li><ol start=7><li>d</ol></ul>", "a\n\n- b\n\n  c\n\n- 7. d"),
        ("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b"),
        ("<ol start='99999999'><li>a</ol>", "9999. a"),
        ("<p dir=rtl>مرحبا <b>بكم</b>، ١٢", "مرحبا **بكم**، ١٢"),
        ("<a href='https://a.example/(b)|c d'>x | y</a>", "[x \\| y](https://a.example/%28b%29%7Cc%20d)"),
        (
            "<a href='https://a.example/?a=1&copy;=2'>x</a>",
            "[x](https://a.example/?a=1©=2)",
        ),
        ("<a href='https://a.example/?a&amp;amp;b'>x</a>", "[x](https://a.example/?a\\&amp;b)"),
        ("<a href='https://a.example/a_b'>https://a.example/a_b</a>", "<https://a.example/a_b>"),
        ("go <a href='mailto:ana@example.org'> <b>Ana</b> </a>!", "go [**Ana**](mailto:ana@example.org) !"),
        ("wow!<a href='https://a.example'>x</a>", "wow\\![x](https://a.example)"),
        ("<a name=x>a</a><a href='#x'>b</a>", "ab"),
    ],
)
def test_markup_is_read_and_text_that_looks_like_marks_is_none(source: str, written: str | None) -> None:
    rich = to_commonmark(source)
    if written is None:  # it is shown as it was
        assert squeezed(shown(rich.text)) == squeezed(
            html.fragment_fromstring(source, create_parent="div").text_content()
        )
    else:
        assert rich.text == written
    assert rich.warnings == ()
    assert clean_text(rich.text) == rich.text


def test_french_and_figures_keep_together_what_belongs_together() -> None:
    assert to_commonmark("qui&nbsp;? «&nbsp;a&nbsp;» 74&nbsp;004&nbsp;b").text == "qui\xa0? «\xa0a\xa0» 74\xa0004 b"


TABLES = [
    ("<tr><th>a<th>b<tr><td>1<td>2|3", "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |", 0),
    ("<thead><tr><td>2018<td>2019</thead><tr><td>1<td>2", "| 2018 | 2019 |\n| --- | --- |\n| 1 | 2 |", 0),
    ("<tr><td>1<td>2<tr><td>3<td>4", "|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |", 0),
    ("<tr><td>a<td>a<tr><td>3<td>4", "|  |  |\n| --- | --- |\n| a | a |\n| 3 | 4 |", 0),
    ("<tr><th>a<th>b", "| a | b |\n| --- | --- |", 0),
    ("<tr><th>a<th>b<tr><th>c<th>d", "| a | b |\n| --- | --- |\n| c | d |", 0),
    ("<tr><th>a<td>1<tr><th>b<td>2", "|  |  |\n| --- | --- |\n| a | 1 |\n| b | 2 |", 0),
    ("<tr><td>a<td>b<tr><td>1", "| a | b |\n| --- | --- |\n| 1 |  |", 0),
    ("<tr><td>a<td>b<tr><td>x<br>y<td><ul><li>1<li>2", "| a | b |\n| --- | --- |\n| x y | 1 / 2 |", 0),
    ("<tr><th rowspan=2>a<th colspan=2>b<tr><th>c<th>d<tr><td>1<td>2<td>3",
     "| a | b / c | b / d |\n| --- | --- | --- |\n| 1 | 2 | 3 |", 1),
    ("<tr><td>a<td>b<tr><td rowspan=2>1<td>2<tr><td>3", "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 1 | 3 |", 1),
    ("<tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3",
     "|  |  |  |\n| --- | --- | --- |\n| a | a | b |\n| 1 | 2 | 3 |", 1),
    ("<caption>x</caption><tr><th colspan=2>t<tr><td>a<td>b<tr><td>1<td>2<tr><td colspan=2>s",
     "x\n\nt\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\ns", 0),
    ("<tr><td colspan=9999999>a<td rowspan=9999999>b<tr><td>1", "| a | b |\n| --- | --- |\n| 1 | b |", 1),
    ("<tr><td>a<td>b<tr><td>1<td><table><tr><td>x<td>y<tr><td>2<td>3</table>",
     "| a | b |\n| --- | --- |\n| 1 | x y / 2 3 |", 1),
    ("<tr><td><p>a<p>b<ul><li>c", "a\n\nb\n\n- c", 0),
    ("<tr><td>a<tr><td><table><tr><td>b<td>c<tr><td>1<td>2</table>", "a\n\n| b | c |\n| --- | --- |\n| 1 | 2 |", 0),
    ("<tr><td>a<tr><td>b", "|  |\n| --- |\n| a |\n| b |", 0),
    ("<tr><td>a<td style='display:none'>x<td>b<tr><td>1<td style='display:none'>y<td>2<tr>",
     "|  |  |  |\n| --- | --- | --- |\n| a |  | b |\n| 1 |  | 2 |", 0),
]  # fmt: skip


@pytest.mark.parametrize(("source", "written", "warnings"), TABLES)
def test_tables_stay_tables(source: str, written: str, warnings: int) -> None:
    rich = to_commonmark(f"<table>{source}</table>")
    assert rich.text == written
    assert len(rich.warnings) == warnings


def test_what_is_left_out_is_said_once() -> None:
    rich = to_commonmark(
        "<img alt='A beach' src=x><img alt='A beach'><img><img width=1 height=1><img width=11 alt='*'>"
        "<s>old</s><del></del>"
        "<a href='file:///C:/plan.docx'>our plan</a><a href=/here></a><a href='https://a.example/"
        + "x"
        * 2_000
        + "'>y</a>"
        "<p><span style='text-decoration: underline line-through'>gone</span></p><img alt='" + "z" * 200 + "'>"
    )
    assert rich.text == "our plany"
    assert [told(said, str) for said in rich.warnings] == [
        "A picture was left out: “A beach”. Add it among the photographs.",
        "Words that were struck through were left out: “old”.",
        "“our plan” leads nowhere now: only links to web pages and e-mail addresses are kept.",
        "“y” leads nowhere now: only links to web pages and e-mail addresses are kept.",
        "Words that were struck through were left out: “gone”.",
        f"A picture was left out: “{'z' * 100}…”. Add it among the photographs.",
        "Pictures were left out (1). Add them among the photographs.",
    ]


def test_pictures_within_the_markup_do_not_count() -> None:
    picture = "<img src='data:image/png;base64," + "iVBORw0KGgo=" * MOST + "'>"
    assert to_commonmark(f"<p>a{picture}b</p>").text == "ab"
    assert to_commonmark("<p>data:image/png;base64,abc</p>").text == "data:image/png;base64,abc"


def test_lists_deeper_than_anybody_reads_lose_their_depth_and_no_word() -> None:
    written = to_html(to_commonmark("<ul><li>a" * 40 + "<blockquote>" * 10 + "b").text)
    assert written.count("<ul>") == 6
    assert squeezed(html.fromstring(written).text_content()) == "a" * 40 + "b"


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("x" * (MOST + 1), "too large with its formatting"),
        ("<p>x</p>" * MOST_ELEMENTS, "too large with its formatting"),
        ("<font color=1>" * 1_000 + "<p>" * 10_000, "nested too deeply"),
        ("<div>" * 10_000 + "x", "nested too deeply"),
        ("<div>" * 101 + "x", "nested too deeply"),
        ("<ul><li>" * 5_000 + "x", "nested too deeply"),
        ("<table><tr><td>" * 5_000 + "x", "nested too deeply"),
        ("<table><tr>" + "<td>x" * 5_001, "at most 5000 cells"),
        ("<table>" + "<tr>" * 200 + "<td rowspan=999 colspan=999>x" * 50 + "<tr><td>x" * 100, "at most 5000 cells"),
    ],
)
def test_bombs_are_refused_at_once(source: str, refusal: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Refusal, match=refusal):
        to_commonmark(source)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "source", ["<div>" * 95, "<table><tr><td>" * 24, "<ul><li>" * 40, "<b><i>" * 48, "<blockquote>" * 95]
)
def test_what_is_not_too_deep_is_read(source: str) -> None:
    assert to_plain(to_commonmark(f"{source}x").text).strip("-\n ") == "x"


TEXTS = st.text('ab1.)(-+*_#>=~`|\\[]!&;<:" \xa0\nñ،ع/x', min_size=1, max_size=12).map(
    lambda text: escape(text, quote=False)
)
TAGS = st.sampled_from(["b", "i", "span", "a href='https://a.example/_*'", "u", "code", "em"])


def within(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag.split(maxsplit=1)[0]}>"


INLINE = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner | st.builds(within, TAGS, inner), min_size=1, max_size=4).map("".join),
    max_leaves=8,
)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map("".join)
    rows = st.lists(
        st.lists(several.map(lambda cell: within("td", cell)), min_size=1, max_size=3), min_size=1, max_size=3
    )
    items = st.lists(several.map(lambda item: within("li", item)), min_size=1, max_size=3).map("".join)
    return st.one_of(
        INLINE,
        INLINE.map(lambda text: f"{text}<br>{text}<hr>"),
        st.builds(within, st.sampled_from(["p", "h2"]), INLINE),
        st.builds(within, st.sampled_from(["div", "blockquote"]), several),
        st.builds(within, st.sampled_from(["ul", "ol", "ol start=3"]), items),
        rows.map(lambda table: within("table", "".join(within("tr", "".join(row)) for row in table))),
    )


@given(
    st.lists(st.recursive(INLINE.map(lambda text: within("p", text)), blocks, max_leaves=6), max_size=4).map("".join)
)
@settings(deadline=None)
def test_the_words_that_go_in_come_out_in_their_order(source: str) -> None:
    written = to_commonmark(source).text
    tree = html.fragment_fromstring(to_html(written), create_parent="div")
    assert squeezed(tree.text_content()) == squeezed(html.document_fromstring(f"<body>{source}").text_content())
    assert not tree.xpath(".//code | .//pre | .//img")


@given(st.text(max_size=60) | st.text("<>/abitrdhul =\"'&;!-", max_size=80))
@settings(deadline=None)
def test_no_text_breaks_the_reading(source: str) -> None:
    written = to_commonmark(source).text
    assert clean_text(written) == written
    to_html(written)


def shown(text: str) -> str:
    return html.fragment_fromstring(to_html(text), create_parent="div").text_content()


def squeezed(text: str) -> str:
    """Letters alone, without those with which cells are joined."""
    return "".join(visible(text).replace("/", "").split())
