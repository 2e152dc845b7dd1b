"""Messages, and the letters that they became."""

from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.messaging.actions import MessageDraft, create_message
from academy.messaging.models import Message
from academy.outbox.models import Letter
from tests.factories import MADE

WORDS = MessageDraft(
    name="Welcome",
    subject=Translated(en="Welcome {name}", es="Le damos la bienvenida, {name}"),
    body=Translated(en="Dear {name},\n\n{items}\n\n{link}", es="Hola, {name}:\n\n{items}\n\n{link}"),
)
NINE = time(9)


def written(db: Session, of: Edition, **more: object) -> Message:
    """A message to everybody, or to whom a `rule` finds; `more` is what else a draft says."""
    rule = more.pop("rule", None)
    draft = MessageDraft(**{**_fields(WORDS), **more})  # type: ignore[arg-type]  # as the fields are
    return create_message(db, of, draft, MADE, rule=rule)  # type: ignore[arg-type]  # as the fields are


def letters(db: Session) -> list[Letter]:
    """All letters, oldest first."""
    return list(db.scalars(select(Letter).order_by(Letter.id)))


def _fields(draft: MessageDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in ("name", "subject", "body", "is_announcement", "reply_to_id")}
