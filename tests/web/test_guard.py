"""Every route names its permission, and lets in only who may: found by walking the routes."""

from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from academy.access import Can
from tests.conftest import Organiser, token_in

MADE_UP = {"int": 999_999, "uuid": uuid4(), "default": "nobody-knows-this", "path": "nobody/knows/this", "any": "en"}
"""An argument of each kind that a route may ask for, which belongs to nothing."""


def test_every_route_names_its_permission(read_app: Flask) -> None:
    without = [rule.endpoint for rule in rules(read_app) if not isinstance(permission(read_app, rule), Can)]
    assert without == []


def test_the_public_doors_ask_for_nothing_and_the_desk_asks_for_an_organiser(read_app: Flask) -> None:
    asked = {rule.endpoint: permission(read_app, rule) for rule in rules(read_app)}
    public = {endpoint for endpoint in asked if endpoint.startswith(("site.", "api.", "doorstep."))}
    signing_in = {"desk.accounts.sign_in", "desk.accounts.check_sign_in"}
    assert len(public) >= 20
    assert {asked[endpoint] for endpoint in public} == {Can.READ}
    assert {endpoint for endpoint, can in asked.items() if can == Can.SIGN_IN} == signing_in
    assert {asked[endpoint] for endpoint in asked.keys() - public - signing_in} == {Can.ORGANISE}


def test_a_stranger_is_led_from_every_page_of_the_desk_to_sign_in_and_back(
    read_app: Flask, reader: FlaskClient
) -> None:
    found = [address_of(read_app, rule) for rule in rules(read_app, Can.ORGANISE, "GET")]
    assert found
    for address in found:
        answer = reader.get(address)
        assert (answer.status_code, answer.location) == (303, f"/desk/sign-in?next={address}"), address
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_stranger_can_do_nothing_at_the_desk(read_app: Flask, reader: FlaskClient) -> None:
    found = [address_of(read_app, rule) for rule in rules(read_app, Can.ORGANISE, "POST")]
    assert found
    token = token_in(reader.get("/desk/sign-in").text)
    for address in found:
        assert reader.post(address).status_code == 400, address
        answer = reader.post(address, data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/desk/sign-in"), address


def test_an_organiser_finds_nothing_under_a_made_up_address(app: Flask, organiser: Organiser) -> None:
    token = organiser.token()
    for method in ("GET", "POST"):
        for rule in rules(app, Can.ORGANISE, method):
            if rule.arguments:
                address = address_of(app, rule)
                answer = organiser.client.open(address, method=method, data={"csrf_token": token})
                assert answer.status_code == 404, (method, address, answer.text)


def test_a_reader_finds_nothing_under_a_made_up_address(read_app: Flask, reader: FlaskClient) -> None:
    found = [rule for rule in rules(read_app, Can.READ, "GET") if rule.arguments - {"language", "rest"}]
    assert len(found) > 15
    for rule in found:
        answer = reader.get(address_of(read_app, rule))
        assert answer.status_code == 404, answer.request.path
        assert "Traceback" not in answer.text


def rules(app: Flask, can: Can | None = None, method: str = "") -> list[Rule]:
    """The routes, Flask's own for static files apart; those with a permission and a method where they are named."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    if can is not None:
        found = [rule for rule in found if permission(app, rule) == can]
    return [rule for rule in found if not method or method in (rule.methods or ())]


def permission(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "can", None)


def address_of(app: Flask, rule: Rule) -> str:
    kinds = {name: kind or "default" for kind, name in arguments(rule)}
    return app.url_map.bind("academy.test").build(rule.endpoint, {name: MADE_UP[kinds[name]] for name in kinds})


def arguments(rule: Rule) -> list[tuple[str, str]]:
    """Kind and name of each argument."""
    names = {"UnicodeConverter": "default", "IntegerConverter": "int", "UUIDConverter": "uuid",
             "PathConverter": "path", "AnyConverter": "any", "Unled": "path"}  # fmt: skip
    return [(names[type(converter).__name__], name) for name, converter in rule._converters.items()]
