"""A small edition file to break and to change."""

import json
from typing import Any

Member = Any


def small_file() -> dict[str, Member]:
    """A file with something of everything: two slots, a talk, a room, people, an institution, a practice."""
    return {
        "format": "academy-edition/1",
        "series": {"key": "workshops", "name": {"en": "Workshops"}},
        "institutions": [
            {"key": "ilo", "name": {"en": "ILO"}},
            {"key": "itc", "name": {"en": "Training centre"}, "parents": ["ilo"]},
        ],
        "people": [{"key": "ana", "given": "Ana", "family": "Peña"}, {"key": "eva", "given": "Eva"}],
        "practices": [{"key": "loom", "title": "Le métier", "language": "fr", "institution": "itc"}],
        "edition": {
            "key": "small-2026",
            "title": {"en": "Small", "es": "Pequeña"},
            "state": "published",
            "starts_on": "2026-11-23",
            "ends_on": "2026-11-24",
            "zone": "America/Mexico_City",
            "languages": ["en", "es"],
            "organisers": [{"institution": "ilo", "part": "organiser"}],
            "countries": [{"code": "MX"}],
            "concept_note": [{"kind": "context", "body": {"en": "Once"}}],
            "institution_types": [{"key": "ministries", "name": {"en": "Ministries"}}],
            "quota_rules": [{"institution_type": "ministries", "scope": "country", "seats": 2}],
            "rooms": [{"key": "hall", "name": {"en": "Hall"}, "capacity": 30}],
            "parts": [{"key": "first", "name": {"en": "First"}}],
            "electives": [{"key": "law", "name": {"en": "Law"}}],
            "slots": [
                {
                    "uid": "11111111-1111-4111-8111-111111111111",
                    "kind": "opening",
                    "title": {"en": "Welcome"},
                    "day": "2026-11-23",
                    "start": "09:00",
                    "end": "09:15",
                    "room": "hall",
                    "part": "first",
                    "elective": "law",
                    "directed_by": "ilo",
                    "roles": [{"person": "ana", "affiliations": [{"institution": "itc"}]}],
                },
                {
                    "uid": "22222222-2222-4222-8222-222222222222",
                    "kind": "panel",
                    "title": {"en": "Panel"},
                    "talks": [{"title": {"en": "Talk"}, "practice": "loom", "roles": [{"person": "eva"}]}],
                },
            ],
        },
    }


def as_bytes(file: Member) -> bytes:
    """The file as it is written: one member a line."""
    return json.dumps(file, indent=1, ensure_ascii=False).encode()


def line_of(content: bytes, words: str) -> int:
    """The first line that has these words."""
    return next(number for number, line in enumerate(content.decode().split("\n"), start=1) if words in line)
