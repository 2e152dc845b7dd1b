"""Hours as people write them in agendas."""

import unicodedata
from datetime import time
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.hours import Hours, print_hours, read_hours
from academy.kit.refusals import Refusal

NINE = time(9)
QUARTER = time(9, 15)
NINE_TO_QUARTER = Hours(NINE, QUARTER)
QUICK = 0.2  # seconds

STARTS = {
    "9": NINE,
    "9h": NINE,
    "9 h": NINE,
    "9 H.": NINE,
    "9h00": NINE,
    "09:00": NINE,
    "09.00": NINE,
    "9.00.": NINE,
    "09:00h": NINE,
    "09:00 hs": NINE,
    "9 hrs.": NINE,
    "0900": NINE,
    "900": NINE,
    "0900 hours": NINE,
    "9 : 00": NINE,
    "9\N{RATIO}00": NINE,
    "9\N{MODIFIER LETTER COLON}00": NINE,
    "9\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ZERO}": NINE,
    "０９：００": NINE,  # full width
    "9 heures": NINE,
    "1 heure": time(1),
    "1 hora": time(1),
    "1 hour": time(1),
    "1 hr": time(1),
    "à 9h": NINE,
    "às 9h": NINE,
    "a las 9:00 horas": NINE,
    "at 9 a.m.": NINE,
    "from 9:00": NINE,
    "desde las 9:00": NINE,
    "9h30min": time(9, 30),
    "9 h 30": time(9, 30),
    "9h 30": time(9, 30),
    "9 heures 30": time(9, 30),
    "12h30": time(12, 30),
    "11.00 horas": time(11),
    "a la 1 p. m.": time(13),
    "9 am": NINE,
    "9AM": NINE,
    "9 A. M.": NINE,
    "9:00\N{NO-BREAK SPACE}a.\N{NARROW NO-BREAK SPACE}m.": NINE,
    "9 p.m.": time(21),
    "12 a.m.": time(0),
    "12:30 a.m.": time(0, 30),
    "0:30 a.m.": time(0, 30),
    "12 p.m.": time(12),
    "12:30 p.m.": time(12, 30),
    "1 p.m.": time(13),
    "12 noon": time(12),
    "12:00 noon": time(12),
    "12:00 m.": time(12),
    "12h midi": time(12),
    "noon": time(12),
    "Midday": time(12),
    "mid-day": time(12),
    "mediodía": time(12),
    "medio día": time(12),
    "MEDIODI\N{COMBINING ACUTE ACCENT}A": time(12),
    "midi": time(12),
    "meio-dia": time(12),
    "meio\N{NON-BREAKING HYPHEN}dia": time(12),
    "meio dia": time(12),
    "12 ظهراً": time(12),
    "00:00": time(0),
    "0h": time(0),
    "23:59": time(23, 59),
    "٩:٠٠": NINE,
    "٩٫٣٠": time(9, 30),
    "۹:۳۰": time(9, 30),
    "٩ ص": NINE,
    "٩:٠٠ص": NINE,
    "٩ م": time(21),
    "٩ م.": time(21),
    "٩ صباحًا": NINE,
    "٩ مساءً": time(21),
    "الساعة ٩": NINE,
    "الســاعة ٩": NINE,  # stretched by kashidas
    "من الساعة ٩": NINE,
    "٩ ساعة": NINE,
    "\N{RIGHT-TO-LEFT MARK}٩:٠٠\N{LEFT-TO-RIGHT MARK}": NINE,
    "\N{ZERO WIDTH NO-BREAK SPACE}09:00": NINE,
    "\t09:00\n": NINE,
    "09:00 (GMT-6)": NINE,
    "09:00 (GMT\N{MINUS SIGN}6)": NINE,
    "09:00 (UTC +01:00)": NINE,
    "09:00 (UTC+0100)": NINE,
    "09:00 (CST)": NINE,
    "09:00(CEST)": NINE,
    "09:00 (hora de México)": NINE,
    "09:00 (heure du Sénégal)": NINE,
    "09:00 (hora local)": NINE,
    "09:00 (Mexico City time)": NINE,
    "09:00 (بتوقيت الرباط)": NINE,
}

