"""A text in several languages, and what a reader of one of them gets to see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from academy.kit.languages import base, direction, fallbacks


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words of a text: what is shown, in which language, and whether another one was asked for."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        """Return the words."""
        return self.text

    @property
    def direction(self) -> str:
        """`"rtl"` or `"ltr"`."""
        return direction(self.language)


class Translated(Mapping[str, str]):
    """An immutable text per language. Blank texts are left out, so an empty value is false."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None, /, **more: str) -> None:
        """Keep every text that is not blank."""
        given = {**(texts or {}), **more}
        self._texts = {language: text for language, text in given.items() if text and text.strip()}

    def __getitem__(self, language: str) -> str:
        """Return the text of exactly this language."""
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        """Go through the languages."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Return the number of languages."""
        return len(self._texts)

    def __hash__(self) -> int:
        """Hash by content, whatever the order of the languages."""
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        """Show the texts."""
        return f"Translated({self._texts!r})"

    def wording(self, language: str, own: Iterable[str] = ()) -> Wording:
        """Return what a reader of `language` sees; `own` are the thing's languages, first one first.

        The order is: the language itself, its base language, the thing's own languages, English, any.
        """
        for candidate in [*fallbacks(language, own), *sorted(self._texts)]:
            if candidate in self._texts:
                return Wording(self._texts[candidate], candidate, is_fallback=base(candidate) != base(language))
        return Wording("", language, is_fallback=False)


EMPTY = Translated()
