"""A card's text out to translators' tools and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from academy.kit.texts import clean_line, clean_text
from academy.practices.content import CardContent, Further
from academy.practices.xliff import from_xliff
from tests.practices.xliff_files import (
    NAMES,
    SEMILLAS,
    TABLE,
    file_of,
    found,
    result,
    segment_of,
    sent,
    translated,
    tree,
    unit_of,
)
from tests.practices.xliff_grammar import GRAMMAR

BITS = [
    *"ab \n|-#>*1.\\<&]\"'\t",
    *["\n\n", "seeds ", "74.004", "- ", "| ", " |\n", "| --- | --- |\n", "1. ", "  \n", "## ", "**both**", "&amp;"],
    *["[link](https://example.org/a?b=1&c=2)", "]]>", "البذور ", "种子", "e\N{COMBINING ACUTE ACCENT}", "\x00", "\x0b"],
]
TEXTS = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=30).map("".join)
KEYS = st.sampled_from(["objectives", "results", "a b", "_x41_", "fié", "_xaé"])
CONTENTS = st.builds(
    CardContent,
    title=TEXTS,
    fields=st.dictionaries(KEYS, TEXTS),
    further=st.lists(st.builds(Further, TEXTS, TEXTS), max_size=3).map(tuple),
)


def cleaned(content: CardContent) -> CardContent:
    fields = {key: clean_text(said) for key, said in content.fields.items() if clean_text(said)}
    further = [Further(clean_line(one.label), clean_text(one.text)) for one in content.further]
    while further and further[-1] == Further("", ""):
        further.pop()
    return CardContent(clean_line(content.title), fields, tuple(further))


@given(CONTENTS, CONTENTS)
def test_what_goes_out_comes_back(source: CardContent, target: CardContent) -> None:
    content = sent(source, target)
    incoming = from_xliff(content)
    assert incoming.content == cleaned(target)
    assert incoming.warnings == ()
    assert incoming.partial == ()
    assert b"<unit" not in content or GRAMMAR.validate(tree(content)), GRAMMAR.error_log


@given(CONTENTS)
def test_a_tool_that_copies_each_segment_gives_the_source(source: CardContent) -> None:
    root = tree(sent(source))
    for segment in root.iter("{*}segment"):
        target = etree.SubElement(segment, "{urn:oasis:names:tc:xliff:document:2.0}target")
        target.text = "".join(segment[0].itertext())
    assert from_xliff(etree.tostring(root)).content == cleaned(source)


@given(CONTENTS)
def test_what_nobody_has_translated_comes_back_as_untranslated(source: CardContent) -> None:
    incoming = from_xliff(sent(source))
    assert incoming.content == CardContent("", {}, ())
    said = cleaned(source)
    expected = {"title"} if said.title else set()
    expected |= {f"field.{key}" for key in said.fields}
    for number, one in enumerate(said.further):
        expected |= {f"further.{number}.{part}" for part in ("label", "text") if getattr(one, part)}
    assert set(incoming.untranslated) == expected


def test_a_title_is_one_segment_and_so_is_a_field_whose_translation_is_made_up_otherwise() -> None:
    source, target = CardContent("1. Seeds", {"a": "One.\n\nTwo."}), CardContent("1) Semillas", {"a": "- Uno.\n\n---"})
    root = tree(sent(source, target))
    assert found(root, "//x:source/text()") == ["1. Seeds", "One.\n\nTwo."]
    assert found(root, "//x:target/text()") == ["1) Semillas", "- Uno.\n\n---"]


@given(st.text(min_size=1))
def test_any_identifier_comes_back(card: str) -> None:
    content = sent(card=card.encode("utf-8", "replace").decode())
    assert GRAMMAR.validate(tree(content)), GRAMMAR.error_log
    assert from_xliff(content).card_id == card


def test_a_file_says_what_it_is() -> None:
    incoming = from_xliff(sent(target=SEMILLAS, languages=("en", "pt_BR")))
    assert (incoming.card_id, incoming.revision) == ("seeds-that-travel", 7)
    assert (incoming.source_language, incoming.target_language) == ("en", "pt-BR")
    assert incoming.untranslated == ("further.0.label", "further.0.text")


def test_a_translation_may_be_written_from_the_right() -> None:
    root = tree(sent(target=CardContent("بذور مسافرة", {}), languages=("en", "ar")))
    assert found(root, "x:file/@srcDir | x:file/@trgDir") == ["ltr", "rtl"]
    assert found(root, "//x:target/text()") == ["بذور مسافرة"]


def test_a_field_is_a_unit_and_a_block_a_segment() -> None:
    root = tree(sent())
    assert found(root, "//x:unit/@id") == [
        *["title", "field.objectives", "field.results"],
        *["further.0.label", "further.0.text", "further.1.label", "further.1.text"],
    ]
    assert found(root, "//x:unit[@id='field.objectives']/x:segment/x:source/text()") == [
        "To keep seeds.",
        "corn",
        "beans",
    ]
    assert found(root, "//x:unit[@id='field.objectives']/x:ignorable/x:source/text()") == ["\n\n- ", "\n- "]
    cells = ["Year", "Members", "2018", "74.004", "2019", "**more** \\| less"]
    assert found(root, "//x:unit[@id='field.results']/x:segment/x:source/text()") == ["Two unions:", *cells]


def test_translators_read_the_labels_and_what_to_keep() -> None:
    root = tree(sent())
    units = root.iterfind(".//x:unit", NAMES)
    notes = {unit.get("id"): unit.findtext("x:notes/x:note[@category='label']", None, NAMES) for unit in units}
    assert notes["title"] == "Title"
    assert notes["field.objectives"] == "Objective(s)"
    assert notes["further.0.text"] == "Risks"
    assert notes["further.0.label"] == "The label that the author gave to the next text."
    assert found(root, "x:file/x:notes/x:note/@category") == ["revision", "instruction"]


@pytest.mark.parametrize(
    ("state", "written"),
    [
        ("draft", ("translated", "academy:draft")),
        ("machine", ("initial", "academy:machine")),
        ("reviewed", ("reviewed", None)),
        ("approved", ("final", "academy:approved")),
        ("final", ("final", None)),
        ("strange one", ("initial", "academy:strange_x20_one")),
    ],
)
def test_a_segment_says_how_its_translation_stands(state: str, written: tuple[str, str | None]) -> None:
    root = tree(sent(target=SEMILLAS, state=state))
    assert GRAMMAR.validate(root), GRAMMAR.error_log
    segment = root.find(".//x:unit[@id='title']/x:segment", NAMES)
    assert segment is not None
    assert (segment.get("state"), segment.get("subState")) == written
    assert found(root, "//x:unit[@id='further.0.text']/x:segment/@state") == ["initial"]


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (b'version="2.0"', b'version="1.2"'),
        (b'id="title"', b'id="the title"'),
        (b'srcLang="en"', b'srcLang="e n"'),
        (b'canResegment="no"', b'canResegment="never"'),
        (b'state="final"', b'state="approved"'),
        (b'subState="academy:approved"', b'subState="approved"'),
        (b"<target>Ley</target>", b""),
        (b"<source>Law</source>", b""),
        (b"<source>Law</source>", b"<source>Law<b/></source>"),
    ],
)
def test_the_grammar_knows_what_the_specification_forbids(written: bytes, wrong: bytes) -> None:
    content = sent(target=SEMILLAS, state="approved")
    assert GRAMMAR.validate(tree(content)), GRAMMAR.error_log
    assert written in content
    assert not GRAMMAR.validate(tree(content.replace(written, wrong)))


def test_identifiers_occur_once() -> None:
    root = tree(sent(target=SEMILLAS))
    units = found(root, "//x:unit/@id")
    assert len(units) == len(set(units))
    for unit in root.iterfind(".//x:unit", NAMES):
        segments = found(unit, "x:segment/@id")
        assert len(segments) == len(set(segments)) > 0


def test_the_same_card_makes_the_same_bytes() -> None:
    assert sent(target=SEMILLAS) == sent(target=SEMILLAS)
    assert sent().startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<xliff xmlns=\"urn:oasis")


def test_a_table_is_translated_cell_by_cell() -> None:
    words = {
        "Two unions:": "Dos uniones:",
        "Year": "Año",
        "Members": "Miembros",
        "**more** \\| less": "**más** \\| menos",
    }
    incoming = from_xliff(translated(sent(), words))
    table = (
        TABLE.replace("Year", "Año").replace("Members", "Miembros").replace("**more** \\| less", "**más** \\| menos")
    )
    assert incoming.content.fields == {"results": f"Dos uniones:\n\n{table}"}
    assert incoming.partial == ()


def test_a_part_that_is_not_translated_says_what_it_said() -> None:
    incoming = from_xliff(translated(sent(), {"corn": "maíz", "To keep seeds.": " "}))
    assert incoming.content.fields == {"objectives": "To keep seeds.\n\n- maíz\n- beans"}
    assert incoming.partial == ("field.objectives",)
    assert "field.objectives" not in incoming.untranslated
    assert "field.results" in incoming.untranslated


def test_a_further_field_keeps_its_place() -> None:
    assert from_xliff(translated(sent(), {"Law": "Ley"})).content.further == (Further("", ""), Further("Ley", ""))


def test_a_cell_cannot_leave_its_cell() -> None:
    incoming = from_xliff(translated(sent(), {"Year": "Año\no | ciclo \\| período"}))
    assert "| Año o \\| ciclo \\| período | Members |\n" in incoming.content.fields["results"]
    assert [str(one.facts["unit"]) for one in incoming.warnings] == ["field.results"]


def test_segments_that_a_tool_has_cut_are_joined() -> None:
    cut = segment_of("One. ", "Uno. ") + segment_of("Two.", "Dos.") + "<ignorable><source>\n\n</source></ignorable>"
    assert result(cut + segment_of("Six.", "Seis.")) == "Uno. Dos.\n\nSeis."


def test_segments_that_a_tool_has_joined_are_read() -> None:
    assert result(segment_of("One.\n\n- Two.", "Uno.\n\n- Dos.")) == "Uno.\n\n- Dos."


def test_what_stands_between_may_have_a_translation_of_its_own() -> None:
    between = "<ignorable><source>: </source><target> : </target></ignorable>"
    assert result(segment_of("a", "b") + between + segment_of("c", "d")) == "b : d"


def test_translations_may_stand_in_another_order() -> None:
    first = '<segment><source>one </source><target order="3">uno</target></segment>'
    space = '<ignorable><source> </source><target order="2"> </target></ignorable>'
    last = '<segment><source>two</source><target order="1">dos</target></segment>'
    assert result(first + space + last) == "dos uno"
    assert result(first.replace('"3"', '"x"') + space + last.replace('"1"', '""')) == "uno dos"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ('Un <pc id="1" dataRefStart="b" dataRefEnd="b">gran</pc> paso', "Un **gran** paso"),
        ('Un <pc id="1" equivStart="*" equivEnd="*">gran <ph id="2" equiv="x"/></pc>', "Un *gran x*"),
        ('<sc id="1" dataRef="b"/>Un<ec startRef="1" dataRef="b"/> paso', "**Un** paso"),
        ('Un <mrk id="m" type="term">gran</mrk> <sm id="s"/>paso<em startRef="s"/>.', "Un gran paso."),
        ("Un<!-- aside --> gran<?tool x?> paso", "Un gran paso"),
        ('Un <ph id="1"/>paso', "Un paso"),
        ('a<cp hex="0009"/>b<cp hex="0007"/>c<cp hex="D800"/>d<cp hex="zz"/>e<cp/>f', "a\tbcdef"),
        ("1 &lt; 2 &amp; <![CDATA[3 < 4]]>", "1 < 2 & 3 < 4"),
        ('Un <other xmlns="urn:example:tool">gran</other> paso', "Un gran paso"),
    ],
)
def test_inline_codes_are_read_as_the_text_that_they_stand_for(target: str, text: str) -> None:
    data = '<originalData><data id="b">**</data></originalData>'
    assert result(data + segment_of("whatever", target)) == text


def test_what_tools_add_is_left_aside() -> None:
    namespace = 'xmlns:m="urn:oasis:names:tc:xliff:matches:2.0"'
    match = f'<m:match {namespace} ref="#s"><source>a</source><target>z</target></m:match>'
    notes = "<notes><note>Look at this</note></notes>"
    grouped = f'<group id="g">{unit_of(match + notes + segment_of("a", "b"))}</group>'
    assert from_xliff(file_of(grouped)).content.fields == {"results": "b"}


def test_versions_of_xliff_that_differ_little_are_read() -> None:
    attributes = 'version="2.1" srcLang="en" trgLang="es" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'
    assert from_xliff(file_of(unit_of(segment_of("a", "b")), attributes)).content.fields == {"results": "b"}
    assert from_xliff(sent(target=SEMILLAS).decode().encode("utf-8-sig")).content.title == "Semillas que viajan"
    utf_16 = sent(target=SEMILLAS).decode().replace("utf-8", "utf-16").encode("utf-16")
    assert from_xliff(utf_16).content.title == "Semillas que viajan"


def test_units_that_are_none_of_a_card_are_told_with_what_they_say() -> None:
    units = [unit_of(segment_of("a", said), name) for name, said in [("title", "b"), ("title", "c"), ("menu", "d")]]
    incoming = from_xliff(file_of("".join([*units, unit_of(segment_of("a", "e"), "further.9999.text")])))
    assert incoming.content == CardContent("b", {}, ())
    assert [one.message % one.facts for one in incoming.warnings] == [
        "“title” comes twice; the second was left out: c",
        "“menu” is no part of a card and was left out: d",
        "“further.9999.text” is no part of a card and was left out: e",
    ]


def test_a_revision_is_found_in_a_note_and_missed_where_it_is_lost() -> None:
    content = sent().replace(b'original="seeds-that-travel?revision=7" ', b'original="seeds.xlf" ')
    assert from_xliff(content).revision == 7
    lost = from_xliff(content.replace(b">revision=7<", b"><"))
    assert lost.revision is None
    assert [one.message for one in lost.warnings] == ["The file does not say from which text it was translated."]
