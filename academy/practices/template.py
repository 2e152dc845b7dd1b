"""The eleven fields of a good-practice card, as a call begins with them, and as a card without a template has them."""

from collections.abc import Iterable
from dataclasses import dataclass

from academy.kit.translated import EMPTY, Translated
from academy.practices.models import CardTemplate, FieldKind


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a card; as the columns of a template's field of the same names."""

    key: str
    kind: FieldKind
    label: Translated
    help: Translated = EMPTY
    least: int | None = None
    most: int | None = None
    is_required: bool = False


def _field(  # noqa: PLR0913 (a text in each of the five languages)
    key: str,
    en: str,
    es: str,
    fr: str,
    pt: str,
    ar: str,
    *,
    kind: FieldKind = FieldKind.RICH,
    words: tuple[int, int] | None = None,
    required: bool = False,
    helps: tuple[str, str, str, str, str] = ("", "", "", "", ""),
) -> Field:
    languages = ("en", "es", "fr", "pt", "ar")
    label = Translated(dict(zip(languages, (en, es, fr, pt, ar), strict=True)))
    least, most = words or (None, None)
    return Field(key, kind, label, Translated(dict(zip(languages, helps, strict=True))), least, most, required)


STANDARD: tuple[Field, ...] = (
    _field(
        "objectives",
        "Objectives",
        "Objetivos",
        "Objectifs",
        "Objetivos",
        "الأهداف",
        words=(100, 250),
        required=True,
        helps=(
            "What was to change, for whom, and why it was needed.",
            "Qué se quería cambiar, para quién y por qué hacía falta.",
            "Ce qui devait changer, pour qui, et pourquoi il le fallait.",
            "O que se queria mudar, para quem e por que era preciso.",
            "ما الذي أُريدَ تغييره، ولصالح من، ولماذا كان ذلك ضروريًا.",
        ),
    ),
    _field(
        "cooperation",
        "Cooperation between institutions and countries to achieve the objectives",
        "Cooperación entre instituciones y países para lograr los objetivos",
        "Coopération entre institutions et pays pour atteindre les objectifs",
        "Cooperação entre instituições e países para alcançar os objetivos",
        "التعاون بين المؤسسات والبلدان لتحقيق الأهداف",
        words=(100, 300),
        required=True,
        helps=(
            "Who worked with whom, across which borders, and what each of them gave.",
            "Quién trabajó con quién, entre qué países, y qué aportó cada parte.",
            "Qui a travaillé avec qui, entre quels pays, et ce que chacun a apporté.",
            "Quem trabalhou com quem, entre quais países, e o que cada parte trouxe.",
            "من عمل مع من، وبين أي بلدان، وما الذي قدّمه كل طرف.",
        ),
    ),
    _field(
        "effectiveness",
        "Effectiveness of the methodological approach",
        "Eficacia del enfoque metodológico",
        "Efficacité de l’approche méthodologique",
        "Eficácia da abordagem metodológica",
        "فعالية النهج المنهجي",
        words=(100, 300),
        helps=(
            "How it was done, and how one could see that this way worked.",
            "Cómo se hizo y en qué se vio que el método funcionaba.",
            "Comment on s’y est pris, et à quoi l’on a vu que la méthode marchait.",
            "Como foi feito e como se viu que o método funcionava.",
            "كيف تم ذلك، وكيف تبيّن أن هذه الطريقة ناجحة.",
        ),
    ),
    _field(
        "innovation",
        "Innovation",
        "Innovación de la práctica Sur-Sur",
        "Innovation",
        "Inovação",
        "الابتكار",
        words=(80, 250),
        helps=(
            "What was new here, compared with what was usual before.",
            "Qué fue nuevo frente a lo que se hacía antes.",
            "Ce qui était nouveau par rapport à ce qui se faisait avant.",
            "O que houve de novo em relação ao que se fazia antes.",
            "ما الجديد هنا مقارنة بما كان معتادًا من قبل.",
        ),
    ),
    _field(
        "sustainability",
        "Sustainability",
        "Elementos que hacen la buena práctica sostenible",
        "Durabilité",
        "Sustentabilidade",
        "الاستدامة",
        words=(80, 250),
        helps=(
            "What keeps it going: people, rules, money, habits.",
            "Qué la mantiene en marcha: personas, normas, dinero, costumbres.",
            "Ce qui la fait durer : personnes, règles, moyens, habitudes.",
            "O que a mantém viva: pessoas, regras, recursos, hábitos.",
            "ما الذي يبقيها مستمرة: الناس، والقواعد، والموارد، والعادات.",
        ),
    ),
    _field(
        "adaptability",
        "Adaptability",
        "Capacidad de adaptación",
        "Adaptabilité",
        "Capacidade de adaptação",
        "القابلية للتكييف",
        words=(80, 250),
        helps=(
            "What somebody elsewhere needs to do the same, and what they may change.",
            "Qué necesita quien quiera hacer lo mismo en otro lugar, y qué puede cambiar.",
            "Ce qu’il faut pour faire de même ailleurs, et ce que l’on peut changer.",
            "O que é preciso para fazer o mesmo noutro lugar, e o que se pode mudar.",
            "ما يحتاجه من يريد تكرارها في مكان آخر، وما يمكن تغييره.",
        ),
    ),
    _field(
        "results",
        "Results",
        "Resultados",
        "Résultats",
        "Resultados",
        "النتائج",
        words=(100, 430),
        required=True,
        helps=(
            "What has changed since, in figures where there are any; tables are welcome.",
            "Qué ha cambiado desde entonces, con cifras si las hay; se agradecen las tablas.",
            "Ce qui a changé depuis, en chiffres s’il y en a ; les tableaux sont bienvenus.",
            "O que mudou desde então, com números se houver; tabelas são bem-vindas.",
            "ما الذي تغيّر منذ ذلك الحين، بالأرقام إن وُجدت؛ والجداول مرحّب بها.",
        ),
    ),
    _field(
        "funds",
        "Funds",
        "Fondos",
        "Financement",
        "Recursos financeiros",
        "التمويل",
        words=(20, 150),
        helps=(
            "Where the money came from, and what other countries gave.",
            "De dónde vino el dinero y qué aportaron otros países.",
            "D’où venait l’argent, et ce que d’autres pays ont apporté.",
            "De onde veio o dinheiro e o que outros países aportaram.",
            "مصدر الأموال، وما قدّمته بلدان أخرى.",
        ),
    ),
    _field(
        "contacts",
        "Contact details",
        "Contactos",
        "Contacts",
        "Contatos",
        "جهات الاتصال",
        kind=FieldKind.CONTACTS,
        helps=(
            "Whom readers may ask. Only people who agreed are shown to readers.",
            "A quién se puede preguntar. Solo se muestran personas que estén de acuerdo.",
            "À qui s’adresser. Seules les personnes d’accord sont montrées.",
            "A quem perguntar. Só são mostradas pessoas que concordaram.",
            "من يمكن للقرّاء سؤاله. لا يظهر إلا من وافق على ذلك.",
        ),
    ),
    _field(
        "materials",
        "Materials",
        "Materiales",
        "Matériel et documents",
        "Materiais",
        "المواد",
        kind=FieldKind.MATERIALS,
        helps=(
            "Manuals, guides, films: what others can use; documents can be attached.",
            "Manuales, guías, vídeos: lo que otros pueden usar; se pueden adjuntar documentos.",
            "Manuels, guides, films : ce dont d’autres peuvent se servir ; on peut joindre des documents.",
            "Manuais, guias, vídeos: o que outros podem usar; documentos podem ser anexados.",
            "أدلة وإرشادات وأفلام: ما يمكن للآخرين استخدامه؛ ويمكن إرفاق وثائق.",
        ),
    ),
    _field(
        "photos",
        "Photos",
        "Fotos",
        "Photos",
        "Fotos",
        "الصور",
        kind=FieldKind.PHOTOS,
        helps=(
            "Photographs that may be published, with the consent of those who can be recognised.",
            "Fotografías que se puedan publicar, con el acuerdo de quienes se reconozcan en ellas.",
            "Photographies publiables, avec l’accord des personnes reconnaissables.",
            "Fotografias que possam ser publicadas, com o acordo de quem nelas se reconhece.",
            "صور يمكن نشرها بموافقة من يمكن التعرف عليهم فيها.",
        ),
    ),
)
"""The labels of the seeds' cards where there are any; the French, Portuguese and Arabic ones are ours."""


def fields_of(template: CardTemplate | None) -> tuple[Field, ...]:
    """Return the fields of a template, which are to be loaded, in their order; of none, the standard ones."""
    if template is None:
        return STANDARD
    return tuple(
        Field(one.key, one.kind, one.label, one.help, one.least, one.most, one.is_required) for one in template.fields
    )


def texts_of(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return the fields that are written: contacts and photographs are rows of their own."""
    return tuple(one for one in fields if one.kind in {FieldKind.RICH, FieldKind.MATERIALS})
