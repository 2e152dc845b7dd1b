"""`academy practices read`: a card as a draft, without a database."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.practices.reading.cards import FIELDS, READ_TITLES, answer, saved, tabbed, word_table


def test_a_card_is_written_as_json_without_a_database(academy: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "card.docx"
    file.write_bytes(saved(word_table("es")))
    answered = academy("practices", "read", str(file), "--json")
    draft = json.loads(answered.out)
    assert list(draft) == [
        "title", "author", "part", "language", "fields", "tables", "further", "order", "remainder", "warnings",
    ]  # fmt: skip
    assert (draft["title"], draft["author"]) == READ_TITLES["es"]
    assert draft["fields"] == {key: answer(key, "es") for key in FIELDS}
    assert draft["order"] == list(FIELDS)
    assert (answered.status, draft["warnings"], academy.folder.exists()) == (0, [], False)


def test_tables_further_fields_and_warnings_are_written(academy: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "card.txt"
    file.write_text(
        "Resultados Explicar los resultados.\nUno.\n\nFamilias\n\nNorte 10.448\nSur 5.440\nTotal 15.888\n\n"
        "Fondos\tDel Estado.\nGénero\tLa mitad.\n",
        "utf-8",
    )
    draft = json.loads(academy("practices", "read", str(file), "--json").out)
    assert draft["tables"] == {
        "results": [
            {
                "columns": ["", "Familias"],
                "rows": [
                    [{"printed": "Norte", "value": None}, {"printed": "10.448", "value": 10448}],
                    [{"printed": "Sur", "value": None}, {"printed": "5.440", "value": 5440}],
                    [{"printed": "Total", "value": None}, {"printed": "15.888", "value": 15888}],
                ],
            }
        ]
    }
    assert draft["further"] == [{"label": "Género", "text": "La mitad."}]
    assert [(one["field"], one["line"]) for one in draft["warnings"]] == [("title", None), ("results", 1), (None, 11)]
    shown = academy("practices", "read", str(file)).out
    assert "Resultados [results]\nExplicar los resultados.\n\nUno.\n\tFamilias\nNorte\t10.448\n" in shown
    assert "! results This reads like what the template asks" in shown
    assert "Género [+]\nLa mitad." in shown


def test_a_card_is_read_from_standard_input(academy: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped(io.StringIO):
        buffer = io.BytesIO(f"Prefacio\n\n{tabbed('en')}".encode())

    monkeypatch.setattr(io, "StringIO", lambda _: Piped())
    answered = academy("practices", "read", "-")
    assert answered.out.startswith("Title: Rice for the valley\nAuthor: Bo Lind\nPart: –\nLanguage: en\n")
    assert "\nRemainder\nPrefacio\n" in answered.out
    assert sys.stdin is not None


def test_a_refusal_is_a_sentence(academy: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "card.pdf"
    file.write_bytes(b"%PDF-1.7 broken")
    answered = academy("practices", "read", str(file), "--json")
    assert (answered.status, answered.out) == (1, "")
    assert answered.err == "This document cannot be opened: it is damaged. Save it anew and send that.\n"
