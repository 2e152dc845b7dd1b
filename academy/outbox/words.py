"""What the states of letters are called."""

from academy.kit.words import N_
from academy.outbox.models import LetterState

LETTER_STATES = {
    LetterState.QUEUED: N_("Waiting"),
    LetterState.LEASED: N_("Leaving"),
    LetterState.SENT: N_("Sent"),
    LetterState.FAILED: N_("Not sent"),
    LetterState.BOUNCED: N_("Came back"),
    LetterState.WITHDRAWN: N_("Taken back"),
}
