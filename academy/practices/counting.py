"""How long a text is, in words of any script; a length is only ever pointed out, never refused."""

import re
from enum import StrEnum

from academy.kit.markdown import to_plain


class Length(StrEnum):
    """How a number of words stands to what a template recommends."""

    EMPTY = "empty"
    SHORT = "short"
    FITS = "fits"
    LONG = "long"


LETTERS_OF_A_WORD = 4
"""Letters that make a word where a script puts no blanks between words, and each letter is less than one."""

# Han, kana and bopomofo: a sign counts as a word, as word processors for Chinese and Japanese count.
IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Signs that stand for a word or a syllable, written without blanks; for a class of a pattern."""

# Thai, Lao, Myanmar and Khmer: letters, and their marks above and below.
RUNNING = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Letters of scripts that write words without blanks between them; for a class of a pattern."""

_APART = re.compile(f"[{IDEOGRAPHS}]|[{RUNNING}]+|[^\\s{IDEOGRAPHS}{RUNNING}]+")
_RUNNING = re.compile(f"[{RUNNING}]")


def count_words(text: str) -> int:
    """Return how many words a reader finds in CommonMark `text`.

    What stands between blanks is a word if it has a letter or a digit ("74.004", "co-operation", "l'économie"); marks,
    table pipes and link targets are none. A Han or kana sign is a word, and so are four letters begun of Thai, Lao,
    Khmer or Myanmar, which all write without blanks. A script in the browser that parts the source at its blanks
    comes close: it counts lone marks and addresses of links too, and a Chinese sentence as one.
    """
    return sum(map(_weight, _APART.findall(to_plain(text))))


def judge(count: int, least: int | None, most: int | None) -> Length:
    """Tell how `count` words stand to the recommended bounds; a bound that is None does not bind."""
    if count == 0:
        return Length.EMPTY
    if least is not None and count < least:
        return Length.SHORT
    if most is not None and count > most:
        return Length.LONG
    return Length.FITS


def _weight(run: str) -> int:
    letters = sum(letter.isalnum() for letter in run)
    return -(-letters // LETTERS_OF_A_WORD) if _RUNNING.match(run) else int(letters > 0)
