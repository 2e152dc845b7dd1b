"""Every route names its permission, and lets in only who may: found by walking all routes as everybody.

Nothing is kept of what the walk does: each commit is rolled back. What is allowed is read from the table itself, and
whether the guard let somebody in is asked of the guard, so that a page's own "no" is not taken for the guard's. The
page behind the guard is made for the one who may least and the one who may most; what all others see lies between.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from flask import Flask, Response, abort
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from academy.access import SHARED, TABLE, Can
from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.administration import work_as
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.accounts.queries import find_sign_in
from academy.db.engine import Database, open_database
from academy.editions.models import State
from academy.editions.queries import get_edition
from academy.web import guard
from academy.web.limits import LIMITER
from academy.web.noting import LOG
from tests.conftest import KEYS, Shelf
from tests.factories import person
from tests.factories.addresses import OF_EDITION, OF_PERSON, Samples, key_of, made_for, made_in, permission
from tests.factories.readers import app_of

HERE, THERE = "casablanca-2027", "rifess-2024"
"""The edition in which those who walk have a role, and one in which they have none: a draft."""

STRANGER, NOBODY, ADMINISTRATOR, LENT = "stranger", "nobody", "administrator", "lent"
OWNER_THERE, PARTICIPANT_THERE = "owner there", "participant there"
ROLES = [role for role in EditionRole if role != EditionRole.ADMINISTRATOR]
WALKERS = [STRANGER, NOBODY, ADMINISTRATOR, LENT, *ROLES, OWNER_THERE, PARTICIPANT_THERE]
ANYBODY, SIGNED_IN = {Can.READ, Can.SIGN_IN}, {Can.BE_ONESELF, Can.SECURE_ONESELF}
CSRF = "0123456789abcdef" * 2
IN, TO_SIGN_IN = "in", "to sign in"
AT_THE_DOOR = 299
"""What is answered to whom the guard let in, where the page behind it is not wanted."""


@dataclass(frozen=True)
class Walker:
    """Somebody who walks: what they are where, whether an administrator works as them, and what belongs to them."""

    name: str
    here: frozenset[EditionRole] = frozenset()
    there: frozenset[EditionRole] = frozenset()
    own: dict[str, object] = field(default_factory=dict)
    account_id: int = 0
    token: str = ""

    def roles_in(self, edition: str | None) -> frozenset[EditionRole]:
        always = frozenset({EditionRole.ADMINISTRATOR} if self.name == ADMINISTRATOR else ())
        return always | {HERE: self.here, THERE: self.there, None: self.here | self.there}[edition]

    def expected(self, can: Can, edition: str | None) -> str | int:
        """What the guard is to say, read from the table."""
        if can in ANYBODY:
            return IN
        if self.name == STRANGER:
            return TO_SIGN_IN
        if can in SIGNED_IN:
            return 403 if can is Can.SECURE_ONESELF and self.name == LENT else IN
        roles = self.roles_in(edition)
        outside = edition is None and can not in SHARED
        if any(can in TABLE[role] and (role is EditionRole.ADMINISTRATOR or not outside) for role in roles):
            return IN
        return 404 if edition is not None and not roles else 403


@dataclass
class Walk:
    """The application with everybody in it, and what the guard has said last."""

    app: Flask
    walkers: dict[str, Walker]
    things: dict[str, dict[str, object]]
    said: list[str | int]
    kind: str
    looks_in: bool = True
    """False where the page behind the guard is not wanted."""

    def rules(self, method: str) -> list[Rule]:
        rules = [rule for rule in self.app.url_map.iter_rules() if rule.endpoint != "static"]
        return [rule for rule in rules if method in (rule.methods or ())]

    def can(self, rule: Rule) -> Can:
        asked = permission(self.app, rule)
        assert isinstance(asked, Can), f"{rule.endpoint} names no permission"
        return asked

    def samples(self, walker: Walker, edition: str = HERE) -> Samples:
        own = walker.own or self.walkers[NOBODY].own
        return Samples(self.things[edition], own, self.walkers[NOBODY].account_id)

    def ask(
        self, walker: Walker, rule: Rule, method: str, arguments: dict[str, object], *, looks_in: bool = True
    ) -> tuple[TestResponse, object]:
        """Ask for a route; return the answer, and what the guard said."""
        self.looks_in = looks_in
        address = self.app.url_map.bind("academy.test").build(rule.endpoint, arguments, method)
        signed = URLSafeTimedSerializer("only for tests", salt="wtf-csrf-token").dumps(CSRF)
        self.said.clear()
        answer = self.app.test_client(use_cookies=False).open(
            address,
            method=method,
            headers={"Cookie": f"academy={self._session(walker)}"},
            data={"csrf_token": signed} if method == "POST" else None,
        )
        return answer, self.said[-1] if self.said else IN

    def _session(self, walker: Walker) -> str:
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer is not None
        carried = {"sign_in": walker.token} if walker.token else {}
        return str(serializer.dumps({"csrf_token": CSRF, **carried}))


@pytest.fixture(
    scope="module", params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def walk(
    request: pytest.FixtureRequest, shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    shelf = shelves[request.param]
    url = shelf.copy(demonstration=True)
    database = open_database(url, KEYS)
    walkers, things = everybody(database)
    with pytest.MonkeyPatch.context() as patch, app_of(database, tmp_path_factory.mktemp("data")) as app:
        made = Walk(app, walkers, things, [], request.param)
        patch.setattr(guard, "_refused", noted(guard._refused, made))
        patch.setattr(guard, "_to_sign_in", noted(guard._to_sign_in, made))
        patch.setattr(guard, "allowed", stopped(guard.allowed, made))
        patch.setattr(LIMITER, "enabled", False)
        patch.setattr(LOG, "disabled", True)
        patch.setattr(database.engine.dialect, "do_commit", database.engine.dialect.do_rollback)
        yield made
    database.engine.dispose()
    shelf.drop(url)


def stopped(allowed: Callable[[Can], bool], walk: Walk) -> Callable[[Can], bool]:
    """The guard's own question, which ends the request where the answer is yes and the page is not wanted."""

    def told(can: Can) -> bool:
        is_allowed = allowed(can)
        if is_allowed and not walk.looks_in:
            abort(Response(status=AT_THE_DOOR))
        return is_allowed

    return told


