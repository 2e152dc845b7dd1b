"""Nominations out of a spreadsheet: seen first, taken over row by row, and read again without harm."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.files.actions import keep
from academy.files.models import Upload
from academy.files.rules import SHEETS
from academy.kit.lists import to_xlsx
from academy.kit.refusals import Refusal, Unknown
from academy.participation.deciding import refuse
from academy.participation.models import ReadingState, Registration, Seat, SheetReading, State
from academy.participation.queries import list_miscounts, whole_registration
from academy.participation.sheet_judging import Verdict
from academy.participation.sheets import (
    AT_ONCE,
    choose_columns,
    drop_sheet,
    get_reading,
    get_table,
    judge,
    see_sheet,
    take_over,
    take_over_next,
)
from tests import factories
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.places import invited, type_called

LIST = """Lista de participantes;;;;;
;;;;;
Nombre;Apellidos;Correo electrónico;País;Tipo de institución;Cargo
Zoë;Peña Ruiz;zoe@example.org;México;labour;Directora
ليلى;التازي;;PE;Ministries of labour;
Bo;;bo@example.org;Peru;Workers’ organisations;Secretary
"""
WRONG = """Name;Country;Type;E-mail
;MX;labour;
Ana Peña;Atlantis;labour;
Bo Ruiz;MX;press;
Cy Ruiz;;labour;
Di Ruiz;BR;labour;
Ed Ruiz;MX;labour;no address
Flo Ruiz;MX;labour;flo@example.org
Flo Ruiz;MX;labour;flo@example.org
"""


def see(db: Session, here: Edition, content: str | bytes, name: str = "list.csv") -> SheetReading:
    raw = content if isinstance(content, bytes) else content.encode()
    upload = keep(db, f"edition:{here.id}", name, raw, LATER, accepted=SHEETS, edition_id=here.id)
    return see_sheet(db, here, upload, None, LATER)


def taken(db: Session, here: Edition, content: str | bytes, name: str = "list.csv") -> SheetReading:
    reading = see(db, here, content, name)
    take_over(db, here, reading, LATER)
    while take_over_next(db, LATER):
        pass
    return reading


def there(db: Session) -> list[Registration]:
    return list(db.scalars(select(Registration).options(*whole_registration()).order_by(Registration.id)))


def test_columns_are_recognised_and_nothing_is_taken_over(db: Session) -> None:
    here = invited(db)
    reading = see(db, here, LIST)
    assert reading.columns == {"0": "given", "1": "family", "2": "email", "3": "country", "4": "type", "5": "post"}
    assert (reading.total, reading.state) == (3, ReadingState.SEEN)
    judged = judge(db, here, reading)
    assert [(one.row.number, one.verdict) for one in judged] == [(4, "new"), (5, "new"), (6, "new")]
    assert there(db) == []
    assert take_over_next(db, LATER) is False


def test_rows_become_nominations(db: Session) -> None:
    here = invited(db)
    reading = taken(db, here, LIST)
    assert (reading.state, reading.added, reading.position, reading.left_out) == (ReadingState.DONE, 3, 3, {})
    found = [(one.state, one.country, one.post) for one in there(db)]
    assert found == [
        (State.NOMINATED, "MX", "Directora"),
        (State.NOMINATED, "PE", ""),
        (State.NOMINATED, "PE", "Secretary"),
    ]
    assert list_miscounts(db) == []


def test_the_same_list_read_again_changes_nothing_and_another_updates(db: Session) -> None:
    here = invited(db)
    taken(db, here, LIST)
    again = taken(db, here, LIST)
    assert (again.added, again.changed) == (0, 0)
    more = LIST.replace("Directora", "Ministra").replace("ليلى;التازي;;", "ليلى;التازي;laila@example.org;")
    updated = taken(db, here, more)
    assert (updated.added, updated.changed) == (0, 2)
    assert len(there(db)) == 3
    assert there(db)[0].post == "Ministra"


def test_beyond_the_free_seats_rows_wait(db: Session) -> None:
    here = invited(db)
    rows = "".join(f"P{n};MX;labour\n" for n in range(4))
    taken(db, here, "Name;Country;Type\n" + rows)
    assert [one.state for one in there(db)] == [State.NOMINATED] * 2 + [State.WAITING] * 2
    assert db.scalar(select(func.count()).select_from(Seat).where(~Seat.is_free)) == 2


def test_each_wrong_row_says_what_is_wrong_and_the_others_go_on(db: Session) -> None:
    here = invited(db)
    reading = see(db, here, WRONG)
    judged = judge(db, here, reading)
    assert [one.verdict for one in judged] == [Verdict.WRONG] * 6 + [Verdict.NEW, Verdict.WRONG]
    said = [str(one.refusal) for one in judged if one.refusal]
    for words, text in zip(
        (
            "no name",
            "Atlantis",
            "press",
            "which country",
            "not among those that are invited",
            "no address",
            "further up",
        ),
        said,
        strict=True,
    ):
        assert words in text
    take_over(db, here, reading, LATER)
    assert take_over_next(db, LATER)
    assert (reading.added, sorted(reading.left_out)) == (1, ["2", "3", "4", "5", "6", "7", "9"])
    assert "Atlantis" not in str(reading.left_out), "what a row says stays in the file"


def test_who_is_out_is_not_brought_back_by_a_list(db: Session) -> None:
    here = invited(db)
    taken(db, here, LIST)
    refuse(db, there(db)[0], "Too late", LATER)
    again = taken(db, here, LIST)
    assert list(again.left_out) == ["4"]
    assert there(db)[0].state == State.REFUSED


def test_columns_can_be_chosen_by_hand(db: Session) -> None:
    here = invited(db)
    reading = see(db, here, "Ana Peña,Mexico\nBo Ruiz,Peru\n")
    assert reading.columns == {}
    with pytest.raises(Refusal, match="what the columns hold"):
        take_over(db, here, reading, LATER)
    choose_columns(db, reading, "", {0: "name", 1: "country"}, type_called(db, here, "labour"))
    assert [one.verdict for one in judge(db, here, reading)] == [Verdict.NEW] * 2
    take_over(db, here, reading, LATER)
    while take_over_next(db, LATER):
        pass
    assert [one.person.name for one in there(db)] == ["Ana Peña", "Bo Ruiz"]
    with pytest.raises(Refusal, match="being taken over, or was"):
        choose_columns(db, reading, "", {0: "name"}, None)


def test_a_workbook_with_several_sheets_is_read_where_the_labels_are(db: Session) -> None:
    here = invited(db)
    content = to_xlsx("Delegates", ("Name", "Country", "Type"), [("Ana Peña", "Mexico", "labour")])
    reading = see(db, here, content, "list.xlsx")
    assert get_table(db, reading).sheet.name == "Delegates"
    assert [one.verdict for one in judge(db, here, reading)] == [Verdict.NEW]


def test_a_sheet_that_is_dropped_leaves_no_file(db: Session) -> None:
    here = invited(db)
    reading = see(db, here, LIST)
    drop_sheet(db, reading)
    assert db.scalars(select(Upload)).all() == []
    with pytest.raises(Unknown):
        get_reading(db, here, reading.id)


def test_a_sheet_of_another_edition_is_unknown(db: Session) -> None:
    here = invited(db)
    reading = see(db, here, LIST)
    with pytest.raises(Unknown):
        get_reading(db, factories.edition(db, "elsewhere"), reading.id)


def killed(database: Database) -> None:
    with database.writing() as db:
        take_over_next(db, LATER + timedelta(seconds=1))
        raise KeyboardInterrupt


def test_a_worker_that_is_killed_goes_on_where_it_was(database: Database) -> None:
    rows = "".join(f"P{n};PE;observers\n" for n in range(AT_ONCE * 2 + 3))
    with database.writing() as db:
        here = invited(db)
        take_over(db, here, see(db, here, "Name;Country;Type\n" + rows), LATER)
    with database.writing() as db:
        assert take_over_next(db, LATER)
    with pytest.raises(KeyboardInterrupt):
        killed(database)
    with database.reading() as db:
        (reading,) = db.scalars(select(SheetReading)).all()
        assert (reading.position, len(there(db))) == (AT_ONCE, AT_ONCE)
    for more in (True, True, False):
        with database.writing() as db:
            assert take_over_next(db, LATER) is more
    with database.reading() as db:
        (reading,) = db.scalars(select(SheetReading)).all()
        assert (reading.state, reading.added, len(there(db))) == (ReadingState.DONE, AT_ONCE * 2 + 3, AT_ONCE * 2 + 3)


def test_looking_at_a_long_list_costs_as_many_questions_as_at_a_short_one(database: Database) -> None:
    def cost(count: int) -> int:
        with database.writing() as db:
            here = invited(db, slug=f"with-{count}")
            rows = "".join(f"P{n};PE;observers\n" for n in range(count))
            reading = see(db, here, "Name;Country;Type\n" + rows)
        with database.reading() as db, asked_of(database) as asked:
            judge(db, here, get_reading(db, here, reading.id))
        return len(asked)

    assert cost(3) == cost(300) <= 9


def test_five_thousand_rows_of_which_forty_are_wrong(db: Session) -> None:
    here = invited(db)
    rows = [f"Given{n};Family{n};{'MX' if n % 125 else 'Atlantis'};observers" for n in range(5000)]
    judged = judge(db, here, see(db, here, "Given names;Surname;Country;Type\n" + "\n".join(rows)))
    assert len(judged) == 5000
    assert sum(one.verdict == Verdict.WRONG for one in judged) == 40
    assert all("Atlantis" in str(one.refusal) for one in judged if one.refusal)
