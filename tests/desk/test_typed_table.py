"""The table in which a day is typed: hours of all sorts, corrections beside their cells, names asked about once."""

import pytest

from academy.agenda import typed as typed_module
from academy.agenda.rules import arranged
from academy.db.engine import Database
from academy.kit.hours import Hours, print_hours
from academy.kit.translated import Translated
from academy.people.actions import InstitutionDraft, create_institution
from academy.people.models import Institution, Person
from tests.conftest import Organiser
from tests.desk.forms import Facts, PageForm, errors_in, main_form, said_above, send
from tests.desk.stored import RCM, everything, slot_called, slots_of
from tests.factories import MADE

TYPED = f"{RCM}/programme/typed"


def table(rows: list[dict[str, str]], **others: str) -> Facts:
    return {f"rows-{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()} | others


def typed(organiser: Organiser, rows: list[dict[str, str]], **others: str) -> tuple[PageForm, int, str]:
    """Type these rows and save; return the form that comes back (or the empty one), the status and the page."""
    form = main_form(organiser.get(TYPED).text)
    answer = send(organiser, TYPED, form, table(rows, **others))
    return (main_form(answer.text) if answer.status_code != 303 else form), answer.status_code, answer.text


HOURS = {
    "09:00-09-15": "09:00–09:15",
    "9h – 10h30": "09:00–10:30",
    "2 p.m. to 3.30 p.m.": "14:00–15:30",
    "de las 16 a las 17 horas": "16:00–17:00",
    "من 9:00 إلى 10:00": "09:00–10:00",
    "٩:٠٠ - ١٠:٠٠": "09:00–10:00",
    "22:00-24:00": "22:00–24:00",
    "23:00-01:00+1": "23:00–01:00+1",
    "12 m.": "12:00",
    "": "",
}


def test_hours_are_typed_as_people_write_them(organiser: Organiser, demonstration: Database) -> None:
    rows = [{"hours": hours, "title": f"Row {number}"} for number, hours in enumerate(HOURS)]
    assert typed(organiser, rows)[1] == 303
    kept = {
        slot.title["en"]: print_hours(Hours(slot.start, slot.end, slot.days_over))
        for slot in slots_of(demonstration, "rcm-2021")
        if slot.title["en"].startswith("Row ")
    }
    assert kept == {f"Row {number}": printed for number, printed in enumerate(HOURS.values())}


def test_a_misprint_is_kept_as_printed_and_flagged(organiser: Organiser, demonstration: Database) -> None:
    assert typed(organiser, [{"hours": "13:00-13-15", "title": "Misprinted"}])[1] == 303
    assert slot_called(demonstration, "rcm-2021", "Misprinted").printed_hours == "13:00-13-15"
    assert "Printed as “13:00-13-15”, read as 13:00–13:15." in organiser.get(f"{RCM}/programme").text


def test_every_wrong_row_is_marked_and_everything_is_kept(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    rows = [
        {"hours": "ninish", "title": "First", "kind": "panel", "directs": "ILO", "speakers": "Ana Peña, professor; Bo"},
        {"hours": "10-11", "title": "Right"},
        {"hours": "11-12", "title": "", "speakers": "Somebody\r\n- A talk: Somebody else"},
        {"hours": "12-10", "title": "Backwards"},
    ]
    form, status, page = typed(organiser, rows, day="2021-08-27", spoken="es")
    assert status == 422
    assert "3 rows need a correction" in said_above(page)
    assert set(errors_in(page)) == {"rows-0-hours", "rows-2-title", "rows-3-hours"}
    for name, text in table(rows, day="2021-08-27", spoken="es").items():
        assert form.value(name) == text, name
    assert everything(demonstration) == before


def test_an_impossible_day_is_refused_and_the_table_kept(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    form, status, page = typed(organiser, [{"hours": "9-10", "title": "Kept"}], day="2021-02-30")
    assert (status, set(errors_in(page))) == (422, {"day"})
    assert (form.value("day"), form.value("rows-0-title")) == ("2021-02-30", "Kept")
    assert everything(demonstration) == before


def test_an_empty_table_is_nothing_to_save(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    _, status, page = typed(organiser, [])
    assert status == 422
    assert "Nothing was typed yet" in said_above(page)
    assert everything(demonstration) == before


def test_more_rows_keep_what_is_typed(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    form = main_form(organiser.get(TYPED).text)
    facts = form.filled({"rows-0-title": "Kept", "rows-0-hours": "ninish"})
    facts.add("more", "1")
    answer = organiser.client.post(TYPED, data=facts)
    assert answer.status_code == 200
    longer = main_form(answer.text)
    assert (longer.value("rows-0-title"), longer.value("rows-0-hours")) == ("Kept", "ninish")
    assert len([name for name in longer.names if name.endswith("-title")]) == 18
    assert everything(demonstration) == before


def test_unknown_names_are_asked_about_once_and_become_what_is_answered(
    organiser: Organiser, demonstration: Database
) -> None:
    before = everything(demonstration)
    rows = [
        {"hours": "13-14", "title": "One", "speakers": "Ana Peña, professor, ILO\r\nCooperativa Luz; Delegate of Peru"},
        {"hours": "14-15", "title": "Two", "speakers": "ana pena; COOPERATIVA LUZ", "directs": "Liga Nueva"},
    ]
    form, status, page = typed(organiser, rows)
    assert status == 422
    asked = {name: form.value(name) for name in form.names if name.startswith("nature-")}
    assert asked == {
        "nature-ana pena": "person",
        "nature-cooperativa luz": "institution",
        "nature-delegate of peru": "placeholder",
    }
    assert "3 names are new here" in page
    assert everything(demonstration) == before
    assert send(organiser, TYPED, form, {"nature-cooperativa luz": "placeholder"}).status_code == 303
    one, two = (slot_called(demonstration, "rcm-2021", title) for title in ("One", "Two"))
    ana, luz, delegate = one.roles
    assert ana.person
    assert two.roles[0].person is not None
    assert ana.person.id == two.roles[0].person.id
    assert ana.affiliations[0].institution
    assert ana.affiliations[0].institution.slug == "ilo"
    assert ana.affiliations[0].post["en"] == "professor"
    assert luz.placeholder == {"en": "Cooperativa Luz"}
    assert delegate.placeholder == {"en": "Delegate of Peru"}
    assert two.directed_by
    assert two.directed_by.name == {"en": "Liga Nueva"}


PERSON = ["Leandro Morais", "LEANDRO MORAIS", "leandro  morais", "Leándro Moraís"]
INSTITUTION = ["ILO", "ilo", "International Labour Organization", "Organización Internacional del Trabajo (OIT)", "OIT"]


def test_those_who_are_known_are_recognised_however_they_are_written(
    organiser: Organiser, demonstration: Database
) -> None:
    people = [{"title": f"Person {number}", "speakers": name} for number, name in enumerate(PERSON)]
    others = [
        {"title": f"Known {number}", "speakers": name, "directs": name} for number, name in enumerate(INSTITUTION)
    ]
    assert typed(organiser, people + others)[1] == 303
    slots = {slot.title["en"]: slot for slot in slots_of(demonstration, "rcm-2021")}
    for number, name in enumerate(PERSON):
        person = slots[f"Person {number}"].roles[0].person
        assert person, name
        assert person.slug == "leandro-morais"
    for number, name in enumerate(INSTITUTION):
        slot = slots[f"Known {number}"]
        found = slot.roles[0].institution, slot.directed_by
        assert [one and one.slug for one in found] == ["ilo", "ilo"], name


def test_among_thousands_a_name_is_compared_with_those_who_may_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    monkeypatch.setattr(typed_module, "recognise_person", lambda _name, people: compared.append(len(people)))
    crowd = [Person(slug=f"p-{number}", given="José", family=f"Núñez {number}") for number in range(3000)]
    known = typed_module.Known(crowd, [])
    for name in ("jose nunez 7", "Nobody"):
        known.find(name)
    assert compared == [1, 0]


def test_who_is_added_is_known_from_then_on() -> None:
    known = typed_module.Known([], [])
    ana, league = Person(slug="ana", given="Ana"), Institution(slug="l", name=Translated({"en": "League"}))
    known.add(ana)
    known.add(league)
    assert (known.find("ANA"), known.find("league")) == (ana, league)
    assert (known.people, known.institutions) == ([ana], [league])


def test_a_name_that_two_bear_is_asked_about(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        create_institution(
            db, InstitutionDraft(name=Translated({"en": "Another"}), acronym=Translated({"en": "ILO"})), MADE
        )
    form, status, _ = typed(organiser, [{"hours": "13-14", "title": "Whose?", "speakers": "ILO"}])
    assert status == 422
    assert form.value("nature-ilo") == "institution"


def test_a_refusal_in_the_last_row_leaves_nothing_half_written(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    rows = [
        {"hours": "13-14", "title": "First", "speakers": "Ana Peña"},
        {"hours": "14-15", "title": "Last", "directs": "Leandro Morais"},
    ]
    form, status, page = typed(organiser, rows)
    answer = send(organiser, TYPED, form, {})
    assert (status, answer.status_code) == (422, 422)
    assert "is a person; an institution directs" in answer.text
    assert main_form(answer.text).value("rows-1-directs") == "Leandro Morais"
    assert everything(demonstration) == before
    del page


def test_forty_rows_are_saved_at_once_and_taken_back_at_once(organiser: Organiser, demonstration: Database) -> None:
    before = [slot.uid for slot in arranged(slots_of(demonstration, "rcm-2021"))]
    form = main_form(organiser.get(TYPED).text)
    facts = form.filled({}).to_dict()
    for number in range(40):
        facts |= {
            f"rows-{number}-hours": f"{8 + number // 4}:{number % 4 * 15:02}",
            f"rows-{number}-title": f"N {number}",
        }
        facts |= {f"rows-{number}-{name}": "" for name in ("kind", "room", "directs", "speakers")}
    answer = organiser.client.post(TYPED, data=facts, follow_redirects=True)
    assert "40 items were added." in answer.text
    added = [slot for slot in slots_of(demonstration, "rcm-2021") if slot.title["en"].startswith("N ")]
    assert [slot.title["en"] for slot in arranged(added)] == [f"N {number}" for number in range(40)]
    undo = next(form for form in [main_form(answer.text)] if "Undo" in form.buttons)
    assert organiser.client.post(undo.action, data=undo.filled({})).status_code == 303
    assert [slot.uid for slot in arranged(slots_of(demonstration, "rcm-2021"))] == before
