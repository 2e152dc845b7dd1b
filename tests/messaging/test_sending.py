"""Messages leave once, at their hour, in each reader's language; reminders find who comes later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from time import process_time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.models import EditionRole
from academy.agenda.actions import cancel as cancel_edition
from academy.agenda.actions import publish
from academy.agenda.drafts import RoleDraft
from academy.agenda.models import RoleKind
from academy.db.engine import Database
from academy.editions.models import Edition, Mode
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.messaging.actions import cancel, put_back, schedule, withdraw_letters
from academy.messaging.models import MessageState, Occasion
from academy.messaging.queries import fates, get_message
from academy.messaging.rules import GRACE, When, leaves_at
from academy.messaging.sending import remind, send, send_due
from academy.outbox.models import Letter, LetterState
from academy.people.models import Person
from academy.trail.models import Entry
from tests.factories import DAY, MADE, edition, slot
from tests.factories.audiences import holder, item, reader
from tests.factories.statements import asked_of
from tests.messaging.messages import NINE, letters, written


@pytest.fixture
def academy(db: Session) -> Edition:
    """Two people in one item on the first day at nine in Mexico City, where it is six hours before UTC."""
    made = edition(db, languages=("en", "es"), published=True)
    item(db, made, "Opening", speaker=[reader(db, "Ana", language="es"), reader(db, "Bo")])
    return made


def test_each_reader_gets_their_own_words(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    assert send(db, message, academy, MADE) == 2
    ana, bo = letters(db)
    assert (ana.language, ana.email, ana.facts["subject_line"]) == (
        "es",
        "ana@example.org",
        "Le damos la bienvenida, Ana",
    )
    assert (bo.language, bo.facts["subject_line"]) == ("en", "Welcome Bo")
    assert "- Monday 23 November 2026 · 09:00–10:00 · Mexico City, UTC\\-6 · Opening" in bo.facts["text"]
    assert "- lunes, 23 de noviembre de 2026 · 09:00–10:00 · Ciudad de México, UTC\\-6" in ana.facts["text"]
    assert bo.facts["text"].endswith("{link}")
    assert (bo.kind, bo.origin, bo.edition_id) == ("messaging/message", f"message:{message.id}", academy.id)
    assert (bo.is_urgent, bo.may_unsubscribe, bo.reply_to, bo.due_at) == (False, False, "", MADE + GRACE)
    assert (message.state, message.sent_at) == (MessageState.SENT, MADE)


def test_what_was_sent_is_not_sent_again(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    send(db, message, academy, MADE)
    with pytest.raises(Refusal, match="was sent"):
        send(db, message, academy, MADE)
    message.state = MessageState.DRAFT  # even then nobody gets it twice
    assert send(db, message, academy, MADE) == 0
    assert len(letters(db)) == 2


@pytest.mark.parametrize("empty", ["subject", "body"])
def test_what_says_nothing_does_not_leave(db: Session, academy: Edition, empty: str) -> None:
    message = written(db, academy, **{empty: Translated()})
    with pytest.raises(Refusal, match="are needed"):
        send(db, message, academy, MADE)
    with pytest.raises(Refusal, match="are needed"):
        schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    assert letters(db) == []


def test_who_reads_another_language_gets_the_first_one_whole(db: Session, academy: Edition) -> None:
    item(db, academy, "Second", speaker=reader(db, "Chi", language="ar"))
    message = written(db, academy, subject=Translated(es="Hola, {name}"))
    send(db, message, academy, MADE)
    chi = letters(db)[2]
    assert (chi.language, chi.facts["text_language"], chi.facts["text_direction"]) == ("en", "en", "ltr")
    assert chi.facts["subject_line"] == "Hola, Chi"
    assert chi.facts["text"].startswith("Dear Chi,")


def test_who_reads_a_language_of_a_region_gets_its_words_in_a_frame_of_the_language(db: Session) -> None:
    made = edition(db, languages=("en", "pt-BR"), country="BR", mode=Mode.ONLINE)
    bia = reader(db, "Bia", language="pt-BR")
    item(db, made, "Opening", speaker=[bia, reader(db, "Ana", language="pt")])
    body = Translated({"en": "Dear {name}", "pt-BR": "{place}", "pt": "Caro"})
    send(db, written(db, made, subject=Translated(en="x"), body=body), made, MADE)
    assert {(one.name, one.language, one.facts["text_language"], one.facts["text"]) for one in letters(db)} == {
        ("Bia", "pt", "pt-BR", "Brasil"),
        ("Ana", "pt", "pt", "Caro"),
    }


def test_a_text_from_right_to_left_says_so(db: Session, academy: Edition) -> None:
    item(db, academy, "Second", speaker=reader(db, "Chi", language="ar"))
    send(db, written(db, academy, body=Translated(ar="تحية طيبة {name}", en="Dear {name}")), academy, MADE)
    chi = letters(db)[2]
    assert (chi.language, chi.facts["text_direction"]) == ("ar", "rtl")
    assert chi.facts["text"] == "تحية طيبة \N{FIRST STRONG ISOLATE}Chi\N{POP DIRECTIONAL ISOLATE}"


def test_an_announcement_can_be_stopped_and_answers_go_to_its_writer(db: Session, academy: Edition) -> None:
    own = holder(db, academy, EditionRole.ORGANISER, "Olga")
    made = written(db, academy, is_announcement=True, reply_to_id=own.id)
    db.expire(made)
    send(db, get_message(db, academy, made.id), academy, MADE)
    assert {(one.may_unsubscribe, one.reply_to) for one in letters(db)} == {(True, "olga@accounts.example.org")}


def test_letters_that_have_not_left_are_taken_back(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    send(db, message, academy, MADE)
    db.flush()
    ana = letters(db)[0]
    ana.state, ana.sent_at = LetterState.SENT, MADE
    db.flush()
    assert withdraw_letters(db, message, MADE) == 1
    assert withdraw_letters(db, message, MADE) == 0
    assert fates(db, [message]) == {message.id: {LetterState.SENT: 1, LetterState.WITHDRAWN: 1}}


def test_what_is_done_stands_in_the_record(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    cancel(db, message, MADE)
    put_back(db, message, academy, MessageState.DRAFT, MADE)
    send(db, message, academy, MADE)
    withdraw_letters(db, message, MADE)
    found = db.scalars(select(Entry.act).where(Entry.thing == "message").order_by(Entry.id))
    acts = "written scheduled cancelled changed sent withdrawn"
    assert list(found) == [f"message.{act}" for act in acts.split()]


def test_at_its_hour_and_not_before(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    at = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert leaves_at(message, academy) == at
    assert send_due(db, at - timedelta(seconds=1)) == 0
    item(db, academy, "Second", speaker=reader(db, "Chi"))  # the audience is worked out when it leaves
    assert send_due(db, at) == 3
    assert send_due(db, at) == 0
    assert letters(db)[0].due_at == at


def test_midnight_in_casablanca(db: Session) -> None:
    made = edition(db, zone_name="Africa/Casablanca", published=True)
    item(db, made, "Opening", speaker=reader(db, "Ana"))
    message = written(db, made)
    schedule(db, message, made, When(Occasion.AT, date(2026, 12, 1), time(0)), MADE)
    at = leaves_at(message, made)
    assert at == datetime(2026, 12, 1, tzinfo=made.zone.tzinfo).astimezone(UTC)
    assert at is not None
    assert send_due(db, at - timedelta(minutes=1)) == 0
    assert send_due(db, at) == 1


def test_when_the_edition_moves_to_another_zone_its_hours_go_with_it(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    academy.zone_name = "+03:00"
    assert leaves_at(message, academy) == datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (When(Occasion.AT, DAY), "hour"),
        (When(Occasion.AT, hour=NINE), "day"),
        (When(Occasion.AT, MADE.date(), time(0)), "hour"),
        (When(Occasion.BEFORE_EDITION, hour=NINE), "days"),
        (When(Occasion.BEFORE_EDITION, hour=NINE, days=60), "is_sure"),
        (When(Occasion.BEFORE_ITEM, days=3), "hour"),
        (When(Occasion.BEFORE_ITEM, hour=NINE, days=60), "is_sure"),
        (When(Occasion.AT, date.max, time(23, 59)), "day"),
        (When(Occasion.AT, date.min, time(0)), "day"),
    ],
)
def test_an_occasion_that_cannot_be_is_refused(db: Session, academy: Edition, when: When, field: str) -> None:
    message = written(db, academy)
    with pytest.raises(Refusal) as refused:
        schedule(db, message, academy, when, MADE)
    assert refused.value.field == field
    assert message.state == MessageState.DRAFT


def test_a_reminder_whose_time_is_over_is_refused(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    when = When(Occasion.BEFORE_EDITION, hour=NINE, days=3, is_sure=True)
    with pytest.raises(Refusal, match="is over"):
        schedule(db, message, academy, when, datetime(2026, 11, 25, tzinfo=UTC))
    schedule(db, message, academy, when, datetime(2026, 11, 22, tzinfo=UTC))


def test_a_reminder_of_items_that_have_all_begun_is_refused(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    when = When(Occasion.BEFORE_ITEM, hour=NINE, days=3, is_sure=True)
    begun = datetime(2026, 11, 23, 15, tzinfo=UTC)
    with pytest.raises(Refusal, match="is over"):
        schedule(db, message, academy, when, begun)
    item(db, academy, "Closing", speaker=reader(db, "Chi")).day = DAY + timedelta(days=1)
    db.flush()
    schedule(db, message, academy, when, begun)
    put_back(db, message, academy, MessageState.DRAFT, begun)
    with pytest.raises(Refusal, match="is over"):
        put_back(db, message, academy, MessageState.SCHEDULED, begun + timedelta(days=1))


def test_a_reminder_of_items_whose_moment_is_to_come_leaves_nothing_in_doubt(db: Session, academy: Edition) -> None:
    item(db, academy, "Visit", speaker=reader(db, "Chi")).day = DAY - timedelta(days=20)
    db.flush()
    between = datetime(2026, 11, 10, tzinfo=UTC)  # one item is over, the other's moment is far
    schedule(db, written(db, academy), academy, When(Occasion.BEFORE_ITEM, hour=NINE, days=2), between)


def test_days_are_not_counted_from_a_day_that_nobody_knows(db: Session) -> None:
    made = edition(db, starts_on=None, ends_on=None)
    with pytest.raises(Refusal, match="no first day"):
        schedule(db, written(db, made), made, When(Occasion.BEFORE_EDITION, hour=NINE, days=3), MADE)


def test_nothing_leaves_by_itself_from_an_edition_that_was_cancelled(db: Session, academy: Edition) -> None:
    at, before = written(db, academy), written(db, academy)
    schedule(db, at, academy, When(Occasion.AT, DAY, NINE), MADE)
    schedule(db, before, academy, When(Occasion.BEFORE_EDITION, hour=NINE, days=1), MADE)
    cancel_edition(db, academy, MADE)
    later = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert (send_due(db, later), remind(db, later)) == (0, 0)
    publish(db, academy, MADE)
    assert (send_due(db, later), remind(db, later)) == (2, 2)


def test_what_was_cancelled_does_not_leave(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    cancel(db, message, MADE)
    later = datetime(2026, 11, 24, tzinfo=UTC)
    assert send_due(db, later) == 0
    with pytest.raises(Refusal, match="was called off"):
        send(db, message, academy, MADE)
    with pytest.raises(Refusal, match="was called off"):
        schedule(db, message, academy, When(Occasion.AT, DAY, NINE), MADE)
    with pytest.raises(Refusal, match="This moment is over"):
        put_back(db, message, academy, MessageState.SCHEDULED, later)
    put_back(db, message, academy, MessageState.SCHEDULED, MADE)
    assert send_due(db, later) == 2


def test_a_reminder_goes_to_each_once_and_to_who_comes_later(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.BEFORE_EDITION, hour=NINE, days=3), MADE)
    due = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert remind(db, due - timedelta(seconds=1)) == 0
    assert [remind(db, due), remind(db, due + timedelta(minutes=10))] == [2, 0]
    assert message.state == MessageState.SCHEDULED
    item(db, academy, "Second", speaker=reader(db, "Chi"))
    assert remind(db, due + timedelta(days=1)) == 1
    item(db, academy, "Third", speaker=reader(db, "Dan"))
    assert remind(db, due + timedelta(days=5)) == 0  # it has begun


def test_a_reminder_afterwards(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.AFTER_EDITION, hour=NINE, days=5), MADE)
    due = datetime(2026, 11, 28, 15, tzinfo=UTC)
    assert [remind(db, due - timedelta(seconds=1)), remind(db, due + timedelta(days=7)), remind(db, due)] == [0, 0, 2]


def test_a_reminder_of_one_s_own_items_goes_once_for_each(db: Session, academy: Edition) -> None:
    chi = reader(db, "Chi")
    item(db, academy, "Second", speaker=chi, moderator=chi)
    third = item(db, academy, "Third", speaker=chi)
    third.day = DAY + timedelta(days=1)
    slot(db, academy, "No day", roles=(RoleDraft(RoleKind.SPEAKER, person=chi),), day=None, start=None, end=None)
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.BEFORE_ITEM, hour=NINE, days=2), MADE)
    due = datetime(2026, 11, 21, 15, tzinfo=UTC)
    assert [remind(db, due - timedelta(seconds=1)), remind(db, due), remind(db, due)] == [0, 3, 0]
    texts = [one.facts["text"] for one in letters(db) if one.name == "Chi"]
    assert ["Second" in text for text in texts] == [True]
    assert remind(db, due + timedelta(days=1)) == 1
    assert "Third" in letters(db)[-1].facts["text"]
    assert "Second" not in letters(db)[-1].facts["text"]
    third.day = DAY + timedelta(days=2)
    db.flush()
    assert remind(db, due + timedelta(days=2)) == 0  # it was told of this item


def test_a_reminder_speaks_of_the_items_in_which_its_reader_is_what_the_rule_asks_for(
    db: Session, academy: Edition
) -> None:
    chi = reader(db, "Chi")
    first, second = item(db, academy, "First", moderator=chi), item(db, academy, "Second", speaker=chi)
    for rule, reminded in (
        ({"role": ["programme.moderator"]}, [first]),
        ({"slot": [second.code]}, [second]),
        ({"role": ["programme.moderator"], "slot": [second.code]}, []),
    ):
        message = written(db, academy, rule=rule)
        schedule(db, message, academy, When(Occasion.BEFORE_ITEM, hour=NINE, days=2), MADE)
        assert remind(db, datetime(2026, 11, 21, 15, tzinfo=UTC)) == len(reminded)
        told = [one.once for one in letters(db) if one.origin == message.origin]
        assert told == [f"{message.origin}:person:{chi.id}:slot:{one.id}" for one in reminded]


def test_a_reminder_of_an_item_stops_when_it_begins(db: Session, academy: Edition) -> None:
    message = written(db, academy)
    schedule(db, message, academy, When(Occasion.BEFORE_ITEM, hour=NINE, days=1), MADE)
    assert remind(db, datetime(2026, 11, 23, 15, tzinfo=UTC)) == 0
    assert remind(db, datetime(2026, 11, 23, 14, 59, tzinfo=UTC)) == 2


def test_two_workers_send_it_once(database: Database) -> None:
    with database.writing() as db:
        made = edition(db, published=True)
        item(db, made, "Opening", speaker=[reader(db, name) for name in ("Ana", "Bo", "Chi")])
        for when in (When(Occasion.AT, DAY, NINE), When(Occasion.BEFORE_EDITION, hour=NINE, days=0)):
            schedule(db, written(db, made), made, when, MADE)
    barrier = Barrier(2)

    def work(_number: int) -> int:
        barrier.wait()
        with database.writing() as db:
            later = datetime(2026, 11, 23, 16, tzinfo=UTC)
            return send_due(db, later) + remind(db, later)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 6
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Letter)) == 6


def test_three_thousand_letters_take_seconds_and_few_statements(database: Database) -> None:
    with database.writing() as db:
        made = edition(db, published=True)
        people = [
            Person(slug=f"p-{number}", given=f"P{number}", email=f"p{number}@example.org") for number in range(3000)
        ]
        db.add_all(people)
        db.flush()
        item(db, made, "Opening", speaker=people)
        number = written(db, made).id
    with database.writing() as db, asked_of(database) as asked:
        made = get_edition(db, "workshop-2026")
        begun = process_time()
        assert send(db, get_message(db, made, number), made, MADE) == 3000
        db.flush()
        assert process_time() - begun < 10
    assert len(asked) < 30
    with database.reading() as db:
        assert db.scalar(select(func.count(func.distinct(Letter.once)))) == 3000
