"""Questions that most events ask, ready in five languages. An edition takes them over, and makes them its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.participation.forms import Option, QuestionDraft, list_questions, write_questions
from academy.participation.models import QuestionKind

_HEALTH = Translated(
    en="To prepare rooms, documents and help, so that everybody can take part fully.",
    es="Para preparar salas, documentos y apoyos, de modo que todas las personas participen plenamente.",
    fr="Pour préparer les salles, les documents et l’aide nécessaires, afin que chacun puisse participer pleinement.",
    pt="Para preparar salas, documentos e apoio, de modo que todas as pessoas participem plenamente.",
    ar="لإعداد القاعات والوثائق والمساعدة اللازمة كي يشارك الجميع مشاركة كاملة.",
)
_CATERING = Translated(
    en="To order meals. The caterer gets numbers, never names.",
    es="Para encargar las comidas. El servicio de comidas recibe cifras, nunca nombres.",
    fr="Pour commander les repas. Le traiteur reçoit des nombres, jamais des noms.",
    pt="Para encomendar as refeições. O serviço de alimentação recebe números, nunca nomes.",
    ar="لطلب الوجبات. يتلقى متعهد الطعام أعدادا فقط، ولا يتلقى أسماء.",
)
_TRAVEL = Translated(
    en="To write letters for visas in time.",
    es="Para redactar a tiempo las cartas para los visados.",
    fr="Pour rédiger à temps les lettres destinées aux visas.",
    pt="Para redigir a tempo as cartas para os vistos.",
    ar="لكتابة رسائل التأشيرات في الوقت المناسب.",
)
_BOOTHS = Translated(
    en="To order interpretation and receivers.",
    es="Para contratar la interpretación y los receptores.",
    fr="Pour commander l’interprétation et les récepteurs.",
    pt="Para contratar a interpretação e os receptores.",
    ar="لطلب الترجمة الفورية وأجهزة الاستقبال.",
)
_TOTALS = Translated(
    en="For totals only: which share of those who take part. It decides on nobody’s seat.",
    es="Solo para totales: qué proporción de quienes participan. No decide sobre la plaza de nadie.",
    fr="Pour des totaux seulement : quelle part des personnes participantes. Aucune place n’en dépend.",
    pt="Apenas para totais: que proporção das pessoas participantes. Não decide sobre a vaga de ninguém.",
    ar="للمجاميع فقط: نسبتهم بين المشاركين. ولا يتوقف عليه مقعد أحد.",
)


def _option(slug: str, en: str, es: str, fr: str, pt: str, ar: str) -> Option:
    return Option(slug, Translated(en=en, es=es, fr=fr, pt=pt, ar=ar))


ACCESS = QuestionDraft(
    slug="access",
    kind=QuestionKind.TEXT,
    label=Translated(
        en="What do you need to take part fully?",
        es="¿Qué necesita para participar plenamente?",
        fr="De quoi avez-vous besoin pour participer pleinement ?",
        pt="Do que precisa para participar plenamente?",
        ar="ما الذي تحتاجون إليه للمشاركة الكاملة؟",
    ),
    purpose=_HEALTH,
    help=Translated(
        en="Such as step-free ways, sign language, large print, a quiet room, or somebody who comes with you.",
        es="Por ejemplo, accesos sin escalones, lengua de señas, letra grande, una sala tranquila o acompañamiento.",
        fr="Par exemple un accès sans marches, la langue des signes, de gros caractères ou un lieu calme.",
        pt="Por exemplo, acesso sem degraus, língua de sinais, letras grandes, uma sala calma ou alguém que acompanhe.",
        ar="مثل ممرات بلا درج، أو لغة الإشارة، أو حروف كبيرة، أو غرفة هادئة، أو مرافق.",
    ),
    is_sensitive=True,
)

DIET = QuestionDraft(
    slug="diet",
    kind=QuestionKind.SEVERAL,
    label=Translated(
        en="What do you eat?",
        es="¿Qué alimentación sigue?",
        fr="Quel est votre régime alimentaire ?",
        pt="Qual é a sua alimentação?",
        ar="ما نوع طعامكم؟",
    ),
    purpose=_CATERING,
    options=(
        _option("vegetarian", "Vegetarian", "Vegetariana", "Végétarien", "Vegetariana", "نباتي"),
        _option("vegan", "Vegan", "Vegana", "Végétalien", "Vegana", "نباتي صرف"),
        _option("halal", "Halal", "Halal", "Halal", "Halal", "حلال"),
        _option("kosher", "Kosher", "Kosher", "Casher", "Kosher", "كوشر"),
        _option("no-pork", "No pork", "Sin cerdo", "Sans porc", "Sem carne de porco", "بلا لحم خنزير"),
        _option("no-gluten", "No gluten", "Sin gluten", "Sans gluten", "Sem glúten", "بلا غلوتين"),
        _option("no-lactose", "No lactose", "Sin lactosa", "Sans lactose", "Sem lactose", "بلا لاكتوز"),
        _option("no-nuts", "No nuts", "Sin frutos secos", "Sans fruits à coque", "Sem nozes", "بلا مكسرات"),
    ),
    is_sensitive=True,
)

DIET_MORE = QuestionDraft(
    slug="diet-more",
    kind=QuestionKind.LINE,
    label=Translated(
        en="Something else about food, such as an allergy",
        es="Algo más sobre la comida, como una alergia",
        fr="Autre chose à propos des repas, comme une allergie",
        pt="Algo mais sobre a comida, como uma alergia",
        ar="شيء آخر يتعلق بالطعام، مثل حساسية",
    ),
    purpose=_CATERING,
    is_sensitive=True,
)

VISA = QuestionDraft(
    slug="visa",
    kind=QuestionKind.YES_NO,
    label=Translated(
        en="Do you need a visa to come?",
        es="¿Necesita visado para venir?",
        fr="Avez-vous besoin d’un visa pour venir ?",
        pt="Precisa de visto para vir?",
        ar="هل تحتاجون إلى تأشيرة للحضور؟",
    ),
    purpose=_TRAVEL,
    is_sensitive=True,
)

INTERPRETATION = QuestionDraft(
    slug="interpretation",
    kind=QuestionKind.CHOICE,
    label=Translated(
        en="In which language do you listen?",
        es="¿En qué idioma escucha?",
        fr="Dans quelle langue écoutez-vous ?",
        pt="Em que língua escuta?",
        ar="بأي لغة تستمعون؟",
    ),
    purpose=_BOOTHS,
    help=Translated(
        en="Where the programme is interpreted, we see to it that yours is heard as far as we can.",
        es="Donde haya interpretación, procuraremos que la suya esté disponible.",
        fr="Là où il y a une interprétation, nous ferons en sorte, si possible, que la vôtre soit proposée.",
        pt="Onde houver interpretação, procuraremos que a sua esteja disponível.",
        ar="حيثما توفرت الترجمة الفورية، نحرص قدر الإمكان على توفير لغتكم.",
    ),
    options=(
        _option("en", "English", "Inglés", "Anglais", "Inglês", "الإنجليزية"),
        _option("es", "Spanish", "Español", "Espagnol", "Espanhol", "الإسبانية"),
        _option("fr", "French", "Francés", "Français", "Francês", "الفرنسية"),
        _option("pt", "Portuguese", "Portugués", "Portugais", "Português", "البرتغالية"),
        _option("ar", "Arabic", "Árabe", "Arabe", "Árabe", "العربية"),
    ),
)

GENDER = QuestionDraft(
    slug="gender",
    kind=QuestionKind.CHOICE,
    label=Translated(en="Gender", es="Género", fr="Genre", pt="Gênero", ar="النوع الاجتماعي"),
    purpose=_TOTALS,
    options=(
        _option("woman", "Woman", "Mujer", "Femme", "Mulher", "امرأة"),
        _option("man", "Man", "Hombre", "Homme", "Homem", "رجل"),
        _option("other", "Another", "Otro", "Autre", "Outro", "غير ذلك"),
        _option(
            "silent",
            "I prefer not to say",
            "Prefiero no decirlo",
            "Je préfère ne pas le dire",
            "Prefiro não dizer",
            "أفضل عدم الإجابة",
        ),
    ),
    is_sensitive=True,
)

YOUNG = QuestionDraft(
    slug="young",
    kind=QuestionKind.YES_NO,
    label=Translated(
        en="Are you under 35?",
        es="¿Tiene menos de 35 años?",
        fr="Avez-vous moins de 35 ans ?",
        pt="Tem menos de 35 anos?",
        ar="هل عمركم أقل من 35 سنة؟",
    ),
    purpose=_TOTALS,
    is_sensitive=True,
)

STANDARD: tuple[QuestionDraft, ...] = (ACCESS, DIET, DIET_MORE, VISA, INTERPRETATION, GENDER, YOUNG)
"""Nobody must answer any of them, and the answers go after the event."""


def add_standard(db: Session, edition: Edition, now: datetime) -> int:
    """Add those usual questions to an edition's form that it does not have, behind its own; return how many."""
    own = [QuestionDraft.of(one) for one in list_questions(db, edition)]
    known = {one.slug for one in own}
    new = [one for one in STANDARD if one.slug not in known]
    write_questions(db, edition, [*own, *new], now)
    return len(new)