def noted(act: Callable[[], ResponseReturnValue], walk: Walk) -> Callable[[], ResponseReturnValue]:
    """The guard's own act, which also says what it answered; without the page of the error where none is wanted."""

    def told() -> ResponseReturnValue:
        try:
            answer = act()
        except HTTPException as refused:
            walk.said.append(refused.code or 0)
            if walk.looks_in:
                raise
            return Response(status=refused.code)
        walk.said.append(TO_SIGN_IN)
        return answer

    return told


def everybody(database: Database) -> tuple[dict[str, Walker], dict[str, dict[str, object]]]:
    """Somebody of each kind, signed in, and a thing of each kind in both editions."""
    now = datetime.now(UTC)
    with database.writing() as db:
        here, there = get_edition(db, HERE), get_edition(db, THERE)
        there.state = State.DRAFT
        made = {name: _walker(db, name, now) for name in WALKERS if name != STRANGER}
        for role in ROLES:
            give_role(db, made[role][0], here, role, now, institution=None)
        give_role(db, made[OWNER_THERE][0], there, EditionRole.OWNER, now)
        give_role(db, made[PARTICIPANT_THERE][0], there, EditionRole.PARTICIPANT, now)
        own = find_sign_in(db, made[ADMINISTRATOR][1], now)
        assert own is not None
        lent, _ = made[LENT]
        made[LENT] = (lent, work_as(db, lent, own, "To see what they see", now))
        in_there = {OWNER_THERE: EditionRole.OWNER, PARTICIPANT_THERE: EditionRole.PARTICIPANT}
        walkers = {
            name: Walker(
                name,
                frozenset({EditionRole(name)} if name in ROLES else ()),
                frozenset({in_there[name]} if name in in_there else ()),
                made_for(db, account, now),
                account.id,
                token,
            )
            for name, (account, token) in made.items()
        }
        things = {HERE: made_in(db, here, now), THERE: made_in(db, there, now)}
    return {STRANGER: Walker(STRANGER), **walkers}, things


