"""Who is told what: invitations, changes and cancellations, each once."""

from datetime import UTC, datetime, time, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import cancel, publish, remove_slot, restore_slot, withdraw
from academy.agenda.models import RoleKind
from academy.agenda.queries import list_slots
from academy.calendar.actions import send_invitations
from academy.calendar.invitations import Change, Due, Said, Why, language_of, speakers
from academy.calendar.models import Method
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from tests import factories
from tests.calendar.invited import (
    AFTER,
    SENDER,
    change,
    dues,
    event,
    invitation,
    items,
    last,
    letters,
    method,
    retitle,
    role,
    send,
    sequence,
    slot_with,
    somebody,
)
from tests.factories import DAY, LATER, MADE, loose_edition, words


def test_a_speaker_is_invited_once(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db))
    assert dues(db) == {"Ana": Due.NEW}
    assert [item.due for item in send(db, edition)] == [Due.NEW]
    assert dues(db) == {"Ana": Due.SETTLED}
    assert send(db, edition) == []
    (letter,) = letters(db)
    assert (letter.email, letter.kind, letter.calendar_method) == ("ana@example.org", "calendar/invitation", "REQUEST")
    assert letter.origin == f"calendar_invitation:{invitation(db).id}"


def test_an_invitation_has_the_uid_and_the_sequence_of_the_public_entry(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    retitle(db, slot, "Opening")
    send(db, edition)
    assert (event(last(db))["UID"], sequence(last(db))) == (str(slot.uid), slot.sequence)
    assert slot.sequence == 1


def test_who_has_several_parts_in_an_item_is_invited_once(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    factories.slot(db, edition, roles=(role(ana), role(ana, RoleKind.MODERATOR)))
    send(db, edition)
    assert len(letters(db)) == 1
    assert last(db).facts["part"] == "Your part: Speaker; Moderator"


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({"start": time(11), "end": time(12)}, (Change.WHEN,)),
        ({"day": DAY + timedelta(days=1)}, (Change.WHEN,)),
        ({"title": words("Another")}, (Change.TITLE,)),
        ({"online_url": "https://meet.example.org"}, (Change.ONLINE,)),
    ],
)
def test_a_change_is_sent_once_and_the_sequence_rises(
    db: Session, said: dict[str, object], changed: tuple[Change, ...]
) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    first = sequence(last(db))
    change(db, slot, LATER, **said)
    (item,) = send(db, edition, AFTER)
    assert (item.due, item.changes) == (Due.CHANGED, changed)
    assert sequence(last(db)) > first
    assert (last(db).kind, method(last(db))) == ("calendar/update", "REQUEST")
    assert send(db, edition, AFTER) == []
    assert len(letters(db)) == 2


