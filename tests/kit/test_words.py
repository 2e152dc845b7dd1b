"""Interface texts outside of a request."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from academy.kit import words
from academy.kit.words import N_, translate


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A house in which two sentences are translated into Spanish."""
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="es")
    catalogue.add("Opening", "Apertura")
    catalogue.add("%(count)s seats", "%(count)s plazas")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(words, "_catalogue", words._catalogue.__wrapped__)


def test_marking_changes_nothing() -> None:
    assert N_("Opening") == "Opening"


@pytest.mark.usefixtures("translations")
def test_a_sentence_is_said_in_the_language() -> None:
    assert translate("Opening", "es") == "Apertura"
    assert translate("%(count)s seats", "es", {"count": 2}) == "2 plazas"
    assert translate("Opening", "es-MX") == "Apertura"


@pytest.mark.usefixtures("translations")
@pytest.mark.parametrize("language", ["es", "en", "fr", "xx"])
def test_what_is_not_translated_is_said_in_english(language: str) -> None:
    assert translate("Cancelled: %(title)s", language, {"title": "100 %"}) == "Cancelled: 100 %"
    assert translate("100 % full", language) == "100 % full"


@pytest.mark.usefixtures("translations")
def test_a_catalogue_is_not_written_into() -> None:
    assert translate("Opening", "en") == "Opening"
