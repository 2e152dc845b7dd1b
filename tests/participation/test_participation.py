"""Quota rules: what they say, what they add up to, and how they are written."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from academy.editions.queries import version_of
from academy.kit.refusals import Refusal
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.models import QuotaRule, Scope
from academy.participation.queries import list_quota_rules
from academy.participation.rules import seats_per_country
from academy.participation.words import SCOPES
from tests.factories import LATER, edition, words

LABOUR = QuotaDraft(words("Ministries of labour"), Scope.COUNTRY, 2, is_binding=True, level=words("directors"))
WORKERS = QuotaDraft(words("Workers’ organisations"), Scope.REGION, 2)
OBSERVERS = QuotaDraft(words("Observers"), Scope.EDITION)


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


def test_two_for_the_region_are_not_two_per_country() -> None:
    rules = [
        QuotaRule(edition_id=1, position=place, institution_type=words("x"), scope=scope, seats=seats)
        for place, (scope, seats) in enumerate(
            [(Scope.COUNTRY, 2), (Scope.COUNTRY, 1), (Scope.COUNTRY, None), (Scope.REGION, 2), (Scope.INSTITUTION, 5)]
        )
    ]
    assert seats_per_country(rules) == 3
    assert seats_per_country([]) == 0


def test_every_scope_has_a_name() -> None:
    assert SCOPES.keys() == set(Scope)
    assert len(set(SCOPES.values())) == len(Scope)
