"""Cards as text: whatever they look like, each field is found and no word is lost."""

import pytest

from academy.kit.refusals import Refusal, told
from academy.practices.reading.card import read_card, read_card_text
from academy.practices.reading.drafts import CardDraft
from academy.practices.reading.labels import LABELS
from academy.practices.reading.words import invented, unaccounted, words_of
from tests.practices.reading.cards import ANSWERS, FIELDS, READ_TITLES, TITLES, answer, label, tabbed

LANGUAGES = sorted(TITLES)


def read(text: str) -> CardDraft:
    """A card of which no word was lost, and none read twice."""
    draft = read_card_text(text)
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)
    return draft


def said(draft: CardDraft) -> list[str]:
    return [told(doubt, str) for doubt in draft.doubts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_read_in_each_language(language: str) -> None:
    draft = read(tabbed(language))
    assert (draft.title, draft.author) == READ_TITLES[language]
    assert draft.language == language
    assert draft.order == FIELDS
    assert draft.fields == {key: answer(key, language) for key in FIELDS}
    assert draft.labels["objectives"] == label("objectives", language)
    assert (draft.further, draft.remainder, draft.doubts) == ((), "", ())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", FIELDS)
def test_every_label_is_told_by_its_own_line(key: str, language: str) -> None:
    for one in LABELS[key][language]:
        assert read(f"{one}\n\n{ANSWERS[language]}").fields == {key: ANSWERS[language]}, one


@pytest.mark.parametrize(
    "printed", ["upper", "lower", "({number}) {label}:", "{number}. {label}", "{label} ({number})"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_case_numbers_and_colons_of_labels_do_not_matter(language: str, printed: str) -> None:
    def changed(number: int, key: str) -> str:
        text = label(key, language)
        if "{" in printed:
            return printed.format(number=number, label=text)
        return text.upper() if printed == "upper" else text.lower()

    rows = (f"{changed(number, key)}\n{answer(key, language)}" for number, key in enumerate(FIELDS, start=1))
    draft = read(f"{TITLES[language]}\n\n" + "\n\n".join(rows))
    assert draft.fields == {key: answer(key, language) for key in FIELDS}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_codings_and_line_ends_are_read(coding: str) -> None:
    draft = read_card(tabbed("es").replace("\n", "\r\n").encode(coding))
    assert draft.title == "Arroz para el valle"
    assert draft.fields["cooperation"] == answer("cooperation", "es")


def test_arabic_of_old_windows_is_read() -> None:
    assert read_card(tabbed("ar").encode("cp1256")).author == "سلمى حداد"


def test_a_label_may_break_over_lines_with_doubled_blanks() -> None:
    draft = read(
        "PARTE IA: BECAS\n\nArroz  para  el  valle  y  para\nlas  ciudades  del  llano\n\n(por Ana Núñez)\n"
        "Objetivo (s) Comprar  arroz  a  buen  precio  y  venderlo  en  la\nciudad vecina.\n\n"
        "Cooperación  entre\ninstituciones y países para\nlograr los objetivos\n\n"
        "Cooperación Regional\nDos ministerios.\n\n"
        "Elementos  que  hacen  la\nbuena práctica sostenible\n\nEl ahorro.\n\nFondos Del Estado.\n"
    )
    assert draft.title == "Arroz para el valle y para las ciudades del llano"
    assert (draft.author, draft.part) == ("Ana Núñez", "IA")
    assert draft.order == ("objectives", "cooperation", "sustainability", "funds")
    assert draft.fields["objectives"] == "Comprar arroz a buen precio y venderlo en la ciudad vecina."
    assert draft.fields["cooperation"] == "Cooperación Regional\n\nDos ministerios."
    assert draft.labels["cooperation"] == "Cooperación entre instituciones y países para lograr los objetivos"
    assert draft.remainder == "PARTE IA: BECAS"


def test_a_label_may_stand_beside_its_answer_line_by_line() -> None:
    draft = read(
        "Objetivo(s)              Comprar arroz a buen precio y\n"
        "                         venderlo en la ciudad.\n\n"
        "Cooperación entre        Dos ministerios trabajan con tres\n"
        "instituciones y países   cooperativas y con una escuela\n"
        "para lograr los          de agronomía del país vecino.\n"
        "objetivos\n                         También un banco.\n\n"
        "Resultados               Cuarenta aldeas.\n"
    )
    assert draft.labels["cooperation"] == "Cooperación entre instituciones y países para lograr los objetivos"
    assert draft.fields["cooperation"] == (
        "Dos ministerios trabajan con tres cooperativas y con una escuela de agronomía del país vecino. "
        "También un banco."
    )
    assert draft.fields["results"] == "Cuarenta aldeas."


def test_a_word_of_a_label_may_be_hyphenated() -> None:
    draft = read("Sostenibi-\nlidad\n\nEl ahorro.\n\nCoopera-\nción entre institu-\nciones y países\n\nDos bancos.\n")
    assert draft.fields == {"sustainability": "El ahorro.", "cooperation": "Dos bancos."}


def test_an_empty_label_continues_and_an_unknown_one_is_kept() -> None:
    draft = read(
        "Objectives\tBuy rice in villages that are far from the\n\n\troad.\nGender equality\tHalf of all seats.\n"
        "Results\tForty villages.\n"
    )
    assert draft.fields == {
        "objectives": "Buy rice in villages that are far from the road.",
        "results": "Forty villages.",
    }
    assert [(one.label, one.text, one.after) for one in draft.further] == [
        ("Gender equality", "Half of all seats.", "objectives")
    ]
    assert "The template knows no field “Gender equality”: it is kept as a further one." in said(draft)


@pytest.mark.parametrize(
    "look", ["## {}\n\n", "**{}**\n\n", "{}: ", "{}:\n"], ids=["headings", "bold", "colons", "colons alone"]
)
def test_an_unknown_label_that_looks_like_the_others_is_one(look: str) -> None:
    labels = ("Objectives", "Innovation", "Youth councils", "Results", "Funds")
    draft = read("\n\n".join(f"{look.format(one)}Said of {one.lower()}." for one in labels))
    assert draft.order == ("objectives", "innovation", "results", "funds")
    assert [(one.label.rstrip(":"), one.text) for one in draft.further] == [
        ("Youth councils", "Said of youth councils.")
    ]


def test_labels_in_answers_are_no_labels_where_rows_have_them() -> None:
    draft = read("Objectives\tOne.\nResults\tTwo.\nResults: of the year\n\nFunds\n\nFunds\tThree.\n")
    assert draft.fields == {"objectives": "One.", "results": "Two.\n\nResults: of the year\n\nFunds", "funds": "Three."}


def test_words_of_labels_within_sentences_are_no_labels() -> None:
    draft = read(
        "Objectives\nThe network was made to show what members do, and to share the good\n"
        "results of the year with all who want to learn from them in the whole\nregion. Its\n"
        "innovation is small.\nObjective of the day\n\nFunds\nOf the State.\n"
    )
    assert draft.order == ("objectives", "funds")


def test_what_stands_before_and_behind_the_card_is_kept() -> None:
    preface = "Preface\n\nInnovation\n\nResults of last year were good.\n\nPART IIB: OTHERS\n\n"
    second = tabbed("en", title="Good Practice: Salt for the coast (by Ana Roa)")
    draft = read(f"{preface}{tabbed('en')}\n{second}\n{second}")
    assert (draft.title, draft.part) == ("Rice for the valley", "IIB")
    assert draft.fields == {key: answer(key, "en") for key in FIELDS}
    assert draft.remainder.startswith("Preface\n\nInnovation\n\nResults of last year")
    assert "Salt for the coast" in draft.remainder
    assert "What stands before the card was put into the remainder." in said(draft)
    assert "The document holds further cards (2): the first was read, the rest is in the remainder." in said(draft)


def test_a_second_card_is_told_by_its_author_where_its_title_has_no_label() -> None:
    card = "\n\nArroz\n\n(por Ana Núñez)\n\n" + "\n\n".join(
        f"{label(key, 'es')}\n{ANSWERS['es']}" for key in FIELDS[:5]
    )
    draft = read(f"PARTE IA: UNO{card}\n\nPARTE IB: OTRAS{card.replace('Arroz', 'Sal')}")
    assert (draft.title, draft.part, len(draft.order)) == ("Arroz", "IA", 5)
    assert "PARTE IB: OTRAS\n\nSal\n\n(por Ana Núñez)" in draft.remainder


def test_a_label_that_stands_twice_has_both_texts() -> None:
    draft = read("Objectives\tOne.\nResults\tTwo.\nResults\tThree.\n")
    assert draft.fields["results"] == "Two.\n\nThree."
    assert said(draft)[-1] == "“Results” stands more than once: the texts were put together."


@pytest.mark.parametrize(
    ("opening", "title", "author"),
    [
        ("Seeds for all\nby Ana Roa\n\n", "Seeds for all", "Ana Roa"),
        ("Title: Seeds for all\nAuthor: Ana Roa\n", "Seeds for all", "Ana Roa"),
        ("Title\tSeeds for all\nSubmitted by\tAna Roa\n", "Seeds for all", "Ana Roa"),
        ("GOOD PRACTICE – Seeds\nfor all\n(by Ana Roa)\n\n", "Seeds for all", "Ana Roa"),
        ("Good Practice: Seeds for all (by Ana\nRoa)\n", "Seeds for all", "Ana Roa"),
        ("# Seeds (and more)\n", "Seeds (and more)", ""),
        ("<b>Good Practice: Seeds for all (by Ana Roa)</b>\t\n", "Seeds for all", "Ana Roa"),
        ("Seeds for all\n", "Seeds for all", ""),
        ("This is a letter. It says how we came to write the card.\n\n", "", ""),
    ],
)
def test_titles_and_authors_are_told_in_many_ways(opening: str, title: str, author: str) -> None:
    draft = read(f"{opening}Objectives\tOne.\nResults\tTwo.\nFunds\tThree.\n")
    assert (draft.title, draft.author) == (title, author)


@pytest.mark.parametrize("heading", ["PARTIE II B : AUTRES", "PARTE IIB: OUTRAS", "## PART IIB. OTHERS", "الجزء IIB"])
def test_the_part_is_told_by_the_heading_above(heading: str) -> None:
    assert read(f"{heading}\n\n{tabbed('en')}").part == "IIB"


def test_links_lists_and_tags_become_commonmark() -> None:
    draft = read(
        'Objectives\tSee <a href="https://example.org/a">our page</a>.\nResults\n• one\n• two\n1) first\n2) second\n'
        "<p>A &amp; B</p>"
    )
    assert draft.fields["objectives"] == "See [our page](https://example.org/a)."
    assert draft.fields["results"] == "- one\n- two\n1) first\n2) second\n\nA & B"


def test_a_page_with_tables_is_read_as_it_is_shown() -> None:
    rows = "".join(
        f"<tr>\n <td>\n<p>{label(key, 'pt')}</p></td><td><p>{answer(key, 'pt')}</p>\n<ul><li>um</li></ul></td></tr>"
        for key in FIELDS
    )
    page = f"<html><head><style>b {{}}</style></head><body><h1>{TITLES['pt']}</h1><table>{rows}</table></body></html>"
    draft = read(page)
    assert (draft.title, draft.author) == READ_TITLES["pt"]
    assert draft.fields["innovation"] == f"{answer('innovation', 'pt')}\n\n- um"
    assert draft.remainder == ""


def test_a_table_of_markdown_is_a_card() -> None:
    rows = "\n".join(f"| **{label(key, 'fr')}** | {answer(key, 'fr')} |" for key in FIELDS)
    draft = read(f"**{TITLES['fr']}**\n\n| Champ | Réponse |\n|:---|---|\n{rows}\n")
    assert draft.fields == {key: answer(key, "fr") for key in FIELDS}
    assert (draft.remainder, draft.further) == ("Champ\tRéponse", ())


def test_numbers_of_pages_and_what_every_page_repeats_are_set_aside() -> None:
    pages = (
        f"Rice and salt 2019\n{text}\n{number}" for number, text in enumerate(("Results\nOne.", "Two.", "Three."), 7)
    )
    draft = read("Objectives\nNone.\n" + "\f".join(pages))
    assert draft.fields["results"] == "One.\n\nTwo.\n\nThree."
    assert draft.remainder.split("\n") == ["7", "Rice and salt 2019", "8", "Rice and salt 2019", "9"]


def test_text_without_labels_is_kept_whole() -> None:
    draft = read("Dear colleagues, here is what the cooperative has to say of the rice that it sells in the town.")
    assert draft.remainder == draft.source
    assert (draft.order, draft.language) == ((), "en")
    assert said(draft) == ["No label of a card was recognised: the whole text stands in the remainder."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_told_by_small_words_where_labels_tell_none(language: str) -> None:
    assert read(f"{ANSWERS[language]} {ANSWERS[language]}").language == language


def test_the_reader_looks_at_what_it_has_lost() -> None:
    draft = read("Objectives\tOne.\nResults\tTwo.")
    assert unaccounted("Objectives One. Results Two. Three, three", draft) == words_of("Three three")
    assert invented("Objectives One.", draft) == words_of("Results Two")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose another."),
        (b" \n ", "There is no text in this document."),
        (
            b"\x89PNG\r\n\x1a\n",
            "This file is neither a DOCX, nor a PDF, nor text. Save the card as DOCX and send that.",
        ),
        (b"MZ\x90\x00\x03", "This file is neither a DOCX, nor a PDF, nor text. Save the card as DOCX and send that."),
        (b"a\x00b", "This file is neither a DOCX, nor a PDF, nor text. Save the card as DOCX and send that."),
        (rb"{\rtf1 a}", "This is a document of an older kind. Save it as DOCX and send that."),
        (b"a b c " * 200_000, "This file is too large: at most 1 megabytes are accepted here."),
        (b"\n" * 30_000 + b"a", "This document holds too much to be one card. Copy the card alone into a new one."),
    ],
)
def test_what_is_no_card_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_card(content)
    assert str(refused.value) == sentence


def test_a_book_is_no_card() -> None:
    with pytest.raises(Refusal, match="This document has 300000 characters, and one card at most 200000"):
        read_card(b"word " * 60_000)
