"""What is written to somebody who had waited for a place, and has it now."""

from typing import Any

from academy.editions.models import Edition
from academy.kit.dates import clock, long_day
from academy.kit.hours import Hours, print_hours
from academy.outbox.actions import Draft
from academy.participation.choices import Choice, Meeting
from academy.participation.letters import language_of
from academy.participation.models import Registration


def moved_up(registration: Registration, choice: Choice, token: str) -> Draft:
    """Tell somebody that a place is theirs now: in what, when and where it meets, and how it is given back."""
    edition, spoken = registration.edition, language_of(registration)
    return Draft(
        kind="participation/place",
        facts={
            "title": str(choice.title.wording(spoken, edition.languages)),
            "edition": str(edition.title.wording(spoken, edition.languages)),
            "meetings": [_meeting(one, edition, spoken) for one in choice.meetings],
        },
        secrets={"token": token},
        edition_id=edition.id,
        origin=f"registration:{registration.id}",
    )


def _meeting(one: Meeting, edition: Edition, language: str) -> dict[str, Any]:
    return {
        "day": long_day(one.day, language) if one.day else "",
        "hours": print_hours(Hours(one.start, one.end, one.days_over)),
        "clock": clock(edition.zone, one.day, language) if one.day else "",
        "where": str(one.room.wording(language, edition.languages)) if one.room else "",
    }
