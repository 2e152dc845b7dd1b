"""Quota rules: what they say, what they add up to, and how they are written."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.editions.queries import version_of
from academy.kit.refusals import Refusal
from academy.kit.zones import Zone
from academy.participation.actions import (
    QuotaDraft,
    TypeDraft,
    write_institution_types,
    write_quota_rules,
    write_quotas,
)
from academy.participation.models import Entry, QuotaRule, Right, Scope
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.rules import check_window, closes, seats_per_country
from academy.participation.words import SCOPES
from tests import factories
from tests.factories import LATER, MADE, words

TYPES = [
    TypeDraft("labour", words("Ministries of labour")),
    TypeDraft("workers", words("Workers’ organisations")),
    TypeDraft("observers", words("Observers")),
]
LABOUR = QuotaDraft("labour", Scope.COUNTRY, 2, is_binding=True, level=words("directors"))
WORKERS = QuotaDraft("workers", Scope.REGION, 2)
OBSERVERS = QuotaDraft("observers", Scope.EDITION)


def edition(db: Session, slug: str = "workshop-2026") -> Edition:
    """An edition with the three institution types."""
    made = factories.edition(db, slug)
    write_institution_types(db, made, TYPES, MADE)
    return made


def test_rules_are_kept_in_their_order(db: Session) -> None:
    made = edition(db)
    write_quota_rules(db, made, [LABOUR, WORKERS, OBSERVERS], LATER)
    write_quota_rules(db, made, [OBSERVERS, LABOUR], LATER)
    db.expire_all()
    assert [QuotaDraft.of(rule) for rule in list_quota_rules(db, made)] == [OBSERVERS, LABOUR]


def test_rules_are_one_editions(db: Session) -> None:
    one, other = edition(db), edition(db, "other")
    write_quota_rules(db, one, [LABOUR], LATER)
    write_quota_rules(db, other, [WORKERS], LATER)
    write_quota_rules(db, one, [], LATER)
    assert list_quota_rules(db, one) == []
    assert [QuotaDraft.of(rule) for rule in list_quota_rules(db, other)] == [WORKERS]


def test_only_a_change_raises_the_version(db: Session) -> None:
    made = edition(db)
    shared, own = version_of(db, made.slug)
    for drafts, version in (
        ([LABOUR], 1),
        ([LABOUR], 1),
        ([LABOUR, WORKERS], 2),
        ([WORKERS, LABOUR], 3),
        ([], 4),
        ([], 4),
    ):
        write_quota_rules(db, made, drafts, LATER)
        assert version_of(db, made.slug) == (shared, own + version)
    assert made.changed_at == LATER


@pytest.mark.parametrize("seats", [0, -1])
def test_a_number_of_seats_begins_at_one_and_nothing_is_written_before(db: Session, seats: int) -> None:
    made = edition(db)
    write_quota_rules(db, made, [LABOUR], LATER)
    with pytest.raises(Refusal, match="begins at one") as refused:
        write_quota_rules(db, made, [WORKERS, replace(LABOUR, seats=seats)], LATER)
    assert refused.value.field == "seats"
    assert [QuotaDraft.of(rule) for rule in list_quota_rules(db, made)] == [LABOUR]


def loose_rule(place: int, scope: Scope, seats: int | None) -> QuotaRule:
    rule = QuotaRule(edition_id=1, position=place, institution_type=None, scope=scope, seats=seats)
    rule.type_id = 1
    return rule


def test_two_for_the_region_are_not_two_per_country() -> None:
    rules = [
        loose_rule(place, scope, seats)
        for place, (scope, seats) in enumerate(
            [(Scope.COUNTRY, 2), (Scope.COUNTRY, 1), (Scope.COUNTRY, None), (Scope.REGION, 2), (Scope.INSTITUTION, 5)]
        )
    ]
    assert seats_per_country(rules) == 3
    assert seats_per_country([]) == 0


def test_every_scope_has_a_name() -> None:
    assert SCOPES.keys() == set(Scope)
    assert len(set(SCOPES.values())) == len(Scope)


def test_a_type_that_a_rule_speaks_of_does_not_go(db: Session) -> None:
    made = edition(db)
    write_quota_rules(db, made, [LABOUR], LATER)
    with pytest.raises(Refusal, match="“Ministries of labour” is in use"):
        write_institution_types(db, made, TYPES[1:], LATER)


def test_types_are_renamed_and_reordered_and_keep_their_rules(db: Session) -> None:
    made = edition(db)
    write_quota_rules(db, made, [LABOUR], LATER)
    before = list_quota_rules(db, made)[0].id
    renamed = [TYPES[1], replace(TYPES[0], name=words("Labour ministries"), entry=Entry.INVITATION)]
    write_quotas(db, made, renamed, [replace(LABOUR, seats=3)], LATER)
    db.expire_all()
    assert [TypeDraft.of(row) for row in list_institution_types(db, made)] == renamed
    (rule,) = list_quota_rules(db, made)
    assert (rule.id, rule.seats) == (before, 3)


@pytest.mark.parametrize(
    "draft",
    [QuotaDraft(None, Scope.EDITION), QuotaDraft(None, Scope.REGION, 5), QuotaDraft(None, Scope.INSTITUTION, 5)],
)
def test_a_limit_over_all_types_has_a_number_for_all_or_per_country(db: Session, draft: QuotaDraft) -> None:
    with pytest.raises(Refusal, match="A limit over all institution types"):
        write_quota_rules(db, edition(db), [draft], LATER)


def test_a_rule_for_an_unknown_type_is_refused(db: Session) -> None:
    with pytest.raises(Refusal, match="no institution type “nobody”"):
        write_quota_rules(db, edition(db), [QuotaDraft("nobody", Scope.REGION, 5)], LATER)


def test_two_rules_for_one_type_counted_alike_are_told_apart_by_their_order(db: Session) -> None:
    made = edition(db)
    paid, unpaid = replace(LABOUR, is_funded=True), replace(LABOUR, seats=1)
    write_quota_rules(db, made, [paid, unpaid], LATER)
    ids = [rule.id for rule in list_quota_rules(db, made)]
    write_quota_rules(db, made, [paid, replace(unpaid, seats=4)], LATER)
    assert [(rule.id, rule.seats) for rule in list_quota_rules(db, made)] == [(ids[0], 2), (ids[1], 4)]


WINDOW = QuotaDraft(
    "labour", Scope.COUNTRY, 2, opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 15), closes_at=time(18)
)
HOME = Zone("America/Mexico_City")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 9, 1, 5, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 15, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_a_window_opens_and_closes_to_the_second_in_its_zone(db: Session, at: datetime, *, is_open: bool) -> None:
    made = edition(db)
    write_quota_rules(db, made, [WINDOW], LATER)
    (rule,) = list_quota_rules(db, made)
    if is_open:
        check_window(rule, HOME, at)
    else:
        with pytest.raises(Refusal):
            check_window(rule, HOME, at)


def test_a_day_without_an_hour_counts_to_its_end_and_a_unit_has_its_own_deadline(db: Session) -> None:
    made = edition(db)
    write_quota_rules(db, made, [replace(WINDOW, closes_at=None, zone_name="Europe/Madrid")], LATER)
    (rule,) = list_quota_rules(db, made)
    assert closes(rule, HOME) == datetime(2026, 10, 15, 22, tzinfo=UTC)
    later = Right(rule_id=rule.id, unit="MX", closes_on=date(2026, 10, 20))
    assert closes(rule, HOME, later) == datetime(2026, 10, 20, 22, tzinfo=UTC)
    lapsed = Right(rule_id=rule.id, unit="MX", lapsed_at=LATER)
    with pytest.raises(Refusal, match="deadline is over"):
        check_window(rule, HOME, datetime(2026, 9, 2, tzinfo=UTC), lapsed)
