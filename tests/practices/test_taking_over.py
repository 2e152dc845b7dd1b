"""A document is taken over into a card: what is empty is filled, what is written stays, and nothing is lost."""

from academy.kit.markdown import to_html
from academy.practices.content import CardContent, Further
from academy.practices.reading.drafts import CardDraft, Cell, ReadTable
from academy.practices.reading.drafts import Further as ReadFurther
from academy.practices.taking_over import LONGEST_NOTE, Choice, beside, contacts_in, read_fields, taken_over
from academy.practices.template import STANDARD

WEAVERS = ReadTable(("Year", "Weavers"), ((Cell("2023"), Cell("1.200", 1200)), (Cell("2024"), Cell("a|b"))))
READ = CardDraft(
    source="everything",
    title="A shared loom",
    language="en",
    fields={"objectives": "Share a loom.", "results": "It grew.", "contacts": "Awa, 12 Market Street"},
    tables={"results": (WEAVERS,)},
    further=(ReadFurther("Partners", "Two cooperatives."),),
    order=("results", "objectives"),
    remainder="Page 3 of 7\n",
    labels={"objectives": "Objective (s)"},
)
EMPTY = CardContent("", {})
REST = "Rest of the document"


def taken(content: CardContent, draft: CardDraft = READ, **choices: Choice) -> CardContent:
    return taken_over(content, draft, choices, STANDARD, REST)


def test_an_empty_card_is_filled_with_all_that_was_read() -> None:
    made = taken(EMPTY)
    assert made.title == "A shared loom"
    assert made.fields == {
        "objectives": "Share a loom.",
        "results": "It grew.\n\n| Year | Weavers |\n| --- | --- |\n| 2023 | 1.200 |\n| 2024 | a\\|b |",
    }
    assert made.further == (Further("Partners", "Two cooperatives."), Further(REST, "Page 3 of 7"))


def test_what_is_written_already_stays_unless_one_says_otherwise() -> None:
    own = CardContent("My title", {"objectives": "Mine.", "funds": "Ours."}, (Further("Mine too", "Here."),))
    kept = taken(own)
    assert (kept.title, kept.fields["objectives"], kept.fields["funds"]) == ("My title", "Mine.", "Ours.")
    assert kept.further[0] == Further("Mine too", "Here.")
    replaced = taken(own, objectives=Choice.REPLACE, title=Choice.REPLACE)
    assert (replaced.title, replaced.fields["objectives"]) == ("A shared loom", "Share a loom.")
    assert taken(own, objectives=Choice.ADD).fields["objectives"] == "Mine.\n\nShare a loom."


def test_the_same_document_once_more_changes_nothing() -> None:
    once = taken(EMPTY)
    assert taken(once) == once
    assert taken(once, objectives=Choice.ADD, results=Choice.ADD, title=Choice.REPLACE) == once


def test_a_field_that_this_template_lacks_becomes_a_further_one_under_its_printed_label() -> None:
    lean = [one for one in STANDARD if one.key != "objectives"]
    made = taken_over(EMPTY, READ, {}, lean, REST)
    assert "objectives" not in made.fields
    assert Further("Objective (s)", "Share a loom.") in made.further
    assert beside(READ, lean, REST) == list(made.further)
    photos = CardDraft(source="", language="es", fields={"photos": "Una foto del taller."})
    assert taken(EMPTY, photos).further == (Further("Fotos", "Una foto del taller."),)


def test_contacts_are_left_to_whoever_keeps_them() -> None:
    assert "contacts" not in taken(EMPTY).fields
    assert all("Awa" not in one.text for one in taken(EMPTY).further)
    assert read_fields(READ)["contacts"] == "Awa, 12 Market Street"
    assert list(read_fields(READ)) == ["results", "objectives", "contacts"]


def test_a_table_without_names_of_columns_keeps_its_rows() -> None:
    bare = CardDraft(source="", tables={"results": (ReadTable((), ((Cell("1"), Cell("2\n3")), (Cell("4"),))),)})
    assert taken(EMPTY, bare).fields["results"] == "|  |  |\n| --- | --- |\n| 1 | 2 3 |\n| 4 |  |"
    assert taken(EMPTY, CardDraft(source="", tables={"results": (ReadTable((), ()),)})) == EMPTY


def test_a_table_in_the_remainder_is_one_again() -> None:
    draft = CardDraft(source="", language="en", remainder="A heading\nYear\tWeavers\n2023\t1200\nBehind it.")
    (rest,) = taken(EMPTY, draft).further
    assert rest == Further(REST, "A heading\n\n| Year | Weavers |\n| --- | --- |\n| 2023 | 1200 |\n\nBehind it.")
    assert "<td>1200</td>" in to_html(rest.text)


def test_whom_to_ask_is_kept_whole_under_its_first_line_and_shown_to_nobody() -> None:
    (found,) = contacts_in(READ)
    assert (found.name, found.note, found.is_public) == ("Awa, 12 Market Street", "Awa, 12 Market Street", False)
    assert contacts_in(CardDraft(source="")) == ()
    lines = [f"- **Person {number}**, {'x' * 90}" for number in range(40)]
    many = contacts_in(CardDraft(source="", fields={"contacts": "\n".join(lines)}))
    assert many[0].name == f"- Person 0, {'x' * 90}"
    assert "\n".join(one.note for one in many) == "\n".join(lines)
    assert all(len(one.note) <= LONGEST_NOTE for one in many)
    assert (
        "".join(one.note for one in contacts_in(CardDraft(source="", fields={"contacts": "y" * 5_000}))) == "y" * 5_000
    )