def _walker(db: Session, name: str, now: datetime) -> tuple[Account, str]:
    account = create_account(
        db, None, name, now, person=person(db, name, "Walker"), is_administrator=name == ADMINISTRATOR
    )
    return account, sign_in(db, account, SignInMethod.PASSKEY, now)


def test_every_route_names_its_permission(read_app: Flask) -> None:
    rules = [rule for rule in read_app.url_map.iter_rules() if rule.endpoint != "static"]
    assert [rule.endpoint for rule in rules if not isinstance(permission(read_app, rule), Can)] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_guard_lets_in_who_may_and_nobody_else(walk: Walk, method: str) -> None:
    """On PostgreSQL only pages are asked for, and what is for everybody only by a few: the guard is the same."""
    wrong = []
    for rule in walk.rules(method):
        can = walk.can(rule)
        edition = HERE if "edition_slug" in rule.arguments else None
        let_in = [name for name, one in walk.walkers.items() if one.expected(can, edition) == IN]
        look_in = {let_in[0], let_in[-1], ADMINISTRATOR}
        everybody = walk.kind == "sqlite" and can not in ANYBODY
        for walker in (one for one in walk.walkers.values() if everybody or one.name in look_in):
            arguments = walk.samples(walker).arguments(rule)
            answer, said = walk.ask(walker, rule, method, arguments, looks_in=walker.name in look_in)
            expected = walker.expected(can, edition)
            if said != expected or (said == IN and answer.status_code not in {AT_THE_DOOR, *fine(can, method)}):
                wrong.append(f"{rule.endpoint} ({can.name}), {walker.name}: {said} for {expected}, {answer.status}")
    assert not wrong, "\n".join(wrong)


