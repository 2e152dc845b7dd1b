"""Brings a database to the shape that the program expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

from academy.paths import MIGRATIONS


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate forward, in one transaction on both databases."""
    with _changing(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate back to a revision, or to `base`."""
    with _changing(engine) as connection:
        command.downgrade(_config(connection), revision)


def add_revision(engine: Engine, message: str, number: str) -> None:
    """Write a migration file for what the models say and the database does not."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def heads() -> list[str]:
    """Return the newest revisions; there must be one."""
    return list(ScriptDirectory.from_config(_config(None)).get_heads())


def present(engine: Engine) -> str | None:
    """Return the revision that a database is at, or None where it was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def drift(engine: Engine, metadata: MetaData) -> list[object]:
    """Return what differs between the database and the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, metadata))


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be rebuilt.

    SQLite changes a table by copying it and dropping the old one, which others point to: its foreign keys rest
    meanwhile, and are checked before the end.
    """
    with engine.execution_options(academy_writes=True).connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            _pragma(connection, "foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"{len(broken)} rows point to nothing")
        finally:
            if is_sqlite:
                _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, pragma: str) -> None:
    # Through the driver: within a transaction, which SQLAlchemy would begin, it does nothing.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA {pragma}")


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
