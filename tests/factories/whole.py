"""Editions that have everything of everything, so many times, under whatever text: for counting and for escaping."""

from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.records.edition_file.format import EditionFile
from academy.records.edition_file.importing import import_edition
from tests.factories import MADE

DAY = "2027-03-10"


def store_whole(db: Session, key: str, count: int, text: str | None = None, **edition: object) -> Edition:
    """Store a published edition with `count` of everything; `text` stands in every field that takes one."""
    file = EditionFile.model_validate(whole(key, count, text, **edition))
    return import_edition(db, file, MADE).edition


def whole(key: str, count: int, text: str | None = None, **edition: object) -> dict[str, Any]:
    """The edition file. "Everybody" (a person, an institution, a practice) stands in each of its slots."""

    def said(words: str) -> dict[str, str]:
        return {"en": text or words}

    places = range(count)
    return {
        "format": "academy-edition/1",
        "series": {"key": f"{key}-series", "name": said("Series"), "acronym": said("S"), "about": said("About it")},
        "institutions": [_institution(name, said) for name in _keys(key, places)],
        "people": [_person(name, said, text) for name in _keys(key, places)],
        "practices": [
            {"key": name, "title": text or name, "language": "en", "country": "MX", "institution": name}
            for name in _keys(key, places)
        ],
        "edition": {
            **_edition(key, said, text),
            "date_claims": [{"stated": text or f"in {place}", "source": said("A source")} for place in places],
            "organisers": [{"institution": f"{key}-{place}", "part": "partner"} for place in places],
            "countries": [{"code": "MX", "label": said(f"Country {place}")} for place in places],
            "concept_note": [{"kind": "context", "heading": said("H"), "body": said("Body")} for _ in places],
            "institution_types": [{"key": f"union-{place}", "name": said("Union")} for place in places],
            "quota_rules": [
                {"institution_type": f"union-{place}", "scope": "country", "seats": 2, "level": said("L")}
                for place in places
            ],
            **{
                name: [{"key": f"{name}-{place}", "name": said(f"{name} {place}")} for place in places]
                for name in ("rooms", "parts", "electives")
            },
            "slots": [_slot(key, place, said) for place in places],
            **edition,
        },
    }


def _keys(key: str, places: range) -> list[str]:
    return [f"{key}-everybody", *(f"{key}-{place}" for place in places)]


def _edition(key: str, said: Any, text: str | None) -> dict[str, Any]:  # noqa: ANN401 (a function of texts)
    return {
        "key": key,
        "title": said("A whole edition"),
        "theme": said("Theme"),
        "summary": said("Summary"),
        "state": "published",
        "mode": "hybrid",
        "starts_on": DAY,
        "ends_on": "2027-03-16",
        "dates_note": said("Note"),
        "zone": "Africa/Casablanca",
        "zone_label": text or "local time",
        "venue": said("Venue"),
        "city": said("City"),
        "country": "MA",
        "online_url": "https://example.org/" + (text or "").replace(" ", ""),
        "floor_languages": ["en", "fr"],
        "source": said("Source"),
    }


def _institution(name: str, said: Any) -> dict[str, Any]:  # noqa: ANN401 (a function of texts)
    parents = [] if name.endswith("-everybody") else [name.rpartition("-")[0] + "-everybody"]
    return {"key": name, "name": said(name), "acronym": said(name[:9]), "aliases": [*said(name).values()],
            "parents": parents}  # fmt: skip


def _person(name: str, said: Any, text: str | None) -> dict[str, Any]:  # noqa: ANN401 (a function of texts)
    other = {"honorific": said("Dr"), "passport_name": text or "", "listed_name": text or "", "sort_key": text or ""}
    return {"key": name, "given": text or "Given", "family": text or name, **other}


def _slot(key: str, place: int, said: Any) -> dict[str, Any]:  # noqa: ANN401 (a function of texts)
    def role(name: str) -> dict[str, Any]:
        where = [{"post": said("Director"), "institution": f"{key}-everybody"}, {"institution": f"{key}-{place}"}]
        return {"person": name, "role": "moderator", "presence": "remote", "affiliations": where}

    practices = [f"{key}-everybody", f"{key}-{place}"]
    return {
        "uid": str(uuid5(NAMESPACE_DNS, f"{key}.{place}")),
        "kind": "panel",
        "title": said(f"Slot {place}"),
        "about": said("About"),
        "day": DAY,
        "start": f"{8 + place // 6:02}:{place % 6 * 10:02}",
        "end": f"{8 + place // 6:02}:{place % 6 * 10 + 9:02}",
        "printed_hours": said("hours")["en"],
        "doubt": said("doubt")["en"],
        "room": f"rooms-{place}",
        "part": f"parts-{place}",
        "elective": f"electives-{place}",
        "directed_by": f"{key}-everybody",
        "directed_as": said("Directs"),
        "floor_languages": ["en", "fr"],
        "roles": [role(f"{key}-everybody"), role(f"{key}-{place}"), {"placeholder": said("to be named")}],
        "talks": [{"title": said("Talk"), "practice": name, "roles": [role(f"{key}-{place}")]} for name in practices],
    }
