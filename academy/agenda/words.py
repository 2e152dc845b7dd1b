"""What kinds and roles are called; marked for translation."""

from academy.agenda.models import Presence, RoleKind, SlotKind
from academy.kit.words import N_

SLOT_KINDS: dict[SlotKind, str] = {
    SlotKind.OPENING: N_("Opening"),
    SlotKind.CEREMONY: N_("Ceremony"),
    SlotKind.LECTURE: N_("Lecture"),
    SlotKind.PRESENTATION: N_("Presentation"),
    SlotKind.PLENARY: N_("Plenary"),
    SlotKind.PANEL: N_("Panel"),
    SlotKind.ELECTIVE: N_("Elective"),
    SlotKind.WORKSHOP: N_("Workshop"),
    SlotKind.STUDY_VISIT: N_("Study visit"),
    SlotKind.FAIR: N_("Knowledge fair"),
    SlotKind.GROUP_WORK: N_("Group work"),
    SlotKind.BREAK: N_("Break"),
    SlotKind.CLOSING: N_("Closing"),
}

ROLES: dict[RoleKind, str] = {
    RoleKind.SPEAKER: N_("Speaker"),
    RoleKind.MODERATOR: N_("Moderator"),
    RoleKind.FACILITATOR: N_("Facilitator"),
    RoleKind.COORDINATOR: N_("Coordinator"),
    RoleKind.CHAIR: N_("Chair"),
    RoleKind.RAPPORTEUR: N_("Rapporteur"),
    RoleKind.INTERPRETER: N_("Interpreter"),
}

PRESENCES: dict[Presence, str] = {
    Presence.ON_SITE: N_("on site"),
    Presence.REMOTE: N_("by connection"),
    Presence.VIDEO: N_("by video message"),
}
