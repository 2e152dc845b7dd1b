"""Whose invitation it is: addresses, private links, and answers."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import remove_slot, restore_slot
from academy.calendar.actions import record_reply, withdraw_all
from academy.calendar.hands import hands
from academy.calendar.invitations import Change, Due, Why
from academy.calendar.models import Reply
from academy.calendar.queries import get_opened
from academy.calendar.tokens import opens, token_of
from academy.kit.refusals import Refusal, Unknown
from academy.kit.sealing import KeyRing
from academy.kit.tokens import number_in
from academy.records.erasure import erase
from academy.trail.models import Entry
from tests import factories
from tests.calendar.invited import (
    AFTER,
    change,
    dues,
    event,
    invitation,
    invitations,
    items,
    last,
    letters,
    method,
    partstat,
    retitle,
    role,
    send,
    sequence,
    slot_with,
    somebody,
)
from tests.conftest import KEYS
from tests.factories import LATER, MADE


def test_another_address_is_told_and_the_old_one_is_cancelled(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot_with(db, edition, ana)
    send(db, edition)
    old = token_of(invitation(db), KEYS)
    record_reply(db, invitation(db), Reply.ACCEPTED, "", LATER)
    ana.email = "ana.pena@example.org"
    (item,) = send(db, edition)
    assert item.changes == (Change.ADDRESS,)
    told = [(letter.email, method(letter), sequence(letter)) for letter in letters(db)[1:]]
    assert told == [("ana@example.org", "CANCEL", 1), ("ana.pena@example.org", "REQUEST", 2)]
    assert event(letters(db)[1])["ATTENDEE"] == "mailto:ana@example.org"
    assert last(db).kind == "calendar/invitation"
    assert not opens(old, invitation(db), KEYS)
    assert invitation(db).reply == Reply.ACCEPTED


def test_capitals_in_an_address_are_no_change(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot_with(db, edition, ana)
    send(db, edition)
    ana.email = "Ana@Example.org"
    assert send(db, edition) == []


def test_an_address_that_is_taken_away_is_cancelled(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot_with(db, edition, ana)
    send(db, edition)
    ana.email = ""
    assert [item.why for item in send(db, edition)] == [Why.ADDRESS]
    assert (last(db).email, dues(db)) == ("ana@example.org", {"Ana": Due.NO_ADDRESS})


def test_who_is_to_be_erased_is_told_first_and_then_nothing_is_left_to_tell(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    withdraw_all(db, ana, LATER)
    assert (method(last(db)), event(last(db))["UID"]) == ("CANCEL", str(slot.uid))
    assert (last(db).email, last(db).name, last(db).person_id) == ("ana@example.org", "", None)
    assert "Ana" not in str(last(db).calendar) + str(last(db).facts)
    withdraw_all(db, ana, LATER)
    assert len(letters(db)) == 2


def test_an_invitation_whose_address_was_erased_is_neither_cancelled_nor_lost(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    invitation(db).email = ana.email = ""
    assert dues(db) == {"Ana": Due.NO_ADDRESS}
    ana.email = "new@example.org"
    send(db, edition)
    assert [letter.email for letter in letters(db)] == ["ana@example.org", "new@example.org"]
    invitation(db).email = ana.email = ""
    remove_slot(db, edition, slot, AFTER)
    assert items(db, edition) == []


def test_a_shared_mailbox_keeps_the_entry_of_whoever_is_still_expected(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana, luis = somebody(db), somebody(db, "Luis", "ANA@example.org")
    slot = slot_with(db, edition, ana, luis)
    send(db, edition)
    change(db, slot, roles=(role(luis),))
    send(db, edition)
    assert (last(db).kind, last(db).calendar, last(db).calendar_method) == ("calendar/cancellation", None, None)
    change(db, slot, AFTER, roles=())
    send(db, edition, AFTER)
    assert method(last(db)) == "CANCEL"


def test_new_hours_ask_again_and_another_room_does_not(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    record_reply(db, invitation(db), Reply.ACCEPTED, "With pleasure", LATER)
    change(db, slot, room=factories.room(db, edition))
    send(db, edition)
    assert (invitation(db).reply, partstat(last(db))) == (Reply.ACCEPTED, "ACCEPTED")
    assert last(db).facts["asks_again"] is False
    change(db, slot, AFTER, start=time(15), end=time(16))
    send(db, edition, AFTER)
    assert (invitation(db).reply, invitation(db).remark) == (Reply.NEEDS_ACTION, "")
    assert partstat(last(db)) == "NEEDS-ACTION"
    assert last(db).facts["asks_again"] is True


def test_an_answer_can_be_changed_until_it_is_over(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    for reply in (Reply.ACCEPTED, Reply.DECLINED, Reply.TENTATIVE):
        record_reply(db, invitation(db), reply, "", LATER)
        assert invitation(db).reply == reply
    with pytest.raises(Refusal, match="over"):
        record_reply(db, invitation(db), Reply.ACCEPTED, "", MADE + timedelta(days=60))
    with pytest.raises(Refusal, match="Choose"):
        record_reply(db, invitation(db), Reply.NEEDS_ACTION, "", LATER)
    with pytest.raises(Refusal, match="characters"):
        record_reply(db, invitation(db), Reply.ACCEPTED, "x" * 1001, LATER)
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    with pytest.raises(Refusal, match="cancelled"):
        record_reply(db, invitation(db), Reply.ACCEPTED, "", LATER)
    assert invitation(db).reply == Reply.TENTATIVE


def test_sending_and_answering_stand_in_the_record(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    record_reply(db, invitation(db), Reply.DECLINED, "Ill", LATER)
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    acts = db.scalars(select(Entry.act).where(Entry.thing == "calendar_invitation").order_by(Entry.id)).all()
    assert acts == ["calendar_invitation.sent", "calendar_invitation.answered", "calendar_invitation.cancelled"]


def test_a_token_opens_its_own_invitation_only(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db), somebody(db, "Luis", "luis@example.org"))
    send(db, edition)
    first, second = invitations(db)
    token = token_of(first, KEYS)
    assert get_opened(db, token).person.given == "Ana"
    forged = [
        f"{second.id}-{token.partition('-')[2]}",
        token[:-1] + "x",
        token[:-1],
        f"0{token}",
        "",
        "1-",
        "٣-" + token,
    ]
    forged += [token_of(first, KeyRing({"other": bytes(32)})), f"999999-{token.partition('-')[2]}", token + "\n"]
    for wrong in forged:
        with pytest.raises(Unknown):
            get_opened(db, wrong)
    assert number_in(token) == first.id
    first.nonce = "another"
    with pytest.raises(Unknown):
        get_opened(db, token)


def test_a_token_of_an_older_key_still_opens(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot_with(db, edition, somebody(db))
    send(db, edition)
    newer = KeyRing({**KEYS.keys, "newer": bytes(32)})
    assert opens(token_of(invitation(db), KEYS), invitation(db), newer)
    assert token_of(invitation(db), KEYS) != token_of(invitation(db), newer)


def test_what_needs_a_hand_is_counted(db: Session) -> None:
    edition, other = factories.edition(db, published=True), factories.edition(db, "other", published=True)
    slot = slot_with(db, edition, somebody(db), somebody(db, "Luis", "luis@example.org"))
    slot_with(db, other, somebody(db, "Eva", "eva@example.org"))
    assert hands(db, [edition, other], LATER) == []
    send(db, edition)
    assert hands(db, [edition, other], LATER) == []
    record_reply(db, invitations(db)[0], Reply.DECLINED, "", LATER)
    retitle(db, slot, "Another")
    (hand,) = hands(db, [edition, other], LATER)
    assert (hand.edition.slug, hand.declined, hand.pending) == ("workshop-2026", 1, 2)


def test_erasure_takes_the_entry_out_of_the_calendar_and_leaves_no_name(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot_with(db, edition, ana)
    send(db, edition)
    erase(db, ana, None, LATER)
    cancelled = [letter for letter in letters(db) if letter.calendar_method == "CANCEL"]
    assert [(letter.email, letter.name) for letter in cancelled] == [("ana@example.org", "")]
    assert "Ana" not in str(cancelled[0].calendar)
    assert invitations(db) == []


def test_a_link_to_an_older_address_opens_nothing_after_an_invitation_anew(db: Session) -> None:
    edition = factories.edition(db, published=True)
    ana = somebody(db)
    slot = slot_with(db, edition, ana)
    send(db, edition)
    old = token_of(invitation(db), KEYS)
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    assert opens(old, invitation(db), KEYS)
    ana.email = "ana.pena@example.org"
    restore_slot(db, edition, slot, AFTER)
    send(db, edition, AFTER)
    assert not opens(old, invitation(db), KEYS)


def test_an_invitation_under_a_number_that_was_given_before_leaves_too(db: Session) -> None:
    edition = factories.edition(db, published=True)
    slot = slot_with(db, edition, somebody(db))
    send(db, edition)
    db.delete(invitation(db))
    db.flush()
    change(db, slot, roles=(role(somebody(db, "Luis", "luis@example.org")),))
    send(db, edition)
    assert [letter.email for letter in letters(db)] == ["ana@example.org", "luis@example.org"]
