"""From nothing to the newest shape, and back."""

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

from academy.accounts.actions import create_account
from academy.db import migrations
from academy.db.base import Base
from academy.db.engine import Database, open_database
from academy.editions.queries import get_edition, list_editions
from academy.participation.models import Scope
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.paths import MIGRATIONS
from academy.records.doctor import examine_record
from academy.trail.sealing import seal_record
from tests.conftest import NOW
from tests.factories import edition


def test_there_is_one_newest_revision() -> None:
    assert len(migrations.heads()) == 1


def test_revisions_are_numbered_without_a_gap() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in files)
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert migrations.heads() == [files[-1][:4]]
    script = ScriptDirectory.from_config(migrations._config(None))
    before = {revision.revision: revision.down_revision for revision in script.walk_revisions()}
    assert before == {name[:4]: f"{number:04}" if number else None for number, name in enumerate(files)}


def test_a_migrated_database_is_what_the_program_expects(database: Database) -> None:
    assert migrations.present(database.engine) == migrations.heads()[0]
    assert migrations.drift(database.engine, Base.metadata) == []


def test_a_difference_would_be_found(database: Database) -> None:
    with database.writing() as db:
        db.execute(text("ALTER TABLE account DROP COLUMN name"))
    assert len(migrations.drift(database.engine, Base.metadata)) == 1