SPANS = {
    "09:00-09:15": (NINE, QUARTER),
    "09:00 -- 09:15": (NINE, QUARTER),
    "09:00 - - 09:15": (NINE, QUARTER),
    "09:00\n-\n09:15": (NINE, QUARTER),
    "\N{LEFT-TO-RIGHT EMBEDDING}09:00 – 09:15\N{POP DIRECTIONAL FORMATTING}": (NINE, QUARTER),
    "9.00-10.15": (NINE, time(10, 15)),
    "8h30 – 9h00": (time(8, 30), NINE),
    "8 h 30 – 9 h": (time(8, 30), NINE),
    "0900-1000": (NINE, time(10)),
    "900-1000": (NINE, time(10)),
    "0900h-1000h": (NINE, time(10)),
    "9-10": (NINE, time(10)),
    "09:00-10": (NINE, time(10)),
    "9-10h30": (NINE, time(10, 30)),
    "de 9 a 10h": (NINE, time(10)),
    "de 9h à 10h30": (NINE, time(10, 30)),
    "De las 9:00 a las 10:00 horas": (NINE, time(10)),
    "desde las 9 hasta las 10 hs": (NINE, time(10)),
    "das 14h às 18h": (time(14), time(18)),
    "14h às 18h": (time(14), time(18)),
    "14h até às 18h": (time(14), time(18)),
    "14H A\N{COMBINING GRAVE ACCENT}S 18H": (time(14), time(18)),
    "de 9h à midi": (NINE, time(12)),
    "das 9h ao meio-dia": (NINE, time(12)),
    "de 9 a mediodía": (NINE, time(12)),
    "de 9 al mediodía": (NINE, time(12)),
    "11:00 – meio-dia": (time(11), time(12)),
    "meio-dia – 13h": (time(12), time(13)),
    "noon to 1 p.m.": (time(12), time(13)),
    "9 a.m. – 12 noon": (NINE, time(12)),
    "9:00 a.m. - 12:00 m.": (NINE, time(12)),
    "9:30 a.m. – 9:45 a.m.": (time(9, 30), time(9, 45)),
    "9 a.m. a 10 a.m.": (NINE, time(10)),
    "11 a.m. - 1 p.m.": (time(11), time(13)),
    "9 a.m. – 10": (NINE, time(10)),
    "9 a.m. – 10 p.m.": (NINE, time(22)),
    "0:30 – 1 p.m.": (time(0, 30), time(13)),
    "9 till 9 p.m.": (NINE, time(21)),
    "14:00 - 3 p.m.": (time(14), time(15)),
    "from 6 to 6.30 p.m.": (time(18), time(18, 30)),
    "from 6 until 6.30 p.m.": (time(18), time(18, 30)),
    "9 to 10 am": (NINE, time(10)),
    "9 to 5 p.m.": (NINE, time(17)),
    "12-1 p.m.": (time(12), time(13)),
    "12:15-12:45 p.m.": (time(12, 15), time(12, 45)),
    "12:15-1 a.m.": (time(0, 15), time(1)),
    "11:30-12:30 p.m.": (time(11, 30), time(12, 30)),
    "من 9 إلى 10": (NINE, time(10)),
    "من الساعة ٩:٠٠ إلى الساعة ١٠:٣٠ صباحا": (NINE, time(10, 30)),
    "من ٩ ص الى ١ م": (NINE, time(13)),
    "٩:٠٠ ص \N{ARABIC TATWEEL} ١٠:٠٠ ص": (NINE, time(10)),
    "٩ص\N{ARABIC TATWEEL}١٠ص": (NINE, time(10)),
    "من ٩ الي ١٠": (NINE, time(10)),
    "من ٦ حتى ٧ مساءً": (time(18), time(19)),
    "10:00-11:00 (GMT-6)": (time(10), time(11)),
    "10:00 (CET) - 11:00 (CET)": (time(10), time(11)),
}

NEXT_DAY = {
    "22:00-00:30+1": Hours(time(22), time(0, 30), 1),
    "22h – 0h30 +1": Hours(time(22), time(0, 30), 1),
    "10 p.m. - 1 a.m. + 1": Hours(time(22), time(1), 1),
    "22:00-24:00": Hours(time(22), time(0), 1),
    "22h-24h": Hours(time(22), time(0), 1),
    "22:00-00:00+1": Hours(time(22), time(0), 1),
    "12 – 1 a.m. +1": Hours(time(12), time(1), 1),
    "10 p.m. – 12 a.m. +1": Hours(time(22), time(0), 1),
    "00:00-24:00": Hours(time(0), time(0), 1),
    "٢٢:٠٠-٠٠:٣٠+١": Hours(time(22), time(0, 30), 1),
    "09:00-09:00+1": Hours(NINE, NINE, 1),
    "09:00-10:00+1": Hours(NINE, time(10), 1),
}

