"""Edition files that are broken, in every way that files are: each mistake with its line, and nothing written."""

import json
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.base import Base
from academy.db.engine import Database
from academy.kit.refusals import Refusal, Several
from academy.records.edition_file.format import EditionFile
from academy.records.edition_file.importing import import_edition
from academy.records.edition_file.reading import LARGEST, read_edition_file
from tests.factories import LATER, MADE
from tests.records.edition_files import Member, as_bytes, line_of, small_file

REMOVED = object()
"""Stands for a member that is taken out."""


def broken(path: str, value: Member) -> bytes:
    """The small file with another value at a path such as `edition.slots.0.day`."""
    file = small_file()
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    part: Member = file
    for step in way:
        part = part.setdefault(step, {}) if isinstance(part, dict) else part[step]
    if value is REMOVED:
        del part[last]
    else:
        part[last] = value
    return as_bytes(file)


def place_of(path: str) -> str:
    return re.sub(r"\.(\d+)", r"[\1]", path)


def refused(content: bytes) -> Refusal:
    with pytest.raises(Refusal) as raised:
        read_edition_file(content)
    return raised.value


def mistake_in(content: bytes) -> Refusal:
    """The one mistake of a file."""
    several = refused(content)
    assert isinstance(several, Several)
    assert str(several) == "Mistakes in the file: 1. Nothing was written."
    (mistake,) = several.refusals
    return mistake


SLOT, PANEL = "edition.slots.0", "edition.slots.1"
NAIVE = {"created_at": "2026-01-01T00:00:00", "changed_at": "2026-01-01T00:00:00Z"}

# Where the file is changed, to what, the words in whose line the mistake is told, and what is said.
MISTAKES: list[tuple[str, Member, str, str]] = [
    ("edition.colour", "red", '"colour"', "no such member"),
    (f"{SLOT}.nd", 1, '"nd"', "no such member"),
    ("edition.key", REMOVED, '"edition"', "It is missing"),
    (f"{PANEL}.title", REMOVED, "", "It is missing"),
    ("edition.slots", {}, '"slots"', "A list belongs here"),
    ("people.0.given", 3, '"given": 3', "A text in quotation marks"),
    ("people.0.given", None, '"given": null', "A text in quotation marks"),
    ("edition.title", ["x"], "", "belong"),
    ("edition", [], '"edition"', "belong"),
    (f"{SLOT}.day", "2021-02-30", "2021-02-30", "day"),
    (f"{SLOT}.day", "20270-03-10", "20270", "A day belongs here"),
    ("edition.starts_on", "26 August", "26 August", "A day belongs here"),
    (f"{SLOT}.start", "25:00", "25:00", "An hour belongs here"),
    (f"{SLOT}.end", "08:00", "08:00", "The end does not come after the beginning"),
    (f"{SLOT}.end", "09:00", '"end"', "The end does not come after the beginning"),
    (f"{PANEL}.end", "09:00", '"end": "09:00"', "There is an end but no beginning"),
    ("edition.ends_on", "2026-11-22", "ends_on", "The last day comes before the first day"),
    ("edition.year", 20270, "20270", "too large"),
    ("edition.zone", "Mars/Olympus", "Mars", "is not a time zone"),
    (f"{SLOT}.kind", "party", "party", "none of the choices"),
    ("edition.state", "dreamt", "dreamt", "none of the choices"),
    ("edition.country", "XX", '"XX"', "no such country"),
    ("edition.countries.0.code", "mexico", "mexico", "no such country"),
    ("edition.languages.0", "elvish", "elvish", "no such language"),
    ("edition.languages", [], "", "At least one"),
    ("practices.0.language", "elvish", "elvish", "no such language"),
    (f"{SLOT}.title.klingon", "x", "", "no such language"),
    ("people.0.key", "Ana P", "Ana P", "A key is a short name"),
    (f"{SLOT}.uid", "1", '"uid": "1"', "A UUID belongs here"),
    (f"{SLOT}.capacity", 0, '"capacity": 0', "too small"),
    ("edition.quota_rules.0.seats", 10**9, "1000000000", "too large"),
    ("edition.quota_rules.0.scope", "galaxy", "galaxy", "none of the choices"),
    ("edition.online_url", "javascript:alert(1)", "javascript", "An address begins with https://"),
    (f"{SLOT}.online_url", "meet.example.org", "meet.example", "An address begins with https://"),
    (f"{SLOT}.days_over", 2, "days_over", "none of the choices"),
    (f"{SLOT}.about.en", "a" * 10**6, "aaa", "This text has 1000000 characters; at most 20000 fit here"),
    ("people.0.given", "a" * 301, "aaa", "at most 300 fit here"),
    (f"{SLOT}.history", NAIVE, "", "An instant belongs here"),
    (f"{SLOT}.room", "attic", "attic", "There is no “attic” among"),
    (f"{SLOT}.part", "x", '"part": "x"', "There is no “x” among"),
    (f"{SLOT}.elective", "x", '"elective": "x"', "There is no “x” among"),
    (f"{SLOT}.directed_by", "x", "directed_by", "There is no “x” among"),
    (f"{SLOT}.roles.0.person", "zoe", "zoe", "There is no “zoe” among"),
    (f"{SLOT}.roles.0.affiliations.0.institution", "x", "", "There is no “x” among"),
    (f"{PANEL}.talks.0.practice", "x", '"practice": "x"', "There is no “x” among"),
    (f"{PANEL}.talks.0.roles.0.person", "zoe", "zoe", "There is no “zoe” among"),
    ("institutions.1.parents.0", "x", "", "There is no “x” among"),
    ("practices.0.institution", "x", "", "There is no “x” among"),
    ("edition.organisers.0.institution", "x", "", "There is no “x” among"),
    (f"{SLOT}.roles.0.person", REMOVED, "", "A role is held by one person"),
    (f"{PANEL}.talks.0.roles.0.institution", "ilo", "", "A role is held by one person"),
    ("people.1.key", "ana", "", "“ana” stands in the file twice"),
    ("institutions.1.key", "ilo", "", "“ilo” stands in the file twice"),
    (f"{PANEL}.uid", "11111111-1111-4111-8111-111111111111", "", "1111” stands in the file twice"),
]


