"""Runs migrations on the connection that `academy db` hands over."""

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

import academy.tables  # noqa: F401 (a table exists once its module was read)
from academy.db.base import Base


def _as_plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A migration must run for ever: it names the database's types, never today's classes.
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=_as_plain_type,
)

with context.begin_transaction():
    context.run_migrations()
