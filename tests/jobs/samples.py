"""What each letter may say: for every pair of templates in templates/mail its facts and secrets, one set or several.

Whoever adds a letter adds a line here; tests/jobs/test_templates.py writes it in every language.
"""

from typing import Any

_ITEM: dict[str, Any] = {
    "title": "Opening <ceremony> & welcome",
    "edition": "RCM 2021",
    "edition_slug": "rcm-2021",
    "day": "Thursday 26 August 2021",
    "hours": "09:00–10:30",
    "clock": "San José, UTC-6",
    "where": "Room 1, San José",
    "online": "https://meet.example/1",
    "part": "Speaker",
    "code": "D1-1",
    "token": "a-token",
}
_MESSAGE: dict[str, Any] = {
    "subject_line": "What to bring",
    "text": "Dear **all**,\n\nplease bring a passport.",
    "text_language": "en",
    "text_direction": "ltr",
    "edition": "RCM 2021",
    "edition_slug": "rcm-2021",
}
_SEAT: dict[str, Any] = {"edition": "RCM 2021", "edition_slug": "rcm-2021", "token": "a-token"}
_CARD: dict[str, Any] = {
    "subject_line": "Your practice card: %(edition)s",
    "next": "Go on writing on its page:",
    "edition": "RCM 2021",
    "edition_slug": "rcm-2021",
    "token": "a-token",
}

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "accounts/changed": [
        {"what": "The password of your account was changed.", "at": "2026-11-02T09:30:00+00:00", "browser": "Firefox",
         "network": "192.0.2"},
        {"what": "The password of your account was changed.", "at": "2026-11-02T09:30:00+00:00", "browser": "",
         "network": ""},
    ],
    "accounts/impersonated": [{"administrator": "Ada", "reason": "They asked me to look.", "minutes": 60}],
    "accounts/invitation": [
        {"edition_title": "RCM 2021", "inviter": "Ada", "role": "Organiser", "institution": "ILO", "days": 14,
         "token": "a-token"},
        {"edition_title": "RCM 2021", "inviter": "", "role": "Organiser", "institution": "", "days": 1,
         "token": "a-token"},
    ],
    "accounts/sign_in": [{"minutes": 15, "token": "a-token"}],
    "calendar/invitation": [_ITEM, {**_ITEM, "hours": "", "where": "", "online": "", "part": ""}],
    "calendar/update": [
        {**_ITEM, "asks_again": True, "changes": [{"name": "When", "before": "09:00", "after": "10:00"}]},
        {**_ITEM, "asks_again": False, "changes": [{"name": "Where", "before": "", "after": ""}]},
    ],
    "calendar/cancellation": [{**_ITEM, "why": "The item was removed."}, {**_ITEM, "hours": "", "why": ""}],
    "messaging/message": [_MESSAGE],
    "participation/begin": [{"edition": "RCM 2021", "edition_slug": "rcm-2021", "days": 7, "token": "a-token"}],
    "participation/mandate": [
        {**_SEAT, "institution": "Ministry of Labour", "country": "MX", "seats": ["Ministries of labour: 2"],
         "until": "Monday 9 November 2026, 23:59 (Mexico City, UTC-6)"},
        {**_SEAT, "institution": "", "country": "", "seats": [], "until": ""},
    ],
    "participation/nominee": [
        {**_SEAT, "nominee": "محمد العربي", "lead": "%(nominee)s was accepted.", "reason": ""},
        {**_SEAT, "nominee": "O'Neill", "lead": "%(nominee)s was not accepted.", "reason": "Too junior"},
    ],
    "participation/place": [
        {"title": "Opening <ceremony> & welcome", "edition": "RCM 2021", "token": "a-token",
         "meetings": [{"day": "Thursday 26 August 2021", "hours": "09:00–10:30", "clock": "UTC-6", "where": "Room 1"},
                      {"day": "Friday 27 August 2021", "hours": "", "clock": "UTC-6", "where": ""},
                      {"day": "", "hours": "", "clock": "", "where": ""}]},
        {"title": "Gender", "edition": "RCM 2021", "meetings": [], "token": "a-token"},
    ],
    "participation/standing": [
        {**_SEAT, "subject_line": "You are invited: %(edition)s", "next": "Your page:", "type": "Ministries of labour",
         "lead": "The organisers of “%(edition)s” invite you to take part.", "reason": "", "until": ""},
        {**_SEAT, "subject_line": "A seat is yours if you take it: %(edition)s", "next": "Your page:",
         "lead": "A seat in “%(edition)s” has become free, and it is your turn.", "type": "Ministries of labour",
         "reason": "It is your turn", "until": "Monday 9 November 2026, 23:59"},
    ],
    "practices/card": [
        {**_CARD, "lead": "You have begun a practice card for “%(edition)s”.",
         "title": "Le métier <ceremony> & l’eau", "reason": "", "until": "Monday 30 November 2026, 18:00"},
        {**_CARD, "lead": "The organisers cannot take your card this time.",
         "title": "النول المشترك", "reason": "Too short:\n\n– say what it cost", "until": ""},
        {**_CARD, "lead": "Everybody can read your card now.", "title": "", "reason": "", "until": ""},
    ],
    "practices/reviews": [
        {"edition": "RCM 2021", "edition_slug": "rcm-2021", "titles": ["Le métier <ceremony>", "النول المشترك"]},
    ],
    "practices/translation_refused": [
        {"edition": "RCM 2021", "edition_slug": "rcm-2021", "card_number": 7, "written": "ar", "spoken": "Arabic",
         "title": "Le métier <ceremony>", "remark": "The loom is no loan."},
    ],
    "records/erased": [{"keeps_name": True}, {"keeps_name": False}],
}  # fmt: skip