REPAIRED = {
    "09:00-09-15": (NINE, QUARTER),
    "09:00 – 09–15": (NINE, QUARTER),
    "09-00 - 09:15": (NINE, QUARTER),
    "09-00-09-15": (NINE, QUARTER),
    "9h-9-15": (NINE, QUARTER),
    "9h00-09-15": (NINE, QUARTER),
    "9.00-09-15": (NINE, QUARTER),
    "de 9-00 a 9-15": (NINE, QUARTER),
    "from 6.00 to 6-30 p.m.": (time(18), time(18, 30)),
    "14:30 p.m.": (time(14, 30), None),
    "11:00 - 13:00 p.m.": (time(11), time(13)),
}

UNREADABLE = [
    *"- ? h a.m. horas (GMT-6) Coffee 2021-08-05 05-08-2021 5/8 25:00 24:00 24:30 9:75 9h60 9:5 9.5 99 12345".split(),
    *"09:00:30 m. 9:00- –9:00 9...10 9las10 9-10-11 9-10-30 9:00-9:15-9:30 09:00-09-75 09:00-09-1 0900-09-15".split(),
    *"09:00-25:00 24:00-01:00+1 22:00-24:00+1 22:00-24:30 22:00+1 22:00-00:30+2 22:00-00:30-1 22:00-00:30+1+1".split(),
    *"-1 22:00+1-00:30 9(CET)30 F9T10 FTUH 9<10".split(),
    "9 chairs",
    "9 de agosto",
    "10 min",
    "13 a.m.",
    "0 p.m.",
    "24 p.m.",
    "10-24 p.m.",
    "11 noon",
    "12:30 noon",
    "9 m.",
    "9 a.m. p.m.",
    "hasta las 10:00",
    "until 10",
    "10 from",
    "9 from 10",
    "9:00 9:15",
    "9 30",
    "9. 30",
    "9h 10h",
    "9 las 10",
    "9 to 10 to 11",
    "9:00 to 9 to 15",
    "09:00-09:15 Welcome",
    "22:00-23:00 (+1)",
    "10:00 (cancelled)",
    "10:00 (TBC)",
    "10:00 (pm)",
    "10:00 (1 hora)",
    "10:00 (GMT-6",
    "10:00 GMT-6",
    "٩ ق",
]

BACKWARDS = ["10:00-09:00", "22:00-00:30", "22:00-00:00", "10 p.m. – 12 a.m.", "2 p.m. – 3", "9-0", "18h às 14h"]
NO_LENGTH = ["09:00-09:00", "9 a.m. - 9h", "12 noon – 12 p.m."]

DASHES = [
    *(chr(point) for point in range(0x11000) if unicodedata.category(chr(point)) == "Pd"),
    *"\N{SOFT HYPHEN}\N{MINUS SIGN}~\N{FULLWIDTH TILDE}\N{TILDE OPERATOR}\N{SWUNG DASH}",
    *"\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}\N{BOX DRAWINGS LIGHT HORIZONTAL}",
]
BLANKS = [chr(point) for point in range(0x3001) if unicodedata.category(chr(point)) == "Zs"]
BIDI_MARKS = [chr(point) for point in [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]]


