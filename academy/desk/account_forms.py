"""Forms in which roles are given, and in which an administrator says why they work as somebody else."""

from collections.abc import Iterable

from flask_babel import LazyString, lazy_gettext
from wtforms.fields import SelectChoice, SelectField

from academy.accounts.invitations import Offer
from academy.accounts.models import EditionRole
from academy.desk.inputs import ChoiceInput, DeskForm, LineInput, ThingInput
from academy.kit.languages import INTERFACE, own_name
from academy.kit.texts import collated
from academy.people.models import Institution, Person
from academy.web.language import language


class RoleInput(ChoiceInput):
    """A role that an edition has."""

    def _offered(self, blank: str | LazyString | None) -> list[SelectChoice]:
        return [one for one in super()._offered(blank) if one.value != EditionRole.ADMINISTRATOR]


class OfferForm(DeskForm):
    """Who is to have which role."""

    name = LineInput(lazy_gettext("Name"))
    email = LineInput(
        lazy_gettext("E-mail address"),
        description=lazy_gettext(
            "Left empty for somebody without e-mail: the account is added at once, and a sheet of codes opens it."
        ),
    )
    role = RoleInput(lazy_gettext("Role"), EditionRole, default=EditionRole.ORGANISER)
    institution = ThingInput(
        lazy_gettext("Institution"), description=lazy_gettext("Of focal points: which one they speak for.")
    )
    person = ThingInput(
        lazy_gettext("Person in programmes and lists"), description=lazy_gettext("If they stand there already.")
    )
    language = SelectField(
        lazy_gettext("Language of the letter"),
        choices=lambda: [SelectChoice(code, own_name(code)) for code in INTERFACE],
    )

    def offer(self, institutions: Iterable[Institution], people: Iterable[Person]) -> None:
        """Offer institutions and people, in the order of the reader's language."""
        named = sorted(institutions, key=lambda one: collated(str(one.name.wording(language())), language()))
        self.institution.offer(named, lambda one: str(one.name.wording(language())))
        self.person.offer(sorted(people, key=lambda one: collated(one.sort_key, language())), lambda one: one.name)

    def offered(self) -> Offer:
        """Return what was typed."""
        return Offer(
            name=self.name.data or "",
            email=self.email.data or "",
            role=self.role.data,
            language=str(self.language.data),
            institution=self.institution.thing,
            person=self.person.thing,
        )


class WorkForm(DeskForm):
    """Why an administrator works as somebody else."""

    reason = LineInput(
        lazy_gettext("Why"), description=lazy_gettext("The person reads it, at once and on their own page.")
    )
