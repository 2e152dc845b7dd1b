"""The base of every table."""

from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column

from academy.db.types import ANNOTATIONS

# Names of constraints are fixed from the first day: migrations and refusals both speak of them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """A row. Relationships raise unless a query asked for them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = ANNOTATIONS

    id: Mapped[int] = mapped_column(primary_key=True, init=False)


class Revised(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A row that two people may edit at once: whoever saves second is told.

    `revision` rises with each saved change of the row itself; a form carries the one that it was opened with.
    """

    revision: Mapped[int] = mapped_column(init=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the database refuse the second of two changes made at the same moment."""
        return {"version_id_col": cls.__table__.c.revision}  # type: ignore[attr-defined]
