"""How an answer is kept: as JSON, sealed in its own place. A file is an upload, sealed for itself."""

import json
from datetime import date

from academy.files.models import Upload
from academy.kit.sealing import KeyRing
from academy.participation.models import Answer, QuestionKind

Value = str | bool | date | tuple[str, ...] | Upload
"""What somebody answers: a text or an option's short name, yes or no, a day, several short names, a file."""


def value_in(answer: Answer, kind: QuestionKind, keys: KeyRing) -> Value | None:
    """Return what was answered, in clear (its upload must be loaded); None where it was emptied meanwhile."""
    if kind == QuestionKind.FILE:
        return answer.upload
    if not answer.value:
        return None
    said = json.loads(keys.unseal(answer.value, place_of(answer)))
    if kind == QuestionKind.DATE:
        return date.fromisoformat(said)
    if kind == QuestionKind.SEVERAL:
        return tuple(said)
    return bool(said) if kind == QuestionKind.YES_NO else str(said)


def sealed(answer: Answer, value: Value, keys: KeyRing) -> str:
    """Return what is kept of an answer; nothing of a file, which is kept by itself."""
    if isinstance(value, Upload):
        return ""
    said = value.isoformat() if isinstance(value, date) else value
    return keys.seal(json.dumps(said, ensure_ascii=False), place_of(answer))


def place_of(answer: Answer) -> str:
    """Return the place that an answer is sealed for."""
    return f"answer.value:{answer.uid}"
