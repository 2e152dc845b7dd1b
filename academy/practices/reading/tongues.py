"""In which language a card is written: as its labels are, else as the small words of its text."""

import re
from collections import Counter
from collections.abc import Iterable

from academy.kit.texts import folded

_SMALL = {
    "en": "the of and to in is for with that are was by on from this have their which as were has been",
    "es": "el la los las de del y en que por con para una un es se su como mas al fue han este esta",
    "fr": "le la les des du de et en que pour avec dans une un est sur par qui au aux ce cette sont ont a ete",
    "pt": "o os as da do das dos e em que por com para uma um se sua na no nas nos ao foi sao mais pelo pela",
    "ar": "في من على الى ان التي الذي هذا هذه مع عن كان و بين ما",
}
_WORDS: dict[str, set[str]] = {}
for _language, _texts in _SMALL.items():
    for _word in _texts.split():
        _WORDS.setdefault(_word, set()).add(_language)

SMALL_WORDS = frozenset(_WORDS)
"""Words with which no sentence ends, in all languages."""

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 20_000
_FEWEST = 3


def language_of(labels: Iterable[frozenset[str]], text: str) -> str:
    """Return the language that most labels have, of several the one whose small words the text has most; else empty."""
    votes = Counter(language for languages in labels for language in languages)
    most = max(votes.values(), default=0)
    favoured = {language for language, count in votes.items() if count == most}
    small: Counter[str] = Counter()
    for word in _WORD.findall(folded(text[:_LOOKED_AT])):
        small.update(_WORDS.get(word, ()))
    if favoured:
        return max(sorted(favoured), key=lambda language: small[language])
    best = small.most_common(1)
    return best[0][0] if best and best[0][1] >= _FEWEST else ""
