"""What the invented academy asks beside the usual questions, and what was said of people, in its languages."""

from dataclasses import dataclass

from academy.kit.translated import Translated
from academy.participation.models import Within
from academy.participation.targets import YES, TargetDraft


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what its answer is for."""

    label: Translated
    purpose: Translated


FAIR = Asked(
    Translated(
        en="What do you bring to the knowledge fair?",
        es="¿Qué trae a la feria de conocimientos?",
        fr="Qu’apportez-vous à la foire aux savoirs ?",
        pt="O que traz à feira de conhecimentos?",
        ar="ماذا ستعرضون في معرض المعارف؟",
    ),
    Translated(
        en="To plan the stands of the fair.",
        es="Para planificar los puestos de la feria.",
        fr="Pour préparer les stands de la foire.",
        pt="Para planejar os estandes da feira.",
        ar="لتخطيط أجنحة المعرض.",
    ),
)
MOTIVATION = Asked(
    Translated(
        en="A letter in which you say why you wish to come",
        es="Una carta en la que explique por qué desea venir",
        fr="Une lettre dans laquelle vous dites pourquoi vous souhaitez venir",
        pt="Uma carta em que diz por que deseja vir",
        ar="رسالة تبينون فيها سبب رغبتكم في الحضور",
    ),
    Translated(
        en="To choose among those who apply for the open places.",
        es="Para elegir entre quienes solicitan las plazas abiertas.",
        fr="Pour choisir parmi les candidatures aux places ouvertes.",
        pt="Para escolher entre quem se candidata às vagas abertas.",
        ar="للاختيار بين المتقدمين إلى المقاعد المفتوحة.",
    ),
)

ILL = "Maladie"
FULL = "Il y a plus de candidatures que de places ; nous vous prions de postuler à nouveau pour la prochaine édition."

_WOMEN = Translated(en="Women", es="Mujeres", fr="Femmes", pt="Mulheres", ar="النساء")
_YOUNG = Translated(
    en="Under 35",
    es="Menores de 35 años",
    fr="Moins de 35 ans",
    pt="Menos de 35 anos",
    ar="دون 35 سنة",
)
TARGETS = (
    TargetDraft(_WOMEN, Within.EVENT, 40, "gender", "woman"),
    TargetDraft(_YOUNG, Within.EVENT, 20, "young", YES),
)
