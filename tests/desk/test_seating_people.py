"""One participation at the desk: what is seen by whom, what is taken back, and how people are put forward."""

import re
from dataclasses import replace as but

import pytest
from sqlalchemy import select

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.files.actions import claim, keep
from academy.files.rules import DOCUMENTS
from academy.participation.answers import write_answers
from academy.participation.correcting import review
from academy.participation.forms import write_questions
from academy.participation.models import QuestionKind, Registration, State
from academy.participation.queries import get_registration, whole_registration
from academy.participation.registering import nominate
from academy.people.models import Person
from academy.people.sensitive import conceal
from academy.trail.models import Entry as Recorded
from tests import factories
from tests.conftest import NOW, Organiser
from tests.desk.forms import form_with, forms_in, press, send
from tests.desk.stored import CASABLANCA
from tests.desk.test_seating import put, state
from tests.factories import words
from tests.factories.files import PDF
from tests.participation.answered import question
from tests.participation.mandated import mandate
from tests.participation.places import candidate

PEOPLE = f"{CASABLANCA}/people"


def acts(database: Database, number: int) -> list[str]:
    with database.reading() as db:
        own = (Recorded.thing == "registration", Recorded.thing_id == number)
        return list(db.scalars(select(Recorded.act).where(*own).order_by(Recorded.id)))


def buttons(page: str) -> set[str]:
    return {button for form in forms_in(page) for button in form.buttons}


def test_what_was_pressed_by_mistake_is_taken_back_with_one_press(
    organiser: Organiser, demonstration: Database
) -> None:
    number = put(demonstration, "Ana", email="ana@example.org")
    address = f"{PEOPLE}/{number}"
    done = press(organiser, address, "Accept")
    assert "Accepted: they are asked to confirm." in done.text
    undo = form_with(done.text, "Undo")
    assert organiser.client.post(undo.action, data=undo.filled({})).status_code == 303
    assert state(demonstration, number) == State.NOMINATED
    press(organiser, address, "Accept")
    press(organiser, address, "Confirm for them")
    press(organiser, address, "Did not come")
    assert "Did not come" not in buttons(organiser.get(address).text)
    press(organiser, address, "They did not stay away: they come")
    assert state(demonstration, number) == State.CONFIRMED
    assert organiser.post(f"{address}/back").status_code == 303
    assert organiser.post(f"{address}/back").status_code == 303
    refused = organiser.post(f"{address}/back")
    assert refused.status_code == 422
    assert "nothing to take back" in refused.text


def test_only_what_makes_sense_has_a_button(organiser: Organiser, demonstration: Database) -> None:
    ana, bo = put(demonstration, "Ana", "labour"), put(demonstration, "Bo", "labour")
    here, waits = (buttons(organiser.get(f"{PEOPLE}/{number}").text) for number in (ana, bo))
    assert {"Accept", "Refuse", "Replace by somebody else", "Name an alternate"} <= here
    assert {"Offer a seat out of turn", "Change the order"} <= waits
    assert not {"Offer a seat out of turn", "They are here", "Place in the nominator’s order"} & here
    assert not {"Accept", "Replace by somebody else", "Send their link again"} & waits
    organiser.post(f"{PEOPLE}/{ana}/withdraw", {"reason": "ill"})
    gone = organiser.get(f"{PEOPLE}/{ana}").text
    assert {"Put forward again"} <= buttons(gone)
    assert not {"Accept", "Take out", "Refuse"} & buttons(gone)
    assert "ill" in gone
    again = press(organiser, f"{PEOPLE}/{ana}", "Put forward again")
    assert "Ana Peña waits for a seat: none is free." in again.text


