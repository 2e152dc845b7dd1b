"""The address of each public page, found by walking the routes: a new page is tested without being named."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.models import Role, Slot, Talk
from academy.editions.models import Edition, Series
from academy.people.models import Institution, Person
from academy.practices.models import Practice

SLUGS = {
    "site.people.person": "person",
    "site.people.institution": "institution",
    "site.practices.practice": "practice",
    "site.calendar.person": "person",
    "site.calendar.series": "series_slug",
}
"""What `slug` stands for in each route that calls its argument so."""


def things_of(db: Session, edition_slug: str) -> dict[str, str]:
    """Short names that stand in the addresses of an edition."""
    edition = db.execute(select(Edition).where(Edition.slug == edition_slug)).scalar_one()
    slots = select(Slot.id).where(Slot.edition_id == edition.id)
    slot = db.execute(select(Slot).where(Slot.edition_id == edition.id, Slot.day.is_not(None))).scalars().first()
    person = select(Person.slug).join(Role, Role.person_id == Person.id).where(Role.slot_id.in_(slots))
    practice = select(Practice.slug).join(Talk, Talk.practice_id == Practice.id).where(Talk.slot_id.in_(slots))
    directs = select(Institution.slug).join(Slot, Slot.directed_by_id == Institution.id).where(Slot.id.in_(slots))
    return {
        "edition_slug": edition.slug,
        "series_slug": db.execute(select(Series.slug).where(Series.id == edition.series_id)).scalar_one(),
        "code": slot.code if slot else "",
        "day": slot.day.isoformat() if slot and slot.day else "",
        "person": db.scalars(person.order_by(Person.slug)).first() or "",
        "institution": db.scalars(directs.order_by(Institution.slug)).first() or "",
        "practice": db.scalars(practice.order_by(Practice.slug)).first() or "",
    }


def addresses(app: Flask, things: dict[str, str], language: str = "en", doors: str = "site. api.") -> dict[str, str]:
    """Endpoint and address of everything public that these things have a page for."""
    adapter = app.url_map.bind("academy.test")
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(tuple(doors.split())) and "GET" in (rule.methods or ()):
            known = {**things, "language": language, "slug": things.get(SLUGS.get(rule.endpoint, ""), "")}
            wanted = {name: known[name] for name in rule.arguments}
            if all(wanted.values()):
                found[rule.endpoint] = adapter.build(rule.endpoint, wanted)
    return found


def pages(app: Flask, things: dict[str, str], language: str = "en") -> dict[str, str]:
    """Those that are pages and no calendars."""
    found = addresses(app, things, language, "site.")
    return {endpoint: address for endpoint, address in found.items() if not address.endswith(".ics")}