def test_constraints_are_in_the_database_under_their_names(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        expected = {str(one.name) for one in table.constraints if one.name and str(one.name).startswith("ck_")}
        assert expected <= {one["name"] for one in inspector.get_check_constraints(table.name)}, table.name
        keys = {str(one.name) for one in table.foreign_key_constraints}
        assert keys == {one["name"] for one in inspector.get_foreign_keys(table.name)}, table.name


def test_it_goes_back_to_nothing_and_forward_again(demonstration: Database) -> None:
    migrations.downgrade(demonstration.engine, "base")
    assert migrations.present(demonstration.engine) is None
    assert inspect(demonstration.engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(demonstration.engine)
    migrations.upgrade(demonstration.engine)
    assert migrations.drift(demonstration.engine, Base.metadata) == []
    with demonstration.writing() as db:
        assert edition(db).slug == "workshop-2026"


def test_every_revision_can_be_undone_alone(database: Database) -> None:
    script = ScriptDirectory.from_config(migrations._config(None))
    for revision in script.walk_revisions():
        before = revision.down_revision or "base"
        migrations.downgrade(database.engine, str(before))
        migrations.upgrade(database.engine, revision.revision)
        assert migrations.present(database.engine) == revision.revision
        migrations.downgrade(database.engine, str(before))


def test_whoever_had_an_account_may_still_do_everything(database: Database) -> None:
    migrations.downgrade(database.engine, "0001")
    with database.writing() as db:
        db.execute(text("INSERT INTO account (id, email, name, password_digest, created_at) VALUES "
                        "(1, 'olga@example.org', 'Olga', 'x', '2026-11-02 09:30:00')"))  # fmt: skip
        db.execute(text("INSERT INTO sign_in (id, account_id, token_digest, created_at, expires_at) VALUES "
                        "(1, 1, 'x', '2026-11-02 09:30:00', '2036-11-02 09:30:00')"))  # fmt: skip
    migrations.upgrade(database.engine)
    with database.reading() as db:
        assert db.execute(text("SELECT email, is_administrator FROM account")).all() == [("olga@example.org", True)]
        assert db.execute(text("SELECT count(*) FROM sign_in")).scalar_one() == 0


def test_the_record_of_editions_that_were_there_before_begins(demonstration: Database) -> None:
    migrations.downgrade(demonstration.engine, "0001")
    migrations.upgrade(demonstration.engine)
    with demonstration.writing() as db:
        count = len(list_editions(db))
        assert seal_record(db, NOW) == count
    with demonstration.reading() as db:
        assert [one.facts["number"] for one in examine_record(db, NOW) if one.is_well] == [1] * count
        assert [one.message for one in examine_record(db, NOW) if not one.is_well] == []


def test_accounts_that_the_older_tables_cannot_hold_are_left_out_on_the_way_back(database: Database) -> None:
    with database.writing() as db:
        create_account(db, "olga@example.org", "Olga", NOW, password_digest="x")
        create_account(db, "olga@example.org", "Omar", NOW, password_digest="x")
        create_account(db, None, "Paula", NOW)
        create_account(db, "link@example.org", "Lina", NOW)
    migrations.downgrade(database.engine, "0001")
    with database.reading() as db:
        assert db.execute(text("SELECT name FROM account")).all() == [("Olga",)]


def test_a_database_that_was_never_migrated_is_at_no_revision(tmp_path: Path) -> None:
    assert migrations.present(open_database(f"sqlite:///{tmp_path / 'new.sqlite'}").engine) is None


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text((MIGRATIONS / "env.py").read_text("utf-8"), "utf-8")
    (versions / "0001_half.py").write_text(
        "from alembic import op\nrevision, down_revision = '0001', None\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (id INTEGER)')\n    op.execute('nonsense')\n"
    )
    monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path / "migrations")
    database = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with pytest.raises(Exception, match="nonsense"):
        migrations.upgrade(database.engine)
    assert inspect(database.engine).get_table_names() == []


def test_a_migration_is_written_for_what_models_say_and_the_database_does_not(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in [*MIGRATIONS.glob("*.*"), *MIGRATIONS.glob("versions/*.py")]:
        (folder / path.relative_to(MIGRATIONS)).write_text(path.read_text("utf-8"), "utf-8")
    with database.writing() as db:
        db.execute(text("ALTER TABLE series DROP COLUMN about"))
    monkeypatch.setattr(migrations, "MIGRATIONS", folder)
    number = f"{int(migrations.heads()[0]) + 1:04}"
    migrations.add_revision(database.engine, "add about", number)
    (written,) = folder.glob(f"versions/{number}_*.py")
    assert written.name == f"{number}_add_about.py"
    said = written.read_text("utf-8")
    assert re.search(r"add_column\(sa.Column\('about', sa.JSON\(\)", said), said
    migrations.upgrade(database.engine)
    assert migrations.drift(database.engine, Base.metadata) == []


def test_names_of_constraints_follow_one_pattern() -> None:
    assert isinstance(Base.metadata, MetaData)
    named = [str(one.name) for table in Base.metadata.sorted_tables for one in table.constraints]
    assert len(named) > 50
    assert all(re.match("(ck|fk|pk|uq)_", name) for name in named)


def test_what_rules_called_their_institution_types_becomes_a_vocabulary_and_back(demonstration: Database) -> None:
    migrations.downgrade(demonstration.engine, "0002")
    with demonstration.writing() as db:
        edition_id = db.execute(text("SELECT id FROM edition WHERE slug = 'rcm-2021'")).scalar_one()
        called = "SELECT institution_type, seats FROM quota_rule WHERE edition_id = :id ORDER BY position"
        before = db.execute(text(called), {"id": edition_id}).all()
        db.execute(
            text(
                "INSERT INTO quota_rule (edition_id, position, institution_type, scope, seats, is_binding, level)"
                " SELECT edition_id, 99, institution_type, 'edition', 5, is_binding, level FROM quota_rule"
                " WHERE edition_id = :id AND position = 0"
            ),
            {"id": edition_id},
        )
    assert len(before) == 8
    migrations.upgrade(demonstration.engine)
    assert migrations.drift(demonstration.engine, Base.metadata) == []
    with demonstration.reading() as db:
        here = get_edition(db, "rcm-2021")
        types, rules = list_institution_types(db, here), list_quota_rules(db, here)
    assert len(types) == 8, "the same words are one type"
    assert types[0].name["es"] == "Ministerios de trabajo (unidades de migración laboral)"
    assert types[0].slug == "ministries-of-labour-labour-migration-units"
    assert [rule.institution_type for rule in rules] == [*types, types[0]]
    assert [(rule.scope, rule.seats) for rule in rules][-1] == (Scope.EDITION, 5)
