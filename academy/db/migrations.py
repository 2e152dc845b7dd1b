"""Brings a database to the shape that the program expects."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

from academy.paths import MIGRATIONS


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate forward, in one transaction on both databases."""
    with engine.execution_options(academy_writes=True).begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate back to a revision, or to `base`."""
    with engine.execution_options(academy_writes=True).begin() as connection:
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


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
