"""What is said around the invented cards, in five languages: calls, parts, criteria, decisions, reviews, pictures."""

import json
from importlib.resources import files
from typing import Any

from academy.kit.translated import Translated

_SAID: dict[str, Any] = json.loads((files(__package__) / "words.json").read_text("utf-8"))


def _said(key: str) -> Translated:
    return Translated(_SAID[key])


FELLOWS, FELLOWS_TEXT = _said("fellows"), _said("fellows_text")
OPEN, OPEN_TEXT = _said("open"), _said("open_text")
PARTS = {slug: Translated(name) for slug, name in _SAID["parts"].items()}
CRITERIA = {slug: (Translated(name), Translated(explained)) for slug, (name, explained) in _SAID["criteria"].items()}
"""Each with what it means."""

SOURCE = _said("source")
"""Where the facts of an invented card come from: nowhere."""

TO_ADD, TOO_MUCH, EDITED = _said("to_add"), _said("too_much"), _said("edited")
REMARKS = ((_said("remark_good"), _said("aside_good")), (_said("remark_other"), _said("aside_other")))
"""What reviewers who would accept a card say to its author, and to the organisers alone; each speaks for themselves."""

DOUBTS = (_said("remark_weak"), _said("aside_weak"))
ALT, CAPTION = _said("alt"), _said("caption")
