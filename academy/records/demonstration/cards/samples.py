"""The invented cards as they are written down: twelve practices, each told in five languages, of five places."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from academy.kit.translated import Translated
from academy.practices.content import CardContent
from academy.practices.facts import CardFacts
from academy.practices.models import CountryRole, TextState

PRACTICES = (
    "solar-dryers",
    "waste-pickers",
    "savings-boxes",
    "school-meals",
    "catering",
    "repair-workshop",
    "cold-chain",
    "weavers",
    "care",
    "buses",
    "health-fund",
    "water-board",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """An invented card: a practice as told in one language, of places and with figures of its own."""

    practice: str
    language: str
    told: Mapping[str, Any]
    """What is the same in all cards of a practice: goals, themes, and its texts, with gaps for places and figures."""
    own: Mapping[str, Any]

    @property
    def country(self) -> str:
        """Where it was tried: there its author lives."""
        return next(str(code) for code, role in self.own["countries"].items() if role == CountryRole.RECEIVING)

    @property
    def fate(self) -> str:
        """What becomes of it, where it is not published."""
        return str(self.own.get("fate", ""))

    @property
    def added(self) -> str:
        """The field that its author adds when asked to, after it was translated."""
        return str(self.own.get("added", ""))

    @property
    def is_judged(self) -> bool:
        """True where reviewers have judged it before it was accepted."""
        return bool(self.own.get("is_judged", False))

    @property
    def translations(self) -> dict[str, TextState]:
        """Into which languages it was translated, and how these texts stand."""
        return {code: TextState(state) for code, state in self.own.get("translations", {}).items()}

    def content(self, language: str = "", without: str = "") -> CardContent:
        """Return what it says, in its own language or in another one, with or without a field."""
        text, known = self.told["texts"][language or self.language], self._values(language or self.language)
        fields = {key: said.format_map(known) for key, said in text["fields"].items() if key != without}
        return CardContent(text["title"].format_map(known), fields)

    def facts(self, author: str) -> CardFacts:
        """Return what no language changes."""
        known = self._values(self.language)
        bodies = self.told["texts"][self.language]["institutions"]
        return CardFacts(
            author=author,
            countries=tuple((code, CountryRole(role)) for code, role in self.own["countries"].items()),
            institutions=tuple(body.format_map(known) for body in bodies),
            goals=tuple(self.told["goals"]),
            themes=tuple(self.told["themes"]),
            begun_in=known["year"],
            beneficiaries=Translated(self.told["beneficiaries"]),
        )

    def _values(self, language: str) -> dict[str, Any]:
        """Return places and figures; places that are spelt in two scripts in that of a language."""
        spelling = "ar" if language == "ar" else "en"
        return {key: one[spelling] if isinstance(one, dict) else one for key, one in self.own["values"].items()}


def samples() -> Iterator[Sample]:
    """Go through the invented cards, practice by practice, in a stable order."""
    for practice in PRACTICES:
        told = json.loads((files(__package__) / f"{practice}.json").read_text("utf-8"))
        for own in told["cards"]:
            yield Sample(practice, own["language"], told, own)