def test_the_order_of_a_nominator_is_written(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        said = but(candidate(db, here, "Ana", "labour", "SN"), mandate=mandate(db, here, country="SN"))
        number = nominate(db, here, said, NOW).id
    address = f"{PEOPLE}/{number}"
    form = form_with(organiser.get(address).text, "Place in the nominator’s order")
    for typed, stored in (("3", 3), ("", None)):
        assert send(organiser, address, form, {"rank": typed}).status_code == 303
        with demonstration.reading() as db:
            assert db.get_one(Registration, number).rank == stored
    for wrong in ("0", "first", "-1", "9" * 30):
        refused = send(organiser, address, form, {"rank": wrong})
        assert refused.status_code == 422, wrong
        assert "from one on" in refused.text
        assert f'value="{wrong}"' in refused.text


def test_what_was_changed_is_named_and_looked_at(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")
    with demonstration.writing() as db:
        here = get_edition(db, "casablanca-2027")
        write_questions(db, here, [question("food", label=words("What do you eat?"))], NOW)
        found = get_registration(db, here, number)
        found.submitted_at = NOW
        review(db, found, ["post", "food"], NOW)
    page = organiser.get(f"{PEOPLE}/{number}").text
    note = page[page.index("to be looked at again") :]
    assert set(re.findall(r"<bdi>([^<]*)</bdi>", note)[:2]) == {"Post", "What do you eat?"}
    assert "What they changed was looked at." in press(organiser, f"{PEOPLE}/{number}", "Seen, it is fine").text
    assert "to be looked at again" not in organiser.get(f"{PEOPLE}/{number}").text
    assert acts(demonstration, number)[-1] == "registration.reviewed"


def answered(database: Database, number: int) -> tuple[str, str]:
    """Two answers, of which the second is sensitive; and a name in a passport."""
    asked = [question("capacity"), question("food", is_sensitive=True)]
    with database.writing() as db:
        here = get_edition(db, "casablanca-2027")
        write_questions(db, here, asked, NOW)
        found = get_registration(db, here, number)
        write_answers(db, found, {"capacity": "Chairs a union", "food": "No peanuts"}, NOW)
        conceal(db, found.person, "passport_name", "ANA PENA", NOW)
    return "Chairs a union", "No peanuts"


def test_what_is_sensitive_is_shown_on_demand_and_the_look_is_recorded(
    organiser: Organiser, demonstration: Database
) -> None:
    number = put(demonstration, "Ana")
    plain, hidden = answered(demonstration, number)
    page = organiser.get(f"{PEOPLE}/{number}").text
    assert plain in page
    assert hidden not in page
    assert "ANA PENA" not in page
    assert "registration.revealed" not in acts(demonstration, number)
    shown = organiser.get(f"{PEOPLE}/{number}?reveal=1").text
    for text in (hidden, "ANA PENA", "This look was recorded."):
        assert text in shown
    assert acts(demonstration, number)[-1] == "registration.revealed"
    refused = organiser.post(f"{PEOPLE}/{number}/refuse", {"reason": ""})
    assert hidden not in refused.text


def test_yes_and_no_are_translated_and_what_was_typed_is_not(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")
    asked = [question("visa", QuestionKind.YES_NO), question("fund", QuestionKind.YES_NO), question("motto")]
    with demonstration.writing() as db:
        here = get_edition(db, "casablanca-2027")
        write_questions(db, here, asked, NOW)
        write_answers(db, get_registration(db, here, number), {"visa": True, "fund": False, "motto": "yes"}, NOW)
    page = organiser.get(f"{PEOPLE}/{number}", headers={"Accept-Language": "es"}).text
    own = page[page.index('id="answers"') : page.index('id="agreed"')]
    assert re.findall(r"<dd><bdi>([^<]*)</bdi></dd>", own) == ["sí", "no", "yes"]


def test_whoever_may_not_see_what_is_sensitive_is_told_so(
    organiser: Organiser, demonstration: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(demonstration, "Ana")
    answered(demonstration, number)
    monkeypatch.setattr("academy.desk.seating.registration.allowed", lambda _can: False)
    assert organiser.get(f"{PEOPLE}/{number}?reveal=1").status_code == 403
    assert "registration.revealed" not in acts(demonstration, number)


def test_the_official_letter_is_handed_out_in_its_own_edition_only(
    organiser: Organiser, demonstration: Database
) -> None:
    number = put(demonstration, "Ana")
    assert organiser.get(f"{PEOPLE}/{number}/letter").status_code == 404
    with demonstration.writing() as db:
        here = get_edition(db, "casablanca-2027")
        found = get_registration(db, here, number)
        letter = keep(db, f"registration:{number}", "letter.pdf", PDF, NOW, accepted=DOCUMENTS, edition_id=here.id)
        claim(db, letter)
        found.letter = letter
    assert "letter.pdf" in organiser.get(f"{PEOPLE}/{number}").text
    answer = organiser.get(f"{PEOPLE}/{number}/letter")
    assert answer.data == PDF
    assert "no-store" in answer.headers["Cache-Control"]
    assert organiser.get(f"/desk/editions/rcm-2021/people/{number}/letter").status_code == 404
    assert organiser.post(f"/desk/editions/rcm-2021/people/{number}/accept").status_code == 404


def test_an_institution_as_typed_becomes_one_of_ours_and_the_seat_stays(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        slug = factories.institution(db, "Union of Bakers").slug
        said = but(candidate(db, here, "Ana", "workers", "SN"), institution_name="bakers' union")
        number = nominate(db, here, said, NOW).id
    address = f"{PEOPLE}/{number}"
    form = form_with(organiser.get(address).text, "It is this one")
    assert send(organiser, address, form, {"institution": slug}).status_code == 303
    with demonstration.reading() as db:
        found = db.scalars(select(Registration).where(Registration.id == number).options(*whole_registration())).one()
        assert found.institution is not None
        assert (found.institution.slug, found.state, found.institution_as) == (slug, State.NOMINATED, "")
    page = organiser.get(address).text
    assert "Union of Bakers" in page
    assert "It is this one" not in page


def test_nobody_is_counted_in_a_country_that_is_none_or_not_invited(
    organiser: Organiser, demonstration: Database
) -> None:
    number = put(demonstration, "Ana")
    for country, says in (("XX", "is not a country"), ("", "which country"), ("IS", "not among those")):
        facts: dict[str, object] = {"type": "workers", "country": country, "institution": ""}
        refused = organiser.post(f"{PEOPLE}/{number}/reseat", facts)
        assert refused.status_code == 422, country
        assert says in refused.text
    assert organiser.post(f"{PEOPLE}/{number}/reseat", {"type": "workers", "country": "MX", "institution": "no-such"})
    with demonstration.reading() as db:
        assert db.get_one(Registration, number).country == "SN"


def new(organiser: Organiser, **facts: str) -> tuple[int, str]:
    answer = organiser.post(f"{PEOPLE}/new", {"type": "labour", "country": "SN", "family": "Ruiz", **facts})
    return answer.status_code, organiser.get(str(answer.location)).text if answer.status_code == 303 else answer.text


def test_who_says_that_they_come_is_registered_by_organisers(organiser: Organiser, demonstration: Database) -> None:
    assert "and it is confirmed" in new(organiser, given="Ana", how="register", email="ana@example.org")[1]
    assert "Bo Ruiz waits for a seat" in new(organiser, given="Bo", how="register")[1]
    status, again = new(organiser, given="Ana", how="register", email="ana@example.org")
    assert (status, "takes part already" in again) == (422, True)
    assert 'value="Ana"' in again
    with demonstration.reading() as db:
        states = db.scalars(select(Registration.state).join(Edition).where(Edition.slug == "casablanca-2027")).all()
    assert sorted(states) == [State.CONFIRMED, State.WAITING]


def test_two_claim_a_seat_only_where_none_is_free(organiser: Organiser, demonstration: Database) -> None:
    status, page = new(organiser, given="Bo", how="rival")
    assert (status, "A seat is free for them" in page) == (422, True)
    ana = put(demonstration, "Ana", "labour")
    status, page = new(organiser, given="Bo", how="rival")
    assert (status, "Choose below whose seat they claim" in page) == (422, True)
    form = next(form for form in forms_in(page) if "rival" in form.names)
    assert form.value("given") == "Bo"
    assert "Ana Peña" in page
    answer = send(organiser, f"{PEOPLE}/new", form, {"rival": str(ana)})
    assert answer.status_code == 303
    assert state(demonstration, ana) == State.CONTESTED
    assert "Decide whose seat it is" in organiser.get(f"{PEOPLE}/{ana}").text
    assert new(organiser, given="Cy", how="rival", rival="999999")[0] == 422
    waiting = put(demonstration, "Di", "labour")
    assert "holds no seat" in new(organiser, given="Cy", how="rival", rival=str(waiting))[1]


def test_nobody_is_put_forward_for_a_nominator_whose_letter_is_for_others(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        number = mandate(db, here, country="MX", institution_type="labour").id
        elsewhere = mandate(db, get_whole_edition(db, "rcm-2021"), country="MX").id
    status, page = new(organiser, given="Ana", how="forward", mandate=str(number))
    assert (status, "is for other seats" in page) == (422, True)
    assert new(organiser, given="Ana", how="forward", mandate=str(elsewhere))[0] == 422
    status, page = new(organiser, given="Ana", how="forward", mandate=str(number), country="MX")
    assert (status, "Focal Point" in page) == (303, True)


def test_what_the_address_says_is_filled_in(organiser: Organiser, demonstration: Database) -> None:
    ana = put(demonstration, "Ana", "labour")
    page = organiser.get(f"{PEOPLE}/new?type=labour&country=SN&how=rival&rival={ana}").text
    form = next(form for form in forms_in(page) if "rival" in form.names)
    assert [form.value(name) for name in ("type", "country", "how", "rival")] == ["labour", "SN", "rival", str(ana)]


def test_what_is_chosen_counts_and_not_what_the_address_began_with(
    organiser: Organiser, demonstration: Database
) -> None:
    address = f"{PEOPLE}/new?type=labour&country=SN"
    form = next(form for form in forms_in(organiser.get(address).text) if "how" in form.names)
    refused = send(organiser, address, form, {"type": "workers", "country": "MX", "how": "rival", "given": "Ana"})
    assert refused.status_code == 422
    again = next(form for form in forms_in(refused.text) if "how" in form.names)
    assert [again.value(name) for name in ("type", "country", "how")] == ["workers", "MX", "rival"]
    assert send(organiser, address, again, {"how": "forward"}).status_code == 303
    with demonstration.reading() as db:
        made = db.scalars(select(Registration).join(Person).where(Person.given == "Ana").options(*whole_registration()))
        assert [(one.institution_type.slug, one.country) for one in made] == [("workers", "MX")]
