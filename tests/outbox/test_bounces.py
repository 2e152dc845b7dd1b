"""Delivery reports of mail servers, as RFC 3464 has them."""

from email import message_from_string
from uuid import UUID

import pytest

from academy.outbox.bounces import Report, read_report

UID = "2f1c1a52-9b0e-4f0c-8f0a-6a5b7c8d9e0f"

REPORT = f"""\
From: MAILER-DAEMON@mail.example
To: academy@academy.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; zoe@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <zoe@example.org>:
    Recipient address rejected

--b1
Content-Type: message/rfc822

Message-ID: <{UID}@academy.test>
Subject: Hello

Good day
--b1--
"""


def test_a_report_names_the_letter_and_the_reason() -> None:
    reason = "550 5.1.1 <zoe@example.org>: Recipient address rejected"
    assert read_report(message_from_string(REPORT)) == Report(UUID(UID), reason)


def test_a_report_with_the_head_alone_is_read_too() -> None:
    shorter = REPORT.replace("message/rfc822", "text/rfc822-headers")
    assert read_report(message_from_string(shorter)) == read_report(message_from_string(REPORT))


def test_a_report_without_a_reason_has_its_status() -> None:
    said = REPORT.replace("Diagnostic-Code: smtp; 550 5.1.1 <zoe@example.org>:\n    Recipient address rejected\n", "")
    report = read_report(message_from_string(said))
    assert report is not None
    assert report.reason == "5.1.1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Action: failed", "Action: delayed"),
        ("multipart/report; report-type=delivery-status", "multipart/mixed"),
        (f"<{UID}@academy.test>", "<else@where>"),
        ("Message-ID", "X-Message-ID"),
    ],
)
def test_anything_else_says_nothing_of_our_letters(before: str, after: str) -> None:
    assert read_report(message_from_string(REPORT.replace(before, after))) is None
