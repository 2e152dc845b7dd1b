"""Events that matter for safety, noted with who and where: refusals, failed sign-ins, forged forms, limits reached."""

import logging

from flask import g, request

from academy.kit.logs import note

LOG = logging.getLogger("academy.security")


def noted(event: str, **facts: object) -> None:
    """Note an event with the route (never the address: it may hold a private link), the network and the account."""
    asking = g.get("account")  # only if somebody has asked already: noting a failure must not fail
    note(
        LOG,
        event,
        route=route(),
        method=request.method,
        network=request.remote_addr,
        account=asking.account_id if asking else None,
        **facts,
    )


def route() -> str:
    """Return the route that was asked for, with the names of its places and not what stands in them."""
    return str(request.url_rule) if request.url_rule else "unknown"