@pytest.mark.parametrize(("path", "value", "words", "says"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_place(path: str, value: Member, words: str, says: str) -> None:
    content = broken(path, value)
    several = refused(content)
    assert isinstance(several, Several)
    mistake = several.refusals[0]
    place = str(mistake.facts["place"])
    assert place_of(path).startswith(place) or place.startswith(place_of(path))
    assert says in str(mistake)
    assert len(str(mistake)) < 500
    assert "\n" not in str(mistake)
    if words:
        assert mistake.facts["line"] == line_of(content, words), str(mistake)


def test_a_mistake_is_told_once() -> None:
    for path, value, *_ in MISTAKES:
        if value not in {"ilo", "ana"} if isinstance(value, str) else True:
            assert mistake_in(broken(path, value)).facts["line"]


def test_all_mistakes_are_told_and_of_many_the_first() -> None:
    file = small_file()
    file["edition"] |= {"country": "XX", "kind": "party"}
    file["people"][0]["given"] = 3
    several = refused(as_bytes(file))
    assert isinstance(several, Several)
    assert [one.facts["place"] for one in several.refusals] == ["people[0].given", "edition.kind", "edition.country"]
    many = refused(broken("people", [{"key": "A B"}] * 100))
    assert isinstance(many, Several)
    assert (len(many.refusals), many.facts["count"]) == (20, 200)


NO_FILES = {
    "nothing": (b"", "Line 1: this is not JSON"),
    "truncated": (as_bytes(small_file())[:700], "this is not JSON"),
    "a trailing comma": (b'{"format": "academy-edition/1",\n}', "Line 2: this is not JSON"),
    "words": (b"Dear all,\nhere is the file", "Line 1: this is not JSON"),
    "HTML": (b"<!doctype html>\n<html></html>", "Line 1: this is not JSON"),
    "cp1252": (as_bytes(small_file()).decode().encode("cp1252"), "the file is not written in UTF-8"),
    "UTF-16": (as_bytes(small_file()).decode().encode("utf-16"), "Line 1: the file is not written in UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "the file is not written in UTF-8"),
    "nested deeply": (b"[" * 200_000, "nested too deeply"),
    "nested deeply and closed": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "a list": (b"[]", "This is not an edition file"),
    "null": (b"null", "This is not an edition file"),
    "a text": (b'"academy-edition/1"', "This is not an edition file"),
    "another format": (b'{"format": "academy-edition/2"}', "must say “academy-edition/1”"),
    "no format": (b"{}", "This is not an edition file"),
    "too large": (b" " * (LARGEST + 1), "The file is larger than 20 MB"),
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_edition_file_is_refused(name: str) -> None:
    content, says = NO_FILES[name]
    assert says in str(refused(content))


def test_the_line_of_a_wrong_letter_and_of_an_early_end_is_told() -> None:
    cp1252 = as_bytes(small_file()).decode().encode("cp1252")
    assert refused(cp1252).facts["line"] == line_of(as_bytes(small_file()), "Peña")
    truncated = as_bytes(small_file())[:700]
    assert refused(truncated).facts["line"] == truncated.count(b"\n") + 1


def test_numbers_that_json_does_not_know_are_refused() -> None:
    content = as_bytes(small_file()).replace(b'"seats": 2', b'"seats": NaN')
    assert "edition.quota_rules[0].seats" in str(refused(content).refusals[0])  # type: ignore[attr-defined]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_edition_file(b"\xef\xbb\xbf" + as_bytes(small_file())).edition.key == "small-2026"


def test_what_nobody_sees_is_taken_out() -> None:
    assert read_edition_file(broken("people.0.given", "A\N{RIGHT-TO-LEFT OVERRIDE}n\x00a\x07")).people[0].given == "Ana"
    file = small_file()
    file["edition"]["slots"][0] |= {"title": {"en": " Wel\x1bcome\n to  all "}, "about": {"en": "one \r\n\x00two"}}
    slot = read_edition_file(as_bytes(file)).edition.slots[0]
    assert (slot.title, slot.about) == ({"en": "Welcome to all"}, {"en": "one\ntwo"})


def test_html_is_text() -> None:
    hostile = "<script>alert(1)</script>"
    assert read_edition_file(broken("people.0.given", hostile)).people[0].given == hostile


def test_of_a_file_that_is_refused_nothing_is_written(database: Database) -> None:
    with database.writing() as db:
        import_edition(db, read_edition_file(as_bytes(small_file())), MADE)
    with database.reading() as db:
        before = rows(db)
    for content in [
        *(broken(path, value) for path, value, *_ in MISTAKES),
        *(content for content, _ in NO_FILES.values()),
    ]:
        with pytest.raises(Refusal), database.writing() as db:
            import_edition(db, read_edition_file(content), LATER)
    with database.reading() as db:
        assert rows(db) == before


def test_what_only_the_database_knows_is_refused_and_nothing_kept(db: Session) -> None:
    file = small_file()
    import_edition(db, read_edition_file(as_bytes(file)), MADE)
    db.flush()
    before = rows(db)
    file["edition"]["key"] = "copy-2026"
    with pytest.raises(Refusal, match="belongs to another edition"), db.begin_nested():
        import_edition(db, read_edition_file(as_bytes(file)), MADE)
    assert rows(db) == before


def rows(db: Session) -> dict[str, int | None]:
    return {table.name: db.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables}


def test_the_format_is_described() -> None:
    schema = EditionFile.model_json_schema()
    assert {"format", "series", "edition"} <= set(schema["required"])
    assert json.dumps(schema)
    for name, part in schema["$defs"].items():
        assert part.get("additionalProperties") is False or "enum" in part, name
        assert part.get("description"), name


def test_a_key_that_stands_twice_is_told_where_it_stands_again() -> None:
    content = broken("people.1.key", "ana")
    mistake = refused(content).refusals[0]  # type: ignore[attr-defined]  # several
    again = [number for number, line in enumerate(content.decode().split("\n"), 1) if '"key": "ana"' in line][1]
    assert again - 1 <= mistake.facts["line"] <= again
