"""What replies, and things that are due, are called; marked for translation."""

from academy.calendar.invitations import Change, Due, Why
from academy.calendar.models import Reply
from academy.kit.words import N_

REPLIES: dict[Reply, str] = {
    Reply.NEEDS_ACTION: N_("No answer yet"),
    Reply.ACCEPTED: N_("Will come"),
    Reply.TENTATIVE: N_("Will perhaps come"),
    Reply.DECLINED: N_("Cannot come"),
}

DUES: dict[Due, str] = {
    Due.NEW: N_("New"),
    Due.CHANGED: N_("Changed"),
    Due.GONE: N_("To be cancelled"),
    Due.SETTLED: N_("Up to date"),
    Due.OVER: N_("Over"),
    Due.NO_ADDRESS: N_("No e-mail address"),
    Due.NO_DAY: N_("No day yet"),
}

CHANGES: dict[Change, str] = {
    Change.WHEN: N_("Day and hours"),
    Change.WHERE: N_("Place"),
    Change.TITLE: N_("Title"),
    Change.ONLINE: N_("Online address"),
    Change.PART: N_("Role in the item"),
    Change.ADDRESS: N_("E-mail address"),
}

WHYS: dict[Why, str] = {
    Why.PART: N_("The part in it was taken away, or given to somebody else."),
    Why.SLOT: N_("It was taken out of the programme."),
    Why.DAY: N_("Its day is not known any more; an invitation follows once it is."),
    Why.ADDRESS: N_("The e-mail address was changed or taken away."),
    Why.CANCELLED: N_("The event does not take place."),
    Why.WITHDRAWN: N_("The organisers have withdrawn the programme."),
}
