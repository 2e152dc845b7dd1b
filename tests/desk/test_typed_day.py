"""The RCM agenda, typed from nothing."""

from datetime import time

from academy.agenda.models import SlotKind
from academy.agenda.queries import list_slots
from academy.agenda.typed import read_speakers
from academy.db.engine import Database
from academy.editions.queries import get_edition
from tests.conftest import Organiser

ROWS = [
    (
        "09:00-09-15",
        "Welcome",
        "RCM Executive Secretary",
        (
            "Rocío González Higuera, Head of the UPMRIP-SEGOB, Pro Tempore Presidency of the RCM\n"
            "Coordination of the Working Group on Labour Migration (WGLM), INM and STPS"
        ),
    ),
    (
        "09:15-09:45",
        "What do we mean by social and solidarity economy models?",
        "ILO",
        "Leandro Morais, Professor Doctor and Researcher at the São Paulo State University (UNESP-Araraquara)",
    ),
    (
        "09:45-10:15",
        "The development and strengthening of enterprises: what tools do we have?",
        "Working Group on Labour Migration (WGLM)",
        "Merten Sievers, ILO",
    ),
    (
        "10:15-11:00",
        "Experiences of promotion of entrepreneurship",
        "ILO",
        (
            "- Innovación migrante, Colombia: Luisa Fernanda\n"
            "- ONG ALTERNATIVA, Peru: José Loayza Pacheco, microfinance manager\n"
            "- Emprende Segur@, Ecuador: Edith Paredes, project coordinator"
        ),
    ),
    (
        "10:15-11:00",
        "Businesses with refugees",
        "Working Group on Labour Migration (WGLM)",
        "Elisa Mendelli, ILO",
    ),
    ("11:20-11:40", "Presentation of the Migrant Entrepreneurship Manual", "IOM", "IOM Mexico"),
    ("11:40-12:00", "Closing", "Working Group on Labour Migration (WGLM)", ""),
]


def typed(rows: list[tuple[str, str, str, str]]) -> dict[str, object]:
    form: dict[str, object] = {"day": "2021-08-26", "spoken": "en"}
    for number, (hours, title, directs, speakers) in enumerate(rows):
        cells = {"hours": hours, "title": title, "directs": directs, "speakers": speakers, "kind": "", "room": ""}
        form |= {f"rows-{number}-{name}": text for name, text in cells.items()}
    return form


def begun(organiser: Organiser) -> None:
    added = organiser.post("/desk/series/new", {"slug": "rcm", "name-en": "RCM workshops"})
    assert added.status_code == 303, added.text
    edition: dict[str, object] = {
        "series": "rcm",
        "slug": "rcm-typed",
        "title-en": "Entrepreneurship initiatives",
        "kind": "workshop",
        "mode": "online",
        "starts_on": "2021-08-26",
        "ends_on": "2021-08-26",
        "zone_name": "GMT-6",
        "languages": "en",
    }
    added = organiser.post("/desk/editions/new", edition)
    assert added.status_code == 303, added.text


ANSWERS: dict[str, object] = {
    "nature-rocio gonzalez higuera": "person",
    "nature-coordination of the working group on labour migration (wglm)": "institution",
    "nature-leandro morais": "person",
    "nature-merten sievers": "person",
    "nature-luisa fernanda": "person",
    "nature-jose loayza pacheco": "person",
    "nature-edith paredes": "person",
    "nature-elisa mendelli": "person",
    "nature-iom mexico": "institution",
}


def test_the_rcm_agenda_is_typed_from_nothing_and_saved_at_once(new_organiser: Organiser, database: Database) -> None:
    begun(new_organiser)
    address = "/desk/editions/rcm-typed/programme/typed"
    asked = new_organiser.post(address, typed(ROWS))
    assert asked.status_code == 422
    assert "Luisa Fernanda" in asked.text
    answer = new_organiser.post(address, typed(ROWS) | ANSWERS)
    assert answer.status_code == 303, answer.text
    with database.reading() as db:
        slots = list_slots(db, get_edition(db, "rcm-typed"))
    assert [str(slot.title["en"])[:7] for slot in slots] == [row[1][:7] for row in ROWS]
    first, panel, last = slots[0], slots[3], slots[-1]
    assert (first.start, first.end, first.printed_hours) == (time(9), time(9, 15), "09:00-09-15")
    assert (first.kind, panel.kind, last.kind) == (SlotKind.OPENING, SlotKind.PANEL, SlotKind.CLOSING)
    assert len(panel.talks) == 3
    assert panel.roles[1].person
    assert panel.roles[1].person.name == "José Loayza Pacheco"
    assert slots[2].directed_by is last.directed_by


def test_arabic_commas_part_names_too() -> None:
    holders, talks = read_speakers("هدى المجدلاوي، أمانة عامة؛ Zoe Paz, ILO\n- عنوان: كوفي، اتحاد")
    assert [(holder.name, holder.behind) for holder in holders] == [("هدى المجدلاوي", "أمانة عامة"), ("Zoe Paz", "ILO")]
    assert talks[0].holders[0].behind == "اتحاد"
