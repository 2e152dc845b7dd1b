"""Publishing, withdrawing and cancelling a whole programme; what is told to calendars of a mention that changed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import cancel, create_slot, mention_changed, publish, remove_slot, withdraw
from academy.agenda.drafts import SlotDraft
from academy.agenda.models import Slot, SlotKind
from academy.editions.models import State
from academy.editions.queries import version_of
from academy.kit.refusals import Refusal
from tests.factories import LATER, MADE, edition, slot, words

MUCH_LATER = LATER + timedelta(hours=1)


def facts(db: Session, made: Slot) -> tuple[int, datetime | None, datetime]:
    """SEQUENCE, since when it is public, and when it last changed."""
    db.refresh(made)
    return made.sequence, made.public_since, made.changed_at


def test_publishing_shows_what_stands_and_raises_nothing(db: Session) -> None:
    here = edition(db)
    stands, gone = slot(db, here), slot(db, here)
    remove_slot(db, here, gone, MADE)
    shared, own = version_of(db, here.slug)
    publish(db, here, LATER)
    assert facts(db, stands) == (0, LATER, LATER)
    assert facts(db, gone) == (0, None, MADE)
    assert version_of(db, here.slug) == (shared + 1, own + 1)


def test_slots_of_other_editions_are_left_alone(db: Session) -> None:
    other = slot(db, edition(db, "other", published=True))
    draft = slot(db, edition(db, "draft"))
    here = edition(db)
    publish(db, here, LATER)
    cancel(db, here, LATER)
    assert facts(db, other) == (0, MADE, MADE)
    assert facts(db, draft) == (0, None, MADE)


@pytest.mark.parametrize(("act", "state"), [(withdraw, State.WITHDRAWN), (cancel, State.CANCELLED)])
def test_what_readers_saw_is_told_once_for_each_change_of_state(db: Session, act: object, state: State) -> None:
    assert callable(act)
    here = edition(db, published=True)
    made, unseen = slot(db, here), slot(db, here)
    unseen.public_since = None
    act(db, here, LATER)
    assert (here.state, facts(db, made)) == (state, (1, MADE, LATER))
    assert facts(db, unseen) == (0, None, MADE)
    publish(db, here, MUCH_LATER)
    assert facts(db, made) == (2, MADE, MUCH_LATER)
    assert facts(db, unseen) == (0, MUCH_LATER, MUCH_LATER)


def test_what_makes_no_sense_is_refused(db: Session) -> None:
    draft = edition(db)
    for act in (withdraw, cancel):
        with pytest.raises(Refusal, match="cannot be done in the state"):
            act(db, draft, LATER)
    published = edition(db, "other", published=True)
    with pytest.raises(Refusal, match="cannot be done in the state"):
        publish(db, published, LATER)


def test_a_slot_added_while_the_edition_is_withdrawn_waits(db: Session) -> None:
    here = edition(db, published=True)
    withdraw(db, here, LATER)
    made = create_slot(db, here, SlotDraft(SlotKind.BREAK, words("Break")), LATER)
    assert made.public_since is None
    publish(db, here, MUCH_LATER)
    assert facts(db, made) == (0, MUCH_LATER, MUCH_LATER)


def test_a_mention_raises_only_what_is_public_and_asked_for(db: Session) -> None:
    here = edition(db, published=True)
    told, other, hidden = slot(db, here), slot(db, here), slot(db, here)
    hidden.public_since = None
    db.flush()
    mention_changed(db, Slot.id.in_([told.id, hidden.id]), LATER)
    assert facts(db, told) == (1, MADE, LATER)
    assert facts(db, hidden) == (0, None, LATER)
    assert facts(db, other) == (0, MADE, MADE)