@st.composite
def written_hours(draw: st.DrawFn) -> Hours:
    """Any hours that can be written: none, a start, or a start and a later end."""
    minutes = st.integers(0, 24 * 60 - 1)
    start = draw(minutes)
    if draw(st.booleans()):
        return Hours(time(*divmod(start, 60)), None)
    end = draw(st.integers(start + 1, 2 * 24 * 60 - 1))
    return Hours(time(*divmod(start, 60)), time(end // 60 % 24, end % 60), end // (24 * 60))


@pytest.mark.parametrize(("text", "start"), STARTS.items())
def test_reads_a_start(text: str, start: time) -> None:
    assert read_hours(text) == Hours(start, None)


@pytest.mark.parametrize(("text", "span"), SPANS.items())
def test_reads_a_start_and_an_end(text: str, span: tuple[time, time]) -> None:
    assert read_hours(text) == Hours(*span)


@pytest.mark.parametrize(("text", "hours"), NEXT_DAY.items())
def test_reads_an_end_on_the_next_day(text: str, hours: Hours) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize(("text", "span"), REPAIRED.items())
def test_says_where_it_guessed(text: str, span: tuple[time, time | None]) -> None:
    assert read_hours(text) == Hours(*span, repaired=True)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\N{NO-BREAK SPACE}", "\N{RIGHT-TO-LEFT MARK}", " " * 1000])
def test_a_blank_text_has_no_hours(text: str) -> None:
    assert read_hours(text) == Hours(None, None)


@pytest.mark.parametrize("dash", DASHES, ids=lambda dash: f"{ord(dash):04X}")
def test_reads_every_dash(dash: str) -> None:
    assert read_hours(f"09:00{dash}09:15") == NINE_TO_QUARTER


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: f"{ord(blank):04X}")
def test_reads_every_blank(blank: str) -> None:
    assert read_hours(f"{blank}9{blank}a.{blank}m.{blank}–{blank}9:15{blank}") == NINE_TO_QUARTER


@pytest.mark.parametrize("mark", BIDI_MARKS, ids=lambda mark: f"{ord(mark):04X}")
def test_looks_past_bidi_marks(mark: str) -> None:
    assert read_hours(f"{mark}09{mark}:00{mark}-{mark}09:15{mark}") == NINE_TO_QUARTER


@pytest.mark.parametrize("text", UNREADABLE)
def test_refuses_what_is_not_hours(text: str) -> None:
    with pytest.raises(Refusal, match="is not an hour that can be read") as refused:
        read_hours(text)
    assert refused.value.facts == {"text": text}


@pytest.mark.parametrize("text", BACKWARDS)
def test_refuses_an_end_before_the_start(text: str) -> None:
    with pytest.raises(Refusal, match=r"end comes before the start.*written with “\+1”") as refused:
        read_hours(text)
    assert refused.value.facts == {"text": text}


@pytest.mark.parametrize("text", NO_LENGTH)
def test_refuses_an_end_at_the_start(text: str) -> None:
    with pytest.raises(Refusal, match="ends when it starts") as refused:
        read_hours(text)
    assert refused.value.facts == {"text": text}


def test_reads_up_to_eighty_signs() -> None:
    assert read_hours(f"09:00{'-' * 70}09:15") == NINE_TO_QUARTER
    with pytest.raises(Refusal) as refused:
        read_hours(f"09:00{'-' * 71}09:15")
    assert refused.value.facts == {"text": f"09:00{'-' * 71}09:1…"}


@pytest.mark.parametrize("piece", ["9", "9-", "a. ", "p .", "(", "( time", "ـ", "م", "\ufdfa", "9 h ", "-+1", "."])
@pytest.mark.parametrize("times", [1, 10**4])
def test_refuses_quickly(piece: str, times: int) -> None:
    text = (piece * 80)[:80] * times
    began = process_time()  # of this process, so that a busy machine does not count
    with pytest.raises(Refusal):
        read_hours(text)
    assert process_time() - began < QUICK


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (Hours(None, None), ""),
        (Hours(NINE, None), "09:00"),
        (Hours(time(0), None), "00:00"),
        (NINE_TO_QUARTER, "09:00–09:15"),
        (Hours(NINE, QUARTER, repaired=True), "09:00–09:15"),
        (Hours(None, QUARTER), "–09:15"),
        (Hours(time(22), time(0), 1), "22:00–24:00"),
        (Hours(time(22), time(0, 30), 1), "22:00–00:30+1"),
    ],
)
def test_prints_the_normal_form(hours: Hours, text: str) -> None:
    assert print_hours(hours) == text


@given(written_hours())
def test_reads_what_it_prints(hours: Hours) -> None:
    assert read_hours(print_hours(hours)) == hours


@given(st.text() | st.text("0123456789:.-–hap m+1ToaFNU٩صم()", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        hours = read_hours(text)
    except Refusal:
        return
    again = read_hours(print_hours(hours))
    assert (again.start, again.end, again.days_over) == (hours.start, hours.end, hours.days_over)
