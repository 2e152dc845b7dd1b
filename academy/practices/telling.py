"""Letters about a step of a card, in the transaction of the step."""

from datetime import datetime

from sqlalchemy.orm import Session

from academy.accounts.models import Account
from academy.accounts.queries import roles_of
from academy.db.engine import keys_of
from academy.outbox.actions import Recipient, put, withdraw_all
from academy.practices import letters
from academy.practices.letters import News
from academy.practices.links import card_token
from academy.practices.models import CardText, Practice
from academy.practices.rules import window_of, zone_of

_DECISIONS = frozenset({News.CHANGES_ASKED, News.ACCEPTED, News.DECLINED})
_WITH_DEADLINE = frozenset({News.INVITED, News.BEGUN})


def tell(db: Session, card: Practice, news: News, now: datetime, because: str | None = None) -> None:
    """Write to whoever writes a card, which is loaded whole; who has no address is written nothing.

    `because` is why, where that is not what the card's latest decision gave.
    A decision that follows another one, of which the letter has not left yet, takes that letter back.
    """
    if not card.email or card.edition is None:
        return
    if news in _DECISIONS:
        withdraw_all(db, letters.origin_of(card))
    until = window_of(card.call).closes if card.call is not None and news in _WITH_DEADLINE else None
    zone = zone_of(card.call) if card.call is not None else card.edition.zone
    draft = letters.card(card, card.edition, news, card_token(card, keys_of(db)), until, zone, because)
    put(db, letters.author_of(card), draft, now)


def tell_translator(db: Session, text: CardText, card: Practice, remark: str, now: datetime) -> None:
    """Write to whoever has translated a card, and still works for its edition, what its author finds wrong."""
    account = db.get(Account, text.account_id) if text.account_id is not None else None
    if account is None or not account.email or account.closed_at is not None or card.edition is None:
        return
    if roles_of(db, account).within(card.edition.slug):
        spoken = account.language or "en"
        recipient = Recipient(account.email, account.name, spoken, account.person_id, account.id)
        put(db, recipient, letters.translation_refused(card, card.edition, text.language, remark, spoken), now)
