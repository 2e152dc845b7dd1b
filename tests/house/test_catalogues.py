"""Every text of the interface speaks all five languages, in the field's own words."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from academy.kit.languages import INTERFACE
from tests.run import ROOT

TRANSLATED = [language for language in INTERFACE if language != "en"]
PLACE = re.compile(r"%\((\w+)\)[sd]")
EXTRACT = "--quiet extract -F pyproject.toml -k N_ -k lazy_gettext -k lazy_ngettext:1,2 --output-file"

# As international organisations write them.
TERMS = {
    "Seminar": {"es": "Seminario", "fr": "Séminaire", "pt": "Seminário", "ar": "ندوة"},
    "Study visit": {"es": "Visita de estudio", "fr": "Visite d’étude", "pt": "Visita de estudo", "ar": "زيارة دراسية"},
    "Break": {"es": "Pausa", "fr": "Pause", "pt": "Intervalo", "ar": "استراحة"},
    "Lecture": {"es": "Conferencia", "fr": "Conférence", "pt": "Palestra", "ar": "محاضرة"},
    "Programme": {"es": "Programa", "fr": "Programme", "pt": "Programa", "ar": "البرنامج"},
    "Concept note": {
        "es": "Nota conceptual",
        "fr": "Note conceptuelle",
        "pt": "Nota conceitual",
        "ar": "مذكرة مفاهيمية",
    },
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message of code and templates, as it is extracted now."""
    made = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    pybabel = Path(sys.executable).parent / "pybabel"
    subprocess.run([pybabel, *EXTRACT.split(), made, "."], cwd=ROOT, check=True)
    with made.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(source: Catalog, language: str) -> None:
    catalogue = _catalogue(language)
    wanted = {message.id for message in source if message.id}
    there = {message.id for message in catalogue if message.id and all(_forms(message))}
    assert wanted - there == set()
    assert {message.id for message in catalogue if message.id} - wanted == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_doubt(language: str) -> None:
    catalogue = _catalogue(language)
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert [message.id for message in catalogue if list(message.check(catalogue))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_places_are_kept(language: str) -> None:
    for message in _catalogue(language):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        places = {name for text in ids for name in PLACE.findall(text)}
        for form in _forms(message):
            # A form for one or two may say the number in words.
            assert set(PLACE.findall(form)) <= places, message.id
            assert places - set(PLACE.findall(form)) <= ({"num"} if message.pluralizable else set()), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_words_are_the_field_s(language: str) -> None:
    catalogue = _catalogue(language)
    for english, said in TERMS.items():
        message = catalogue.get(english)
        assert message is not None, english
        assert str(message.string).replace("'", "’").casefold() == said[language].casefold()


def _catalogue(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def _forms(message: Message) -> Iterator[str]:
    string = message.string or ""
    yield from (string,) if isinstance(string, str) else string
