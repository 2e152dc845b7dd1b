"""What people ask of those who keep their data."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.people.models import Person


class ErasureRequest(Base):
    """Somebody who stands in a published programme asks that their data be erased: an administrator does it."""

    __tablename__ = "erasure_request"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, init=False)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    asked_at: Mapped[datetime]
    takes_name_off: Mapped[bool]
    """True where the name shall leave published programmes too; false where it may stay there, as what took place."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
