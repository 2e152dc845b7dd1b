"""What states and occasions of messages, and the dimensions of an audience, are called; marked for translation."""

from academy.kit.words import N_
from academy.messaging.models import MessageState, Occasion

MESSAGE_STATES: dict[MessageState, str] = {
    MessageState.DRAFT: N_("In preparation"),
    MessageState.SCHEDULED: N_("Scheduled"),
    MessageState.SENT: N_("Has been sent"),
    MessageState.CANCELLED: N_("Called off"),
}

OCCASIONS: dict[Occasion, str] = {
    Occasion.BY_HAND: N_("when somebody presses the button"),
    Occasion.AT: N_("on a day, at an hour"),
    Occasion.BEFORE_EDITION: N_("some days before the edition begins"),
    Occasion.AFTER_EDITION: N_("some days after the edition began"),
    Occasion.BEFORE_ITEM: N_("some days before each of one’s own items"),
}

DIMENSIONS: dict[str, str] = {
    "role": N_("Role"),
    "type": N_("Institution type"),
    "slot": N_("Item of the programme"),
    "country": N_("Country"),
    "language": N_("Language"),
}
