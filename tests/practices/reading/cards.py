"""Cards of our own in five languages, and the files that they come in."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Written

from academy.practices.reading.drafts import KEYS
from academy.practices.reading.labels import LABELS

FIELDS = KEYS[2:]

TITLES = {
    "en": "Good Practice: Rice for the valley (by Bo Lind)",
    "es": "Buena práctica: Arroz para el valle (por Ana Núñez)",
    "fr": "Bonne pratique : Du riz pour la vallée (par Chloé Durand)",
    "pt": "Boa prática: Arroz para o vale (por Davi Souza)",
    "ar": "ممارسة جيدة: أرز للوادي (بقلم سلمى حداد)",
}
READ_TITLES = {
    "en": ("Rice for the valley", "Bo Lind"),
    "es": ("Arroz para el valle", "Ana Núñez"),
    "fr": ("Du riz pour la vallée", "Chloé Durand"),
    "pt": ("Arroz para o vale", "Davi Souza"),
    "ar": ("أرز للوادي", "سلمى حداد"),
}
ANSWERS = {
    "en": "The cooperative buys rice in forty villages and sells it in town. Members set the price.",
    "es": "La cooperativa compra arroz en cuarenta aldeas y lo vende en la ciudad. Las socias fijan el precio.",
    "fr": "La coopérative achète du riz dans quarante villages et le vend en ville. Les membres fixent le prix.",
    "pt": "A cooperativa compra arroz em quarenta aldeias e vende na cidade. As associadas fixam o preço.",
    "ar": "تشتري التعاونية الأرز من أربعين قرية وتبيعه في المدينة. ويحدد الأعضاء السعر.",
}


def label(key: str, language: str) -> str:
    """The label that the template prints."""
    return LABELS[key][language][0]


def answer(key: str, language: str) -> str:
    """What the card says in a field: another number in each."""
    return f"{ANSWERS[language]} ({FIELDS.index(key) + 101})"


def tabbed(language: str, *, title: str | None = None) -> str:
    """A card as text, each label and its answer apart by a tab."""
    rows = "\n".join(f"{label(key, language)}\t{answer(key, language)}" for key in FIELDS)
    return f"{TITLES[language] if title is None else title}\n{rows}\n"


def saved(document: Written) -> bytes:
    """A document as a file."""
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def word_table(language: str) -> Written:
    """A card as the template has it: a table of two columns below a row for the title."""
    document = Document()
    table = document.add_table(rows=1, cols=2)
    first = table.rows[0].cells
    first[0].merge(first[1]).text = TITLES[language]
    for number, key in enumerate(FIELDS, start=1):
        table.add_row()
        cells = table.rows[-1].cells
        cells[0].text, cells[1].text = f"{label(key, language)} ({number})", answer(key, language)
    return document


def archive(**parts: str) -> bytes:
    """An archive with these parts; `document` stands for the text of a Word file, the others for parts beside it."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(f"word/{name}.xml", content)
    return written.getvalue()


def body(inner: str) -> str:
    """The text of a Word file around some paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'


def paragraph(text: str) -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*pages: list[str]) -> bytes:
    """A PDF with lines of Latin letters on its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = b"".join(_drawn(text, 800 - 14 * place) for place, text in enumerate(lines))
        page = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< {page} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size, start = len(objects) + 1, len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(places))
    return written + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (size, start)


def _drawn(text: str, height: int) -> bytes:
    safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"BT /F1 10 Tf 50 %d Td (%s) Tj ET\n" % (height, safe.encode("cp1252"))
