"""`academy practices …`: practice cards."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from academy.cli.answers import language
from academy.kit.refusals import told
from academy.kit.words import N_, translate
from academy.practices.reading.drafts import CardDraft, Doubt, ReadTable

_HEADS = (
    ("title", N_("Title")),
    ("author", N_("Author")),
    ("part", N_("Part")),
    ("language", N_("Language")),
)


@click.group()
def practices() -> None:
    """Read practice cards from what people send."""


@practices.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write the draft as JSON.")
def read(file: Path, as_json: bool) -> None:
    """Read the card in FILE (DOCX, PDF or text; “-” for standard input) and write the draft; nothing is kept."""
    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    from academy.practices.reading.card import read_card  # noqa: PLC0415 (what reads PDFs takes 0.1 s to load)

    draft = read_card(content, file.name)
    if as_json:
        click.echo(json.dumps(_as_json(draft), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(draft)))


def _as_json(draft: CardDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "author": draft.author,
        "part": draft.part,
        "language": draft.language,
        "fields": dict(draft.fields),
        "tables": {key: [_table_as_json(table) for table in tables] for key, tables in draft.tables.items()},
        "further": [{"label": further.label, "text": further.text} for further in draft.further],
        "order": list(draft.order),
        "remainder": draft.remainder,
        "warnings": [{"field": doubt.field, "line": doubt.line, "message": _said(doubt)} for doubt in draft.doubts],
    }


def _table_as_json(table: ReadTable) -> dict[str, Any]:
    rows = [[{"printed": cell.printed, "value": cell.value} for cell in row] for row in table.rows]
    return {"columns": list(table.columns), "rows": rows}


def _lines(draft: CardDraft) -> Iterator[str]:
    """Write the draft to be read on a terminal: what was read where, and what should be looked at."""
    for name, label in _HEADS:
        yield f"{translate(label, language())}: {getattr(draft, name) or '–'}"
    for key in draft.order:
        yield from ("", f"{draft.labels[key]} [{key}]", draft.fields[key])
        for table in draft.tables.get(key, ()):
            yield from _table_lines(table)
    for further in draft.further:
        yield from ("", f"{further.label} [+]", further.text)
    if draft.remainder:
        yield from ("", translate(N_("Remainder"), language()), draft.remainder)
    for doubt in draft.doubts:
        yield f"! {doubt.field or ''} {_said(doubt)}".replace("  ", " ")


def _table_lines(table: ReadTable) -> Iterator[str]:
    yield "\t".join(table.columns)
    for row in table.rows:
        yield "\t".join(cell.printed for cell in row)


def _said(doubt: Doubt) -> str:
    return told(doubt, lambda message: translate(message, language()))


COMMANDS = (practices,)
