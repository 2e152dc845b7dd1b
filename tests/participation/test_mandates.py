"""Who may put people forward, for which seats, until when, and what their letters say."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import cancel
from academy.db.engine import Database, keys_of
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter, LetterState
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import refuse
from academy.participation.lapsing import extend
from academy.participation.links import Ended, get_mandate_by, mandate_token
from academy.participation.mandates import (
    MandateDraft,
    check_claim,
    claims,
    end_mandate,
    get_mandate,
    give_mandate,
    hold,
    list_mandates,
    list_mandates_at,
    send_mandate,
)
from academy.participation.matrix import OWN, Cell, get_own_row
from academy.participation.models import Scope
from academy.participation.registering import decline
from academy.trail.models import Entry
from tests import factories
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.mandated import forward, mandate
from tests.participation.places import RULES, invited, put, rule_for, type_called

CASABLANCA = QuotaDraft(
    "labour", Scope.COUNTRY, 2, closes_on=date(2027, 2, 10), closes_at=time(18), zone_name="Africa/Casablanca"
)
IN_APRIL: dict[str, Any] = {
    "starts_on": date(2027, 4, 10),
    "ends_on": date(2027, 4, 16),
    "zone_name": "Africa/Casablanca",
}


def units(db: Session, given: object, now: datetime = LATER) -> list[tuple[str, str]]:
    found = claims(db, given, now)  # type: ignore[arg-type]  # a mandate
    return [(one.rule.institution_type.slug, one.unit) for one in found if one.rule.institution_type]


def test_a_country_fills_its_own_seats_and_not_what_is_everybodys(db: Session) -> None:
    assert units(db, mandate(db, invited(db))) == [("labour", "MX")]


def test_what_is_once_for_the_region_is_filled_by_whom_it_was_asked_of_by_name(db: Session) -> None:
    here = invited(db)
    assert units(db, mandate(db, here, institution_type="unions")) == [("unions", "")]
    assert units(db, mandate(db, here, "b@example.org", country="MX", institution_type="unions")) == [("unions", "")]


def test_an_institution_fills_its_own_seats_and_those_of_its_country(db: Session) -> None:
    here = invited(db, [*RULES, QuotaDraft("unions", Scope.INSTITUTION, 1)])
    ministry = factories.institution(db, country="PE")
    assert units(db, mandate(db, here, institution=ministry)) == [("labour", "PE"), ("unions", f"i{ministry.id}")]


def test_a_mandate_that_could_fill_nothing_is_refused(db: Session) -> None:
    here = invited(db)
    with pytest.raises(Refusal, match="No quota has seats"):
        mandate(db, here, institution_type="labour")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (MandateDraft("", "a@example.org", country="MX"), "name"),
        (MandateDraft("A", "a at example.org", country="MX"), "email"),
        (MandateDraft("A", "a@example.org", "xx", country="MX"), "language"),
        (MandateDraft("A", "a@example.org"), "country"),
    ],
)
def test_what_is_no_mandate_is_refused_beside_its_input(db: Session, draft: MandateDraft, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        give_mandate(db, invited(db), draft, LATER)
    assert refused.value.field == field


def test_given_twice_is_one_mandate(db: Session) -> None:
    here = invited(db)
    assert mandate(db, here) is mandate(db, here, "FOCAL@example.org", country="MX")
    assert len(list_mandates(db, here)) == 1
    assert mandate(db, here, country="PE") is not mandate(db, here)
    acts = db.scalars(select(Entry.act).where(Entry.act == "mandate.given")).all()
    assert len(acts) == 2


def test_a_token_opens_one_mandate_until_it_is_ended(db: Session) -> None:
    here = invited(db)
    first, second = mandate(db, here), mandate(db, here, country="PE")
    token = mandate_token(first, keys_of(db))
    assert get_mandate_by(db, token) is first
    for forged in (f"{second.id}-{token.partition('-')[2]}", token[:-1] + "0x"[token[-1] == "0"], "", "1-", "x" * 400):
        with pytest.raises(Unknown) as refused:
            get_mandate_by(db, forged)
        assert not isinstance(refused.value, Ended)
    end_mandate(db, first, LATER)
    end_mandate(db, first, LATER + timedelta(days=1))
    assert first.ended_at == LATER
    with pytest.raises(Ended, match="ended by the organisers"):
        get_mandate_by(db, token)
    assert get_mandate(db, here, second.id) is second
    for number in (first.id, 999):
        with pytest.raises(Unknown):
            get_mandate(db, here, number)
    with pytest.raises(Unknown):
        hold(db, first)


def test_mandates_are_found_at_their_mailbox(db: Session) -> None:
    here, there = invited(db), invited(db, slug="workshop-2027")
    first, second = mandate(db, here), mandate(db, there)
    mandate(db, here, "other@example.org")
    ended = mandate(db, here, country="PE")
    end_mandate(db, ended, LATER)
    assert list(list_mandates_at(db, "Focal@Example.org")) == [second, first]


def test_the_window_closes_to_the_second_on_the_clock_that_the_rule_names(db: Session) -> None:
    # In Ramadan, from 7 February 2027, clocks in Casablanca show UTC; before and after it, UTC+1.
    here = invited(db, [CASABLANCA], **IN_APRIL)
    given, kind = mandate(db, here), type_called(db, here, "labour")
    ends = datetime(2027, 2, 10, 18, tzinfo=UTC)
    check_claim(db, given, kind, ends - timedelta(seconds=1))
    for late in (ends, ends + timedelta(seconds=1)):
        with pytest.raises(Refusal, match="The deadline is over"):
            check_claim(db, given, kind, late)
    assert [(one.until, one.is_open, one.zone.name) for one in claims(db, given, ends - timedelta(seconds=1))] == [
        (ends, True, "Africa/Casablanca")
    ]
    assert [one.is_open for one in claims(db, given, ends)] == [False]


@pytest.mark.parametrize(
    ("day", "ends"),
    [(date(2027, 2, 6), datetime(2027, 2, 6, 23, tzinfo=UTC)), (date(2027, 2, 8), datetime(2027, 2, 9, tzinfo=UTC))],
)
def test_a_deadline_without_an_hour_is_the_end_of_its_day_in_and_out_of_ramadan(
    db: Session, day: date, ends: datetime
) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, 2, closes_on=day)], **IN_APRIL)
    given, kind = mandate(db, here), type_called(db, here, "labour")
    own = claims(db, given, LATER)[0]
    assert (own.until, own.last, own.is_extended) == (ends, ends - timedelta(minutes=1), False)
    check_claim(db, given, kind, ends - timedelta(seconds=1))
    with pytest.raises(Refusal, match="deadline is over"):
        check_claim(db, given, kind, ends)


def test_an_extended_deadline_is_that_of_one_country_alone(db: Session) -> None:
    here = invited(db, [CASABLANCA], **IN_APRIL)
    mexico, peru = mandate(db, here), mandate(db, here, country="PE")
    after = datetime(2027, 2, 11, 9, tzinfo=UTC)
    rule = rule_for(db, here, "labour")
    extend(db, rule, "PE", (date(2027, 3, 14), time(12)), "A new minister", here, after)
    ends = datetime(2027, 3, 14, 11, tzinfo=UTC)  # that day clocks went to UTC+1
    assert [(one.until, one.is_extended) for one in claims(db, peru, after)] == [(ends, True)]
    forward(db, peru, "Ana", now=ends - timedelta(seconds=1))
    for given, at in ((mexico, after), (peru, ends)):
        with pytest.raises(Refusal, match="deadline is over"):
            forward(db, given, "Bo", now=at)


def test_before_the_window_opens_nobody_is_put_forward(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, 2, opens_on=date(2026, 11, 3))])
    given = mandate(db, here)
    with pytest.raises(Refusal, match="not open yet"):
        forward(db, given, "Ana")
    begins = datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert claims(db, given, LATER)[0].begins == begins
    assert forward(db, given, "Ana", now=begins).state == "nominated"


def test_after_the_event_or_where_it_does_not_take_place_nobody_is_put_forward(db: Session) -> None:
    here = invited(db, published=True)
    given = mandate(db, here)
    forward(db, given, "Ana", now=datetime(2026, 11, 28, 5, tzinfo=UTC))  # still the last day there
    with pytest.raises(Refusal, match="is over, or does not take place"):
        forward(db, given, "Bo", now=datetime(2026, 11, 28, 7, tzinfo=UTC))
    cancel(db, here, LATER)
    assert [one.is_open for one in claims(db, given, LATER)] == [False]
    with pytest.raises(Refusal, match="is over, or does not take place"):
        forward(db, given, "Bo")


def test_another_institution_type_is_refused(db: Session) -> None:
    here = invited(db)
    with pytest.raises(Refusal, match="for this institution type") as refused:
        forward(db, mandate(db, here), "Ana", "unions")
    assert refused.value.field == "institution_type"


def waiting_letters(db: Session, kind: str) -> list[Letter]:
    own = (Letter.kind == f"participation/{kind}", Letter.state == LetterState.QUEUED)
    return list(db.scalars(select(Letter).where(*own).order_by(Letter.id)))


def test_the_letter_names_seats_and_the_first_deadline_to_come(db: Session) -> None:
    first, second, past = date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 1)
    rules = [
        QuotaDraft("labour", Scope.COUNTRY, 2, closes_on=second),
        QuotaDraft("unions", Scope.COUNTRY, 1, closes_on=first),
        QuotaDraft("observers", Scope.COUNTRY, closes_on=past),
    ]
    given = mandate(db, invited(db, rules))
    send_mandate(db, given, LATER)
    facts = waiting_letters(db, "mandate")[0].facts
    assert facts["seats"] == ["Ministries of labour: 2", "Workers’ organisations: 1", "Observer agencies"]
    assert facts["until"] == "Monday 9 November 2026, 23:59 (Mexico City, UTC-6)"
    assert given.sent_at == LATER


def test_sent_again_the_older_letter_is_taken_back_and_no_other(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana", email="ana@example.org")
    send_mandate(db, given, LATER)
    refuse(db, ana, "Too late", LATER)
    send_mandate(db, given, LATER)
    assert [len(waiting_letters(db, kind)) for kind in ("mandate", "nominee")] == [1, 1]
    assert waiting_letters(db, "nominee")[0].facts["reason"] == "Too late"


def test_why_somebody_does_not_come_is_not_told_to_whoever_put_them_forward(db: Session) -> None:
    given = mandate(db, invited(db))
    decline(db, forward(db, given, "Ana", email="ana@example.org"), "I am ill", LATER)
    assert [one.facts["reason"] for one in waiting_letters(db, "nominee")] == [""]


def test_the_own_row_counts_the_seats_of_the_mandate_and_no_others(db: Session) -> None:
    here = invited(db)
    given = mandate(db, here)
    put(db, here, "Zoe", country="PE")
    for name in ("Ana", "Bo", "Cy"):
        forward(db, given, name)
    row = get_own_row(db, given, LATER)
    labour = type_called(db, here, "labour")
    assert ([one.slug for one in row.types], list(row.rows)) == (["labour"], [OWN])
    assert row.cell(OWN, labour.id) == Cell(2, nominated=2, waiting=1)
    unions = mandate(db, here, institution_type="unions")
    forward(db, unions, "Di", "unions")
    assert get_own_row(db, unions, LATER).across(OWN) == Cell(2, nominated=1)


def test_of_an_ended_rule_nothing_is_counted(db: Session) -> None:
    given = mandate(db, invited(db))
    assert get_own_row(db, given, LATER, own=[]).rows == []


def test_the_own_row_takes_five_queries_for_one_seat_and_for_thirty(database: Database) -> None:
    def cost(seats: int) -> int:
        with database.session(writes=True) as db:
            here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, seats)])
            given = mandate(db, here)
            for number in range(seats + 2):
                forward(db, given, f"Ana {number}")
            with asked_of(database) as asked:
                get_own_row(db, given, LATER)
            return len(asked)

    assert [cost(1), cost(30)] == [5, 5]
