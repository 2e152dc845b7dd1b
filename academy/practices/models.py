"""A practice: a title in its own language, a country, an institution."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.people.models import Institution


class Practice(Revised, Base):
    """A good practice. Its title is a name: it is never translated."""

    __tablename__ = "practice"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str]
    country: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
