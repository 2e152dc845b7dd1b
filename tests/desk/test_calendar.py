"""Invitations at the desk: what is due is shown, looked over, and sent once."""

import re
from collections.abc import Iterator, Sequence
from threading import Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.agenda.actions import remove_slot
from academy.agenda.queries import list_slots
from academy.calendar.actions import record_reply
from academy.calendar.models import Reply
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from tests import factories
from tests.calendar.invited import invitations, retitle, send, slot_with, somebody
from tests.conftest import Organiser
from tests.desk.forms import form_with, forms_in
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.factories.whole import store_whole

PAGE = "/desk/editions/workshop-2026/invitations"
LOOK = "Look over what is chosen, then send"


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def speakers(database: Database) -> None:
    """Ana and Luis, who have addresses, and Eva, who has none, stand in one item."""
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        people = somebody(db), somebody(db, "Luis", "luis@example.org"), somebody(db, "Eva", "")
        slot_with(db, edition, *people)


def sent(database: Database) -> Sequence[str]:
    with database.reading() as db:
        return db.scalars(select(Letter.email).order_by(Letter.email)).all()


def looked_over(organiser: Organiser, *names: str) -> TestResponse:
    """Choose what is for these people (all, where none is named), and ask for the page before sending."""
    page = organiser.get(PAGE)
    form = form_with(page.text, LOOK)
    boxes = re.findall(r'value="([^"]+)" checked aria-label="Send to (\w+)', page.text)
    chosen = [key for key, name in boxes if not names or name in names]
    return organiser.client.post(form.action, data=form.filled({"item": chosen}))


def press_send(organiser: Organiser, page: TestResponse) -> TestResponse:
    form = next(form for form in forms_in(page.text) if form.action.endswith("/send"))
    return organiser.client.post(form.action, data=form.filled({}), follow_redirects=True)


@pytest.mark.usefixtures("speakers")
def test_what_is_chosen_is_looked_over_and_sent(new_organiser: Organiser, database: Database) -> None:
    page = looked_over(new_organiser)
    assert page.status_code == 200
    assert "Send 2 letters?" in page.text
    assert sent(database) == []
    done = press_send(new_organiser, page)
    assert "2 invitations are on their way." in done.text
    assert sent(database) == ["ana@example.org", "luis@example.org"]
    assert "Nothing at the moment: every calendar knows" in done.text


@pytest.mark.usefixtures("speakers")
def test_only_some_can_be_sent(new_organiser: Organiser, database: Database) -> None:
    press_send(new_organiser, looked_over(new_organiser, "Luis"))
    assert sent(database) == ["luis@example.org"]


@pytest.mark.usefixtures("speakers")
def test_who_has_no_address_is_named_with_a_link(new_organiser: Organiser) -> None:
    page = new_organiser.get(PAGE).text
    section = page.partition('id="open"')[2]
    assert 'href="/desk/people/eva-pena"' in section
    assert "No e-mail address" in section
    assert "Send to Eva" not in page


@pytest.mark.usefixtures("speakers")
def test_sending_the_same_page_again_sends_nothing(new_organiser: Organiser, database: Database) -> None:
    page = looked_over(new_organiser)
    press_send(new_organiser, page)
    again = press_send(new_organiser, page)
    assert "2 were sent already, or have changed since" in again.text
    assert len(sent(database)) == 2


