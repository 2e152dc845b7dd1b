"""A passkey in a real browser: made on one's own page, and used in place of a password."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import RULES, violations
from tests.journeys.test_desk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def telephone(browser: Browser, installation: Live) -> Iterator[Page]:
    """A browser on a device that keeps passkeys."""
    context = browser.new_context(base_url=installation.address, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_a_passkey_is_made_and_opens_the_desk(telephone: Page, installation: Live) -> None:
    sign_in(telephone, installation)
    telephone.goto("/en/me/factors")
    telephone.get_by_label("Name of the device").fill("my telephone")
    telephone.get_by_role("button", name="Add a passkey").click()
    expect(telephone.get_by_text("The passkey was added.")).to_be_visible()
    expect(telephone.get_by_role("heading", name="my telephone")).to_be_visible()
    assert violations(telephone, RULES) == ""
    telephone.get_by_role("button", name="Add a passkey").click()
    expect(telephone.get_by_text("The device made no passkey")).to_be_visible()  # it has one already
    telephone.context.clear_cookies()
    telephone.goto("/en/sign-in")
    telephone.get_by_role("button", name="Sign in with a passkey").click()
    expect(telephone.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    telephone.goto("/en/me/factors")
    telephone.get_by_text("Remove", exact=True).first.click()
    telephone.get_by_role("button", name="Remove").click()
    expect(telephone.get_by_text("The passkey was removed.")).to_be_visible()
    telephone.context.clear_cookies()
    telephone.goto("/en/sign-in")
    telephone.get_by_role("button", name="Sign in with a passkey").click()
    expect(telephone.get_by_text("does not open anything here")).to_be_visible()


def test_without_a_script_no_passkey_is_offered(browser: Browser, installation: Live) -> None:
    context = browser.new_context(base_url=installation.address, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/sign-in")
    assert page.get_by_label("Password").is_visible()
    assert not page.get_by_text("Sign in with a passkey").is_visible()
    context.close()