def test_another_part_is_a_change(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    change(db, slot, roles=(role(ana, RoleKind.CHAIR),))
    (item,) = items(db, edition)
    assert item.changes == (Change.PART,)


@pytest.mark.parametrize("said", [{"doubt": "?"}, {"capacity": 5}, {"about": words("More")}, {"printed_hours": "9 h"}])
def test_what_does_not_matter_in_a_calendar_is_not_sent(db: Session, said: dict[str, object]) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    change(db, slot, LATER, **said)
    assert dues(db) == {"Ana": Due.SETTLED}


def test_somebody_else_in_the_item_is_no_change(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    change(db, slot, roles=(role(ana), role(somebody(db, "Luis", "luis@example.org"))))
    assert dues(db) == {"Ana": Due.SETTLED, "Luis": Due.NEW}


def test_a_slot_that_moves_twice_before_anything_is_sent_is_one_update(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    change(db, slot, start=time(11), end=time(12))
    change(db, slot, AFTER, start=time(14), end=time(15))
    send(db, edition, AFTER)
    assert len(letters(db)) == 2
    (told,) = last(db).facts["changes"]
    assert told["before"].startswith("Monday 23 November 2026, 09:00–10:00 (Mexico City, UTC-6)")
    assert "14:00–15:00" in told["after"]


def test_a_slot_that_moves_and_comes_back_is_not_sent(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    change(db, slot, start=time(8))
    change(db, slot, AFTER, start=time(9))
    assert send(db, edition, AFTER) == []


def test_who_moves_to_another_item_gets_a_cancellation_and_an_invitation(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    first, second = slot_with(db, edition, ana), slot_with(db, edition, title="Panel")
    send(db, edition)
    change(db, first, roles=())
    change(db, second, roles=(role(ana),))
    assert {item.due for item in send(db, edition, AFTER)} == {Due.NEW, Due.GONE}
    sent = {event(letter)["UID"]: method(letter) for letter in letters(db)[1:]}
    assert sent == {str(first.uid): "CANCEL", str(second.uid): "REQUEST"}


def test_an_item_that_is_taken_out_is_cancelled_and_put_back_invited_anew(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    remove_slot(db, edition, slot, LATER)
    (item,) = send(db, edition)
    assert (item.due, item.why) == (Due.GONE, Why.SLOT)
    assert send(db, edition) == []
    restore_slot(db, edition, slot, AFTER)
    assert [item.due for item in send(db, edition, AFTER)] == [Due.NEW]
    sequences = [sequence(letter) for letter in letters(db)]
    assert sequences == sorted(set(sequences))
    assert [method(letter) for letter in letters(db)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert invitation(db).cancelled_at is None


def test_a_cancelled_edition_cancels_and_a_withdrawn_one_says_nothing_more(db: Session) -> None:
    for slug, act, why in (("one", cancel, Why.CANCELLED), ("two", withdraw, Why.WITHDRAWN)):
        edition = factories.edition(db, slug, published=True)
        slot_with(db, edition, somebody(db), about=words("Secret plans"))
        send(db, edition)
        act(db, edition, LATER)
        db.refresh(edition)
        (item,) = send(db, edition, AFTER)
        assert item.why == why
        found = event(last(db))
        assert {"DESCRIPTION", "LOCATION", "URL", "CONFERENCE", "CATEGORIES"} & set(found) == set()
        assert found["STATUS"] == "CANCELLED"
        assert "Secret" not in str(last(db).calendar)


def test_an_edition_that_is_published_again_invites_anew(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db))
    send(db, edition)
    withdraw(db, edition, LATER)
    send(db, edition, LATER)
    publish(db, edition, AFTER)
    assert [item.due for item in send(db, edition, AFTER)] == [Due.NEW]
    assert [sequence(letter) for letter in letters(db)] == [0, 1, 2]


def test_nobody_is_invited_to_what_is_not_public(db: Session) -> None:
    edition = factories.edition(db)
    slot_with(db, edition, somebody(db))
    assert items(db, edition) == []


def test_without_address_or_day_nothing_is_sent(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db, email=""))
    slot_with(db, edition, somebody(db, "Luis"), day=None, start=None, end=None)
    assert dues(db) == {"Ana": Due.NO_ADDRESS, "Luis": Due.NO_DAY}
    assert send(db, edition) == []


def test_a_day_that_is_open_again_is_cancelled(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    change(db, slot, day=None, start=None, end=None)
    assert [item.why for item in send(db, edition)] == [Why.DAY]
    assert event(last(db)).decoded("DTSTART").hour == 9
    assert dues(db) == {"Ana": Due.NO_DAY}


def test_without_hours_it_lasts_all_day(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db), start=None, end=None)
    send(db, edition)
    assert event(last(db)).decoded("DTSTART") == DAY
    assert last(db).facts["hours"] == ""


def test_what_is_over_is_left_as_it_was(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    over = MADE + timedelta(days=60)
    change(db, slot, over, title=words("Another"))
    assert [item.due for item in items(db, edition, over)] == [Due.OVER]
    remove_slot(db, edition, slot, over)
    assert items(db, edition, over) == []


def test_what_is_over_is_left_when_the_address_or_the_day_goes_afterwards(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    over = MADE + timedelta(days=60)
    ana.email = ""
    assert [item.due for item in items(db, edition, over)] == [Due.OVER]
    change(db, slot, over, day=None, start=None, end=None)
    assert [item.due for item in items(db, edition, over)] == [Due.OVER]


def test_who_was_told_of_later_hours_learns_that_it_is_over(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db), start=time(15), end=time(16))
    send(db, edition)
    noon = datetime(2026, 11, 23, 18, tzinfo=UTC)
    change(db, slot, noon, start=time(9), end=time(10))
    (item,) = send(db, edition, noon)
    assert (item.due, item.changes) == (Due.CHANGED, (Change.WHEN,))
    assert [item.due for item in items(db, edition, noon)] == [Due.OVER]


def test_only_what_was_chosen_and_still_is_as_it_was_shown_is_sent(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db), somebody(db, "Luis", "luis@example.org"))
    shown = {item.person.given: item.key for item in items(db, edition)}

    def chosen(*keys: str) -> int:
        pairs = speakers(list_slots(db, edition))
        return len(send_invitations(db, edition, pairs, LATER, SENDER, chosen=set(keys)))

    assert chosen("nothing") == 0
    assert chosen(shown["Ana"]) == 1
    assert chosen(shown["Ana"]) == 0
    retitle(db, slot, "Another")
    assert chosen(shown["Luis"]) == 0
    assert len(letters(db)) == 1


def test_participants_come_through_the_same_door(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    guest = somebody(db, "Guest", "guest@example.org")
    pairs = [*speakers(list_slots(db, edition)), (slot, guest)]
    assert len(send_invitations(db, edition, pairs, LATER, SENDER)) == 2
    assert [letter.facts["part"] for letter in letters(db)] == ["Your part: Speaker", ""]


def test_two_who_send_at_once_send_once(database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        slot_with(db, edition, somebody(db), somebody(db, "Luis", "luis@example.org"))
    failed: list[Exception] = []

    def click() -> None:
        try:
            with database.writing() as own:
                send(own, get_edition(own, "workshop-2026"))
        except Exception as error:  # noqa: BLE001 (whatever it is, the test must say it)
            failed.append(error)

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.reading() as db:
        assert sorted(db.scalars(select(Letter.email))) == ["ana@example.org", "luis@example.org"]


def test_letters_are_in_the_persons_language_or_the_editions(db: Session) -> None:
    ana = somebody(db)
    edition = loose_edition(languages=("it", "fr"))
    assert language_of(ana, edition) == "fr"
    ana.language = "ar"
    assert language_of(ana, edition) == "ar"
    ana.language = None
    assert language_of(ana, loose_edition(languages=("it",))) == "en"


def test_another_language_alone_is_no_change_and_the_next_letter_is_in_it(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana, title="Welcome")
    change(db, slot, title=words("Welcome", es="Bienvenida"))
    send(db, edition)
    ana.language = "es"
    assert send(db, edition) == []
    change(db, slot, AFTER, start=time(8))
    send(db, edition, AFTER)
    assert (last(db).language, last(db).facts["title"]) == ("es", "Bienvenida")
    assert send(db, edition, AFTER) == []


def test_what_was_said_is_read_again_as_it_was(db: Session) -> None:
    edition = factories.edition(db, published=True, zone_name="-06:00", zone_label="GMT-6")
    slot = slot_with(db, edition, somebody(db), end=time(0), days_over=1)
    said = Said.of(slot, slot.roles[0].person, "en")  # type: ignore[arg-type]  # a speaker
    assert said is not None
    assert Said.read(said.as_json()) == said


def test_a_row_tells_what_was_last_sent(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    row = invitation(db)
    assert (row.method, row.sequence, row.sent_at, row.stands) == (Method.REQUEST, 0, LATER, True)
    remove_slot(db, edition, slot, AFTER)
    send(db, edition, AFTER)
    assert (row.method, row.sequence, row.cancelled_at, row.stands) == (Method.CANCEL, 1, AFTER, False)
