"""What the program notes down for those who look after it: one line of JSON an event, on standard error.

No line can be forged from what somebody typed (JSON escapes line ends), the time is UTC, and nothing that opens a door
is noted: routes instead of addresses, numbers instead of names.
"""

import json
import logging
import sys
from datetime import UTC, datetime

_OURS = "academy"
_FACTS = "facts"


class JSONLines(logging.Formatter):
    """Writes an event as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return when, how grave, where from, what, and the facts of an event."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
            **getattr(record, _FACTS, {}),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str)


def note(log: logging.Logger, event: str, **facts: object) -> None:
    """Note an event with its facts; none of them may be a secret."""
    log.info(event, extra={_FACTS: facts})


def write_lines() -> None:
    """Let this process write our events to standard error, once."""
    ours = logging.getLogger(_OURS)
    if not any(isinstance(handler.formatter, JSONLines) for handler in ours.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JSONLines())
        ours.addHandler(handler)
        ours.setLevel(logging.INFO)
