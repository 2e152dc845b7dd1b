"""The matrix: free, nominated, confirmed, waiting, by country, for the region, and open."""

from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.actions import set_countries
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.kit.translated import EMPTY
from academy.participation import seating
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.matrix import OPEN, REGION, Cell, Matrix, get_matrix
from academy.participation.models import Scope, State
from academy.participation.registering import contest, nominate
from academy.participation.standing import Candidate, leave, move
from tests import factories
from tests.factories import LATER, words
from tests.factories.statements import asked_of
from tests.participation.places import RULES, candidate, invited, put, rule_for


def matrix(db: Session, edition: Edition) -> Matrix:
    return get_matrix(db, get_whole_edition(db, edition.slug))


def cells(found: Matrix) -> dict[tuple[str, str], Cell]:
    named = {one.id: one.slug for one in found.types}
    return {(row, named[type_id]): cell for (row, type_id), cell in found.cells.items()}


def test_before_anybody_came_all_seats_are_free(db: Session) -> None:
    found = matrix(db, invited(db))
    assert list(found.rows) == ["MX", "PE", REGION, OPEN]
    assert cells(found) == {
        ("MX", "labour"): Cell(2),
        ("PE", "labour"): Cell(2),
        (REGION, "unions"): Cell(2),
        (OPEN, "observers"): Cell(None),
    }
    assert (found.cell("MX", 99), found.across("MX").free) == (Cell(), 2)
    assert [found.down(one.id).size for one in found.types] == [4, 2, None]


def test_everybody_is_counted_once_where_they_stand(db: Session) -> None:
    here = invited(db)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo")
    put(db, here, "Cy")
    move(db, bo, State.ACCEPTED, LATER)
    move(db, bo, State.CONFIRMED, LATER)
    holding = seating.find_holding(db, ana)
    assert holding is not None
    contest(db, holding.seat, here, candidate(db, here, "Di"), LATER)
    put(db, here, "Ed", "observers", None)
    leave(db, put(db, here, "Flo", "unions", "PE"), State.DECLINED, "", LATER)
    put(db, here, "Gil", "unions", None)
    seen = cells(matrix(db, here))
    assert seen["MX", "labour"] == Cell(2, nominated=0, contested=1, confirmed=1, waiting=1)
    assert (seen["MX", "labour"].held, seen["MX", "labour"].free) == (2, 0)
    assert seen[REGION, "unions"] == Cell(2, nominated=1)
    assert (seen[OPEN, "observers"].held, seen[OPEN, "observers"].free) == (1, None)


def test_what_was_added_for_one_country_is_that_countrys(db: Session) -> None:
    here = invited(db)
    seating.add_seat(db, rule_for(db, here, "labour"), "PE", "It chairs the region", LATER)
    seen = cells(matrix(db, here))
    assert (seen["MX", "labour"].size, seen["PE", "labour"].size) == (2, 3)


def test_a_country_outside_the_list_has_its_row(db: Session) -> None:
    here = invited(db)
    put(db, here, "Ana", country="BO")
    assert list(matrix(db, here).rows) == ["MX", "PE", "BO", REGION, OPEN]


def test_seats_of_an_institution_stand_in_its_country(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.INSTITUTION, 1), *RULES[1:]])
    ministry = factories.institution(db, country="PE")
    one = candidate(db, here, "Ana")
    nominate(db, here, Candidate(one.person, one.institution_type, "MX", ministry), LATER)
    assert cells(matrix(db, here))["PE", "labour"] == Cell(1, nominated=1)


def test_two_hundred_countries_and_twelve_types_take_six_queries(database: Database) -> None:
    with database.writing() as db:
        here = factories.edition(db)
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        codes = [a + b for a in letters for b in letters][:200]
        set_countries(db, here, [(code, EMPTY) for code in codes], LATER)
        types = [TypeDraft(f"type-{number}", words(f"Type {number}")) for number in range(12)]
        rules = [QuotaDraft(one.slug, Scope.COUNTRY, 2) for one in types[:-1]]
        write_quotas(db, here, types, [*rules, QuotaDraft(types[-1].slug, Scope.ORGANISATION, 3)], LATER)
    with database.reading() as db:
        found = get_whole_edition(db, get_edition(db, here.slug).slug)
        with asked_of(database) as asked:
            seen = get_matrix(db, found)
    assert len(asked) <= 6
    assert sum(cell.size or 0 for cell in seen.cells.values()) == 200 * 11 * 2
