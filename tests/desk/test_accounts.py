"""Accounts, at the desk."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("asked", "led_to"), [("", "/desk/"), ("?next=/desk/people", "/desk/people")])
def test_the_old_address_of_signing_in_leads_to_the_new_one(client: FlaskClient, asked: str, led_to: str) -> None:
    answer = client.get(f"/desk/sign-in{asked}", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (303, f"/fr/sign-in?next={led_to}")
