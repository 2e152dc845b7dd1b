"""The record is readable at the desk: of an edition, of one thing, of the installation; by those who may."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import academy
from academy.accounts.actions import give_role, sign_in
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.agenda.actions import change_slot, remove_slot
from academy.agenda.drafts import AffiliationDraft, RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import RoleKind
from academy.agenda.queries import get_slot
from academy.db.base import Base
from academy.db.engine import Database
from academy.desk.trail_words import ACTS, FIELDS, THINGS
from academy.editions.actions import EditionDraft, SeriesDraft
from academy.editions.queries import get_edition
from academy.people.actions import InstitutionDraft, PersonDraft, change_person
from academy.practices.actions import PracticeDraft
from academy.records.purge import RULES
from academy.trail.actions import acts, record
from academy.trail.erasing import erase
from academy.trail.models import Door, Value
from academy.trail.rules import Actor
from academy.trail.sealing import seal_record
from tests.conftest import NOW, Organiser
from tests.factories import LATER, MADE, edition, institution, person, slot, words
from tests.factories.statements import asked_of

RECORD = "/desk/editions/workshop-2026/record"


@pytest.fixture
def here(empty_app: Flask, database: Database) -> Database:  # noqa: ARG001 (it adds the organiser)
    """An edition with a slot that the organiser of this app changed: Ana is its speaker, and Luis was."""
    with database.writing() as db:
        of = edition(db)
        ana, luis, ilo = person(db), person(db, "Luis", "Gil"), institution(db, "ILO")
        chair = (AffiliationDraft(words("Chair"), ilo),)
        made = slot(db, of, roles=(RoleDraft(person=luis, affiliations=chair),))
        acts(db, Actor(Door.DESK, account_id=1))
        said = replace(SlotDraft.of(made), title=words("Opening", es="Apertura"), directed_by=ilo)
        said = replace(said, roles=(RoleDraft(RoleKind.CHAIR, person=ana, affiliations=chair),))
        change_slot(db, of, made, replace(said, talks=(TalkDraft(words("A talk")),)), LATER)
    return database


@pytest.mark.usefixtures("here")
def test_an_entry_says_who_did_what_when_and_what_it_was_before(new_organiser: Organiser) -> None:
    page = text_of(new_organiser.get(RECORD).text)
    newest, *_ = page.split("Item added")
    assert "Item changed: Opening" in newest
    assert "Nov 2, 2026, 4:30:00" in newest  # Mexico City
    assert "Olga Organiser · at the desk · not sealed yet" in newest
    for said in (
        "Title Before English Welcome After English Opening Spanish Apertura",
        "Directed by ILO",
        "Role Before Kind: Speaker · Person: Luis Gil · Post, institution: Chair, ILO After –",
        "Role Kind: Chair · Person: Ana Peña Ruiz · Post, institution: Chair, ILO",
        "Presentation (1) Title: A talk",
    ):
        assert said in newest, newest
    assert "Kind Plenary" in page
    assert "Day" in page
    assert "Monday 23 November 2026" in page


def test_the_newest_stands_first_and_sealed_entries_say_so(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        seal_record(db, LATER)
    page = text_of(new_organiser.get(RECORD).text)
    found = [page.index(said) for said in ("Item changed:", "Item added:", "Edition added:")]
    assert found == sorted(found)
    assert "sealed as number 3" in page
    assert "not sealed yet" not in page


def test_an_administrator_who_worked_as_somebody_is_named_beside_them(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        db.add(Account(email=None, name="Ada Admin", created_at=NOW))
        db.flush()
        acts(db, Actor(Door.DESK, account_id=1, impersonator_id=2))
        of = get_edition(db, "workshop-2026")
        remove_slot(db, of, get_slot(db, of, code(here)), LATER)
    page = text_of(new_organiser.get(RECORD).text)
    assert "Ada Admin, working as Olga Organiser · at the desk" in page
    assert "In the programme Before yes After no" in page


def test_what_was_erased_says_so_and_the_others_stay(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        luis = db.query(Base.metadata.tables["person"]).filter_by(given="Luis").one().id
        erase(db, Value.person_id == luis, LATER)
    page = text_of(new_organiser.get(RECORD).text)
    assert "Luis" not in page
    assert "Role erased" in page
    assert "Person: Ana Peña Ruiz" in page


def test_what_was_purged_is_told_in_words(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        record(db, "privacy.purged", "installation", NOW, after={"sign_in_links": 3, "invitations": 1})
    page = text_of(new_organiser.get("/desk/record").text)
    assert "Invitations to roles: names and addresses 1" in page
    assert "Sign-in links that were used, or are too old 3" in page


@pytest.mark.usefixtures("here")
def test_entries_are_chosen_by_thing_act_and_account(new_organiser: Organiser) -> None:
    def found(query: str) -> list[str]:
        return re.findall(r'<h2 class="h3">([^<:]+)', new_organiser.get(f"{RECORD}?{query}").text)

    assert found("") == ["Item changed", "Item added", "Edition added"]
    assert found("thing=edition") == ["Edition added"]
    assert found("act=slot.created") == ["Item added"]
    assert found("account=1") == ["Item changed"]
    assert found("account=1&act=slot.created") == []
    assert found("thing=nothing") == []
    assert found("thing=%00&account=x&page=99") == found("account=99999999999999999999&page=0") == found("")


def test_a_long_record_has_pages(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        of = get_edition(db, "workshop-2026")
        for number in range(60):
            slot(db, of, f"Item {number}")
    first, second = (new_organiser.get(f"{RECORD}?act=slot.created&page={page}").text for page in (1, 2))
    assert (first.count("<article"), second.count("<article")) == (50, 11)
    assert "61 entries" in first
    assert 'href="?thing=&amp;act=slot.created&amp;account=&amp;page=2" rel="next"' in first
    assert 'rel="next"' not in second


def test_a_things_own_history_is_linked_from_its_page(here: Database, new_organiser: Organiser) -> None:
    form = new_organiser.get(f"/desk/editions/workshop-2026/programme/{code(here)}").text
    (address,) = re.findall(r'href="(/desk/editions/workshop-2026/record/slot/\d+)"', form)
    page = text_of(new_organiser.get(address).text)
    assert "History: Opening" in page
    assert ("Item changed" in page, "Edition added" in page) == (True, False)
    for where, wanted in (
        ("/desk/editions/workshop-2026", RECORD),
        ("/desk/editions/workshop-2026/quotas", f"{RECORD}?act=quotas.changed"),
        ("/desk/people/ana-pena-ruiz", "/desk/record/person/"),
        ("/desk/institutions/ilo", "/desk/record/institution/"),
        ("/desk/", "/desk/record"),
    ):
        assert wanted in new_organiser.get(where).text, where


def test_the_history_of_a_person(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        ana = person(db, "Eva", "Sol")
        change_person(db, ana, replace(PersonDraft.of(ana), family="Luna"), LATER)
    page = text_of(new_organiser.get(f"/desk/record/person/{ana.id}").text)
    assert "History: Eva Luna" in page
    assert "Family names, where there are any Before Sol After Luna" in page
    assert page.index("Person corrected") < page.index("Person added", page.index("Person corrected") + 1)


def test_whoever_reads_one_history_can_choose_among_nothing_else(here: Database, empty_app: Flask) -> None:
    with here.writing() as db:
        other = Account(email=None, name="Paula Private", created_at=MADE)
        db.add(other)
        db.flush()
        acts(db, Actor(Door.SITE, account_id=other.id))
        person(db, "Eva", "Sol")
        acts(db, Actor(Door.DESK, account_id=1))
        luna = person(db, "Eva", "Luna")
        change_person(db, luna, replace(PersonDraft.of(luna), family="Lunar"), LATER)
    chair = signed_in_as(empty_app, here, "programme_chair")
    for chosen in ("", "?act=person.changed", "?account=1", "?thing=institution"):
        page = chair.get(f"/desk/record/person/{luna.id}{chosen}").text
        assert offered(page, "act") == ["person.changed", "person.created"], chosen
        assert offered(page, "account") == ["1"], chosen
        assert "Paula" not in page


@pytest.mark.usefixtures("here")
def test_what_was_chosen_leaves_everything_else_to_choose(new_organiser: Organiser) -> None:
    for chosen in ("", "?thing=edition", "?act=slot.created", "?account=1"):
        page = new_organiser.get(f"{RECORD}{chosen}").text
        assert offered(page, "thing") == ["edition", "slot"], chosen
        assert offered(page, "act") == ["edition.created", "slot.changed", "slot.created"], chosen
        assert offered(page, "account") == ["1"], chosen


def test_another_editions_things_are_not_known_here(here: Database, new_organiser: Organiser) -> None:
    with here.writing() as db:
        other = edition(db, "other")
        theirs, own = slot(db, other), get_edition(db, "workshop-2026")
    for address in (
        f"{RECORD}/slot/{theirs.id}",
        f"{RECORD}/edition/{other.id}",
        f"{RECORD}/person/1",
        f"{RECORD}/slot/99999",
        f"{RECORD}/slot/99999999999999999999",
        f"{RECORD}/nothing/1",
        f"/desk/record/slot/{theirs.id + 100}",
        "/desk/record/person/99999",
        "/desk/record/person/99999999999999999999",
    ):
        assert new_organiser.get(address).status_code == 404, address
    assert new_organiser.get(f"{RECORD}/edition/{own.id}").status_code == 200


def test_a_thing_that_came_with_a_file_has_an_empty_history(organiser: Organiser) -> None:
    form = organiser.get("/desk/editions/rcm-2021/programme").text
    item = organiser.get(re.findall(r'href="(/desk/editions/rcm-2021/programme/[0-9a-f]+)"', form)[0]).text
    page = organiser.get(re.findall(r'href="(/desk/editions/rcm-2021/record/slot/\d+)"', item)[0])
    assert "Nothing is recorded here yet" in page.text
    whole = text_of(organiser.get("/desk/editions/rcm-2021/record").text)
    assert "Edition file read in: " in whole
    assert re.search(r"Added .*Item added: \d+", whole)
    assert re.search(r"Digest of the file \(SHA-256\) [0-9a-f]{64}", whole)


def test_only_who_may_reads_a_record(here: Database, empty_app: Flask) -> None:
    owner, chair, reader = (signed_in_as(empty_app, here, role) for role in ("organiser", "programme_chair", None))
    asked = [RECORD, "/desk/record", "/desk/record/person/1", "/desk/record/account/1"]
    assert [owner.get(address).status_code for address in asked] == [200, 403, 200, 404]
    assert [chair.get(address).status_code for address in asked] == [403, 403, 200, 404]
    assert [reader.get(address).status_code for address in asked] == [404, 403, 403, 403]


@pytest.mark.usefixtures("here")
def test_the_record_of_the_installation_is_the_administrators(new_organiser: Organiser) -> None:
    page = text_of(new_organiser.get("/desk/record").text)
    assert ("Person added" in page, "Series added" in page, "Item added" in page) == (True, True, False)
    assert "Account added: Olga Organiser" in page
    assert new_organiser.get("/desk/record/account/1").status_code == 200


def test_thirty_entries_cost_as_many_statements_as_one(here: Database, new_organiser: Organiser) -> None:
    def cost() -> int:
        with asked_of(here) as asked:
            assert new_organiser.get(RECORD).status_code == 200
        return len(asked)

    few = cost()
    with here.writing() as db:
        of = get_edition(db, "workshop-2026")
        for number in range(30):
            slot(db, of, f"Item {number}", roles=(RoleDraft(person=person(db)),))
    assert cost() == few
    assert few <= 14


def test_every_act_that_rooms_record_has_its_words() -> None:
    recorded = set(acts_in(Path(academy.__file__).parent))
    assert len(recorded) > 60
    assert recorded - set(ACTS) == set()


def test_every_field_of_what_rooms_record_has_its_words() -> None:
    drafts = (EditionDraft, SeriesDraft, SlotDraft, RoleDraft, PersonDraft, InstitutionDraft, PracticeDraft)
    named = {field.name for draft in drafts for field in fields(draft)} - {"roles", "talks"}
    said = set(fields_in(Path(academy.__file__).parent))
    assert len(said) > 20
    assert (named | said | {rule.name for rule in RULES}) - set(FIELDS) == set()
    assert set(THINGS) - {"installation"} <= set(Base.metadata.tables)


def acts_in(folder: Path) -> Iterator[str]:
    """The words for acts in every module that records: those with a point in the middle."""
    for tree in recording(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(node.value)):
                yield str(node.value)


def fields_in(folder: Path) -> Iterator[str]:
    """The fields in every module that records: keys of what is said `before` and `after`, there or a line above."""
    for tree in recording(folder):
        nodes = list(ast.walk(tree))
        given = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in {"before", "after"}]
        called = {node.id for node in given if isinstance(node, ast.Name)}
        given += [node.value for node in nodes if isinstance(node, ast.Assign) and called & set(targets(node))]
        for said in given:
            if isinstance(said, ast.Dict):
                yield from (str(key.value) for key in said.keys if isinstance(key, ast.Constant))


def targets(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def recording(folder: Path) -> Iterator[ast.Module]:
    """Every module that adds to the record."""
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        from_trail = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if any(node.module == "academy.trail.actions" and "record" in names(node) for node in from_trail):
            yield tree


def names(node: ast.ImportFrom) -> set[str]:
    return {name.name for name in node.names}


def text_of(page: str) -> str:
    """The words of a page, without its elements; what can be chosen among is left out."""
    body = re.sub(r"<form.*?</form>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split()).replace(" : ", ": ")


def offered(page: str, name: str) -> list[str]:
    """What can be chosen by, in the order of the alphabet."""
    choices = re.findall(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    return sorted(re.findall(r'<option value="([^"]+)"', "".join(choices)))


def code(database: Database) -> str:
    """The short name of the slot that was made first."""
    with database.reading() as db:
        table = Base.metadata.tables["slot"]
        return str(db.scalar(table.select().with_only_columns(table.c.code).order_by(table.c.id)))


def signed_in_as(app: Flask, database: Database, role: str | None) -> FlaskClient:
    """A browser in which somebody with this role in the edition is signed in."""
    with database.writing() as db:
        account = Account(email=None, name=str(role), created_at=MADE)
        db.add(account)
        db.flush()
        if role:
            give_role(db, account, get_edition(db, "workshop-2026"), EditionRole(role), MADE)
    browser = app.test_client()
    with browser.session_transaction() as session, database.writing() as db:
        session["sign_in"] = sign_in(db, account, SignInMethod.PASSWORD, datetime.now(UTC))
    return browser
