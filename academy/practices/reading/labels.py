"""What the fields of a card are called, in five languages: the first label of a language is the one that we print.

English and Spanish as in the collection of Madrid, 2019; French, Portuguese and Arabic are ours.
"""

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "title": {
        "en": ("Good Practice", "Title of the good practice", "Title of the practice", "Name of the practice", "Title"),
        "es": (
            "Buena práctica",
            "Título de la buena práctica",
            "Título de la práctica",
            "Nombre de la buena práctica",
            "Nombre de la práctica",
            "Título",
        ),
        "fr": (
            "Bonne pratique",
            "Titre de la bonne pratique",
            "Titre de la pratique",
            "Intitulé de la bonne pratique",
            "Intitulé de la pratique",
            "Titre",
        ),
        "pt": (
            "Boa prática",
            "Título da boa prática",
            "Título da prática",
            "Nome da boa prática",
            "Nome da prática",
            "Título",
        ),
        "ar": ("ممارسة جيدة", "الممارسة الجيدة", "عنوان الممارسة الجيدة", "عنوان الممارسة", "اسم الممارسة", "العنوان"),
    },
    "author": {
        "en": ("Author(s)", "Submitted by", "Presented by", "Name of the author", "Contributor(s)"),
        "es": ("Autoría", "Autor(a)", "Autores", "Autor/a", "Presentada por", "Presentado por", "Nombre del autor"),
        "fr": ("Auteur(e)", "Auteur·e", "Auteurs", "Autrice", "Présentée par", "Proposée par", "Nom de l’auteur"),
        "pt": ("Autoria", "Autor(a)", "Autores", "Autor/a", "Apresentada por", "Apresentado por", "Nome do autor"),
        "ar": ("إعداد", "المؤلف", "مقدم الممارسة", "مقدمة من", "اسم المؤلف"),
    },
    "objectives": {
        "en": ("Objective(s)", "Objectives", "Objective(s) of the practice", "Objective(s) of the good practice"),
        "es": ("Objetivo(s)", "Objetivos", "Objetivo(s) de la práctica", "Objetivo(s) de la buena práctica"),
        "fr": ("Objectif(s)", "Objectifs", "Objectif(s) de la pratique", "Objectif(s) de la bonne pratique"),
        "pt": (
            "Objetivo(s)",
            "Objetivos",
            "Objectivo(s)",
            "Objectivos",
            "Objetivo(s) da prática",
            "Objetivo(s) da boa prática",
        ),
        "ar": ("الأهداف", "الهدف", "الهدف (الأهداف)", "أهداف الممارسة", "الهدف أو الأهداف"),
    },
    "cooperation": {
        "en": (
            "Cooperation between institutions and countries to achieve the objectives",
            "Cooperation between institutions and countries to achieve the objective(s)",
            "Cooperation between institutions and countries",
            "Cooperation among institutions and countries to achieve the objectives",
            "Cooperation",
        ),
        "es": (
            "Cooperación entre instituciones y países para lograr los objetivos",
            "Cooperación entre instituciones y países para lograr el objetivo",
            "Cooperación entre las instituciones y los países para lograr los objetivos",
            "Cooperación entre instituciones y países",
            "Cooperación",
        ),
        "fr": (
            "Coopération entre les institutions et les pays pour atteindre les objectifs",
            "Coopération entre institutions et pays pour atteindre les objectifs",
            "Coopération entre les institutions et les pays pour réaliser les objectifs",
            "Coopération entre les institutions et les pays",
            "Coopération entre institutions et pays",
            "Coopération",
        ),
        "pt": (
            "Cooperação entre instituições e países para alcançar os objetivos",
            "Cooperação entre instituições e países para atingir os objetivos",
            "Cooperação entre instituições e países para lograr os objetivos",
            "Cooperação entre as instituições e os países para alcançar os objetivos",
            "Cooperação entre instituições e países",
            "Cooperação",
        ),
        "ar": (
            "التعاون بين المؤسسات والبلدان لتحقيق الأهداف",
            "التعاون بين المؤسسات والدول لتحقيق الأهداف",
            "التعاون بين المؤسسات والبلدان",
            "التعاون",
        ),
    },
    "effectiveness": {
        "en": (
            "Effectiveness of the methodological approach",
            "Effectiveness of the methodology",
            "Effectiveness of the approach",
            "Effectiveness",
        ),
        "es": (
            "Eficacia del enfoque metodológico",
            "Efectividad del enfoque metodológico",
            "Eficacia de la metodología",
            "Eficacia",
        ),
        "fr": (
            "Efficacité de l’approche méthodologique",
            "Efficacité de la démarche méthodologique",
            "Efficacité de la méthode",
            "Efficacité",
        ),
        "pt": (
            "Eficácia da abordagem metodológica",
            "Eficácia do enfoque metodológico",
            "Eficácia da metodologia",
            "Eficácia",
        ),
        "ar": ("فعالية النهج المنهجي", "فعالية المنهجية", "فعالية النهج", "الفعالية"),
    },
    "innovation": {
        "en": ("Innovation", "Innovation of the South-South practice", "Innovation of the practice", "Innovativeness"),
        "es": (
            "Innovación de la práctica Sur-Sur",
            "Innovación de la buena práctica",
            "Innovación de la práctica",
            "Innovación",
        ),
        "fr": ("Innovation", "Innovation de la pratique Sud-Sud", "Innovation de la pratique", "Caractère innovant"),
        "pt": ("Inovação", "Inovação da prática Sul-Sul", "Inovação da boa prática", "Inovação da prática"),
        "ar": ("الابتكار", "الابتكار في الممارسة", "ابتكار الممارسة"),
    },
    "sustainability": {
        "en": ("Sustainability", "Elements that make the good practice sustainable", "Sustainability of the practice"),
        "es": (
            "Elementos que hacen la buena práctica sostenible",
            "Elementos que hacen que la buena práctica sea sostenible",
            "Elementos que hacen sostenible la buena práctica",
            "Sostenibilidad de la práctica",
            "Sostenibilidad",
            "Sustentabilidad",
        ),
        "fr": (
            "Durabilité",
            "Éléments qui rendent la bonne pratique durable",
            "Durabilité de la pratique",
            "Pérennité",
            "Viabilité",
        ),
        "pt": (
            "Sustentabilidade",
            "Elementos que tornam a boa prática sustentável",
            "Elementos que fazem a boa prática sustentável",
            "Sustentabilidade da prática",
        ),
        "ar": ("الاستدامة", "عناصر استدامة الممارسة الجيدة", "استدامة الممارسة"),
    },
    "adaptability": {
        "en": ("Adaptability", "Capacity to adapt", "Adaptability of the practice"),
        "es": ("Capacidad de adaptación", "Adaptabilidad", "Adaptabilidad de la práctica"),
        "fr": ("Adaptabilité", "Capacité d’adaptation", "Adaptabilité de la pratique"),
        "pt": ("Adaptabilidade", "Capacidade de adaptação", "Adaptabilidade da prática"),
        "ar": ("القابلية للتكيف", "قابلية التكيف", "القدرة على التكيف"),
    },
    "results": {
        "en": ("Results", "Result(s)", "Main results", "Results achieved", "Results of the practice"),
        "es": (
            "Resultados",
            "Resultado(s)",
            "Resultados principales",
            "Principales resultados",
            "Resultados obtenidos",
        ),
        "fr": ("Résultats", "Résultat(s)", "Principaux résultats", "Résultats obtenus"),
        "pt": ("Resultados", "Resultado(s)", "Principais resultados", "Resultados alcançados", "Resultados obtidos"),
        "ar": ("النتائج", "النتائج الرئيسية", "النتائج المحققة"),
    },
    "funds": {
        "en": ("Funds", "Funding", "Fund(s)", "Source of funds", "Sources of funding", "Origin of the funds"),
        "es": (
            "Fondos",
            "Fondo(s)",
            "Financiamiento",
            "Financiación",
            "Origen de los fondos",
            "Fuentes de financiamiento",
        ),
        "fr": ("Financement", "Fonds", "Financements", "Origine des fonds", "Sources de financement"),
        "pt": ("Fundos", "Fundo(s)", "Financiamento", "Origem dos fundos", "Fontes de financiamento"),
        "ar": ("التمويل", "الأموال", "مصادر التمويل"),
    },
    "contacts": {
        "en": ("Contact details", "Contact(s)", "Contacts", "Contact information", "Contact person(s)"),
        "es": (
            "Contactos",
            "Contacto(s)",
            "Datos de contacto",
            "Detalles de contacto",
            "Información de contacto",
            "Persona(s) de contacto",
        ),
        "fr": (
            "Coordonnées",
            "Détails de contact",
            "Contact(s)",
            "Contacts",
            "Personne(s) à contacter",
            "Personnes à contacter",
        ),
        "pt": (
            "Contatos",
            "Contato(s)",
            "Contacto(s)",
            "Contactos",
            "Dados de contato",
            "Detalhes de contato",
            "Informações de contato",
        ),
        "ar": ("بيانات الاتصال", "معلومات الاتصال", "جهات الاتصال", "للاتصال"),
    },
    "materials": {
        "en": ("Material(s)", "Materials", "Materials and photos", "Materials and photographs", "Supporting materials"),
        "es": ("Materiales y fotos", "Materiales y fotografías", "Material(es)", "Materiales", "Materiales de apoyo"),
        "fr": (
            "Documents et matériel",
            "Matériels",
            "Matériels et photos",
            "Matériel(s)",
            "Matériel et photos",
            "Supports et photos",
            "Supports",
            "Documents",
        ),
        "pt": ("Materiais", "Material(is)", "Materiais e fotos", "Materiais e fotografias", "Materiais de apoio"),
        "ar": ("المواد", "المواد والصور", "المواد الداعمة"),
    },
    "photos": {
        "en": ("Photos", "Photo(s)", "Photograph(s)", "Photographs"),
        "es": ("Fotos", "Foto(s)", "Fotografía(s)", "Fotografías"),
        "fr": ("Photos", "Photo(s)", "Photographie(s)", "Photographies"),
        "pt": ("Fotos", "Foto(s)", "Fotografia(s)", "Fotografias"),
        "ar": ("الصور", "صورة", "صور"),
    },
}

BY: Mapping[str, tuple[str, ...]] = {
    "en": ("submitted by", "presented by", "by"),
    "es": ("presentada por", "presentado por", "por"),
    "fr": ("présentée par", "proposée par", "par"),
    "pt": ("apresentada por", "apresentado por", "por"),
    "ar": ("من إعداد", "إعداد", "بقلم", "مقدمة من"),
}
"""What stands before the author's name, in brackets behind the title."""

PART: Mapping[str, str] = {"en": "Part", "es": "Parte", "fr": "Partie", "pt": "Parte", "ar": "الجزء"}
"""What stands before the part's number."""
