"""What the template asks is told from what people answer."""

import pytest

from academy.practices.reading.instructions import find_instructions


@pytest.mark.parametrize(
    "sentence",
    [
        "Explain the origin of the funds.", "Please describe the method.", "List the main results.",
        "Explicar de dónde vienen los fondos.", "Describa brevemente el método.",
        "Por favor, indique los resultados.", "Expliquez les principaux résultats.", "Décrire la méthode.",
        "Veuillez joindre les documents.", "Descreva os principais resultados.", "Explicar a origem dos fundos.",
        "اشرح النتائج الرئيسية.", "يرجى وصف المنهج.", "أذكر مصادر التمويل.", "(Máximo 300 palabras)",
        "Click or tap here to enter text.", "Haga clic o pulse aquí para escribir texto.",
    ],
)  # fmt: skip
def test_instructions_are_found(sentence: str) -> None:
    assert find_instructions(f"{sentence} The cooperative sells rice.")[0].startswith(sentence[:-1])
    assert find_instructions(f"The cooperative sells rice.\n\n- {sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "List of participants of 2018.", "State institutions joined.", "Provide training to women.",
        "Implementar procesos de ahorro.", "Explicaciones sencillas ayudan.", "Présentation du projet.",
        "Indicadores do ano.", "We explain the rules to all.", "شرحنا القواعد للجميع.",
    ],
)  # fmt: skip
def test_answers_are_none(sentence: str) -> None:
    assert find_instructions(sentence) == []