@pytest.mark.usefixtures("speakers")
def test_two_clicks_at_once_send_once(empty_app: Flask, new_organiser: Organiser, database: Database) -> None:
    page = looked_over(new_organiser)
    form = next(form for form in forms_in(page.text) if form.action.endswith("/send"))
    cookie = new_organiser.client.get_cookie("academy", "localhost") or new_organiser.client.get_cookie("academy")
    assert cookie is not None
    answers: list[int] = []

    def click() -> None:
        own = empty_app.test_client()
        own.set_cookie("academy", cookie.value)
        answers.append(own.post(form.action, data=form.filled({})).status_code)

    threads = [Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 3
    assert len(sent(database)) == 2


@pytest.mark.usefixtures("speakers")
def test_what_has_changed_since_it_was_looked_over_is_not_sent(new_organiser: Organiser, database: Database) -> None:
    page = looked_over(new_organiser)
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        retitle(db, list_slots(db, edition)[0], "Another")
    assert "look again" in press_send(new_organiser, page).text
    assert sent(database) == []


@pytest.mark.usefixtures("speakers")
def test_choosing_nothing_leads_back(new_organiser: Organiser, database: Database) -> None:
    form = form_with(new_organiser.get(PAGE).text, LOOK)
    answer = new_organiser.client.post(form.action, data=form.filled({"item": []}), follow_redirects=True)
    assert "Nothing was chosen" in answer.text
    assert sent(database) == []


@pytest.mark.usefixtures("speakers")
def test_changes_and_cancellations_say_what_they_are(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        other = slot_with(db, edition, somebody(db, "Zoe", "zoe@example.org"), title="Panel")
        send(db, edition)
        retitle(db, list_slots(db, edition)[0], "Another")
        remove_slot(db, edition, other, LATER)
    waiting = new_organiser.get(PAGE).text.partition('id="waiting"')[2]
    assert waiting.count('<span class="state changed">Changed</span>') == 2
    assert '<span class="hint">Title</span>' in waiting
    assert "It was taken out of the programme." in waiting
    assert "To be cancelled" in waiting


@pytest.mark.usefixtures("speakers")
def test_answers_are_shown_and_who_declines_needs_a_hand(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        send(db, get_edition(db, "workshop-2026"))
        record_reply(db, invitations(db)[0], Reply.DECLINED, "I am <ill>", LATER)
        record_reply(db, invitations(db)[1], Reply.ACCEPTED, "", LATER)
    page = new_organiser.get(PAGE).text
    assert "1 person cannot come" in page
    assert '<span class="state declined">Cannot come</span>' in page
    assert '<span class="state accepted">Will come</span>' in page
    assert "I am &lt;ill&gt;" in page
    assert f'<a href="{PAGE}"><bdi>Workshop</bdi></a>' in new_organiser.get("/desk/").text


def test_nothing_is_sent_for_an_edition_that_is_not_public(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        slot_with(db, factories.edition(db), somebody(db))
    page = new_organiser.get(PAGE).text
    assert "This edition is not public yet" in page
    assert LOOK not in page


def test_a_long_list_is_cut_into_pages(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        people = [somebody(db, f"P{number}", f"p{number}@example.org") for number in range(103)]
        slot_with(db, edition, *people[:102])
        send(db, edition)
        record_reply(db, invitations(db)[0], Reply.DECLINED, "", LATER)
        slot_with(db, edition, people[102], title="Panel")
    first, second = (new_organiser.get(f"{PAGE}?page={number}").text for number in (1, 2))
    assert "1 person cannot come" in first  # and stands a second time among what was sent
    assert [page.count("<tr>\n") for page in (first, second)] == [99, 4]
    assert (LOOK in first, LOOK in second) == (True, False)
    assert "Nothing at the moment" not in first + second
    assert f'href="{PAGE}?page=2" rel="next"' in first


def test_the_page_costs_as_much_for_thirty_speakers(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        for key, count in (("one", 1), ("many", 30)):
            edition = store_whole(db, key, count)
            for slot in list_slots(db, edition):
                for role in slot.roles:
                    if role.person:
                        role.person.email = f"{role.person.slug}@example.org"
            db.flush()

    def cost(key: str) -> int:
        with asked_of(database) as asked:
            page = new_organiser.get(f"/desk/editions/{key}/invitations")
        assert page.text.count('type="checkbox"') >= (60 if key == "many" else 2)
        return len(asked)

    assert cost("one") == cost("many")