def fine(can: Can, method: str) -> set[int]:
    """What a page answers to whom the guard let in: things are there, and an empty form is no failure of ours.

    Where no permission is asked for, a private link may still open nothing.
    """
    done = {200, 302, 303} if method == "GET" else {200, 204, 302, 303, 400, 409, 422}
    return done | {400, 404, 410, 422} if can in ANYBODY else done


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_finds_anything_of_an_edition_in_which_they_have_no_role(walk: Walk, method: str) -> None:
    """It is a draft: even that it exists is not told."""
    wrong, found = [], 0
    for rule in walk.rules(method):
        can = walk.can(rule)
        if "edition_slug" in rule.arguments and can not in ANYBODY | SIGNED_IN:
            found += 1
            for name in (NOBODY, EditionRole.OWNER, EditionRole.PARTICIPANT, LENT, PARTICIPANT_THERE, OWNER_THERE):
                walker = walk.walkers[name]
                arguments = walk.samples(walker, THERE).arguments(rule)
                answer, said = walk.ask(walker, rule, method, arguments, looks_in=False)
                if said != walker.expected(can, THERE) or (not walker.there and answer.status_code != 404):
                    wrong.append(f"{rule.endpoint}, {name}: {said}, {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert found > 20


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_thing_of_one_edition_is_not_found_under_the_address_of_another(walk: Walk, method: str) -> None:
    found = [rule for rule in walk.rules(method) if "edition_slug" in rule.arguments and of_edition(rule)]
    assert len(found) > 4
    wrong = []
    for rule in found:
        for name in (EditionRole.OWNER, ADMINISTRATOR):
            walker = walk.walkers[name]
            arguments = walk.samples(walker, THERE).arguments(rule) | {"edition_slug": HERE}
            answer, said = walk.ask(walker, rule, method, arguments)
            if (said, answer.status_code) != (IN, 404):
                wrong.append(f"{rule.endpoint}, {name}: {said}, {answer.status}")
    assert not wrong, "\n".join(wrong)


def of_edition(rule: Rule) -> list[str]:
    return [name for name in rule.arguments if key_of(rule.endpoint, name) in {*OF_EDITION, "code", "day"}]


def test_a_thing_of_one_person_is_not_found_by_another(walk: Walk) -> None:
    wrong, found = [], 0
    for method in ("GET", "POST"):
        for rule in (rule for rule in walk.rules(method) if of_person(rule) and walk.can(rule) in SIGNED_IN):
            found += 1
            for name in (NOBODY, EditionRole.OWNER, ADMINISTRATOR):
                arguments = walk.samples(walk.walkers[EditionRole.SPEAKER]).arguments(rule)
                answer, said = walk.ask(walk.walkers[name], rule, method, arguments)
                if (said, answer.status_code) != (IN, 404):
                    wrong.append(f"{rule.endpoint}, {name}: {said}, {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert found >= 5


def of_person(rule: Rule) -> bool:
    return any(key_of(rule.endpoint, name) in OF_PERSON for name in rule.arguments)


def test_a_draft_is_read_by_those_who_work_on_it_at_the_desk_only(walk: Walk) -> None:
    wrong = []
    rules = [rule for rule in walk.rules("GET") if rule.endpoint.startswith("site.") and walk.can(rule) is Can.READ]
    for rule in (rule for rule in rules if "edition_slug" in rule.arguments):
        for name in (STRANGER, NOBODY, EditionRole.OWNER, PARTICIPANT_THERE, OWNER_THERE, ADMINISTRATOR):
            walker = walk.walkers[name]
            answer, _ = walk.ask(walker, rule, "GET", walk.samples(walker, THERE).arguments(rule))
            reads = name in {OWNER_THERE, ADMINISTRATOR} and not rule.rule.endswith(".ics")  # no calendar holds a draft
            if answer.status_code != (200 if reads else 404) or "public" in answer.headers["Cache-Control"]:
                wrong.append(f"{rule.endpoint}, {name}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_is_brought_back_to_the_page_that_was_wanted(walk: Walk) -> None:
    stranger = walk.walkers[STRANGER]
    for rule in walk.rules("GET"):
        if walk.can(rule) not in ANYBODY:
            answer, _ = walk.ask(stranger, rule, "GET", walk.samples(stranger).arguments(rule))
            assert answer.location == f"/en/sign-in?next={answer.request.path}", rule.endpoint
            assert answer.headers["Cache-Control"] == "private, no-store"


def test_nothing_is_done_without_the_token_of_a_form(walk: Walk) -> None:
    owner = walk.walkers[EditionRole.OWNER]
    for rule in walk.rules("POST"):
        if walk.can(rule) not in ANYBODY:
            address = walk.app.url_map.bind("academy.test").build(rule.endpoint, walk.samples(owner).arguments(rule))
            assert walk.app.test_client().post(address).status_code == 400, address


ONE_OF_THESE = re.compile(r"<any\(.*?\):(\w+)>")
"""Arguments that are one of a few words: no other address can be built, so there is nothing to be found."""


def test_nothing_is_under_a_made_up_address(walk: Walk) -> None:
    """Neither for an administrator, who may open all that there is, nor for a reader."""
    made_up = {"int": 999_999, "default": "nobody-knows-this"}
    everywhere = {"language", "rest", "token"}
    wrong = []
    for method in ("GET", "POST"):
        for rule in walk.rules(method):
            names = rule.arguments - everywhere - set(ONE_OF_THESE.findall(rule.rule))
            if walk.can(rule) is not Can.SIGN_IN and names:
                arguments = walk.samples(walk.walkers[ADMINISTRATOR]).arguments(rule)
                kinds = {name: "int" if isinstance(arguments[name], int) else "default" for name in arguments}
                arguments |= {name: made_up[kinds[name]] for name in names}
                answer, _ = walk.ask(walk.walkers[ADMINISTRATOR], rule, method, arguments)
                if answer.status_code != 404:
                    wrong.append(f"{method} {rule.endpoint}: {answer.status}")
    assert not wrong, "\n".join(wrong)
