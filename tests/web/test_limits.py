"""Where attempts come from."""

import pytest
from flask import Flask

from academy.web.limits import network


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_an_ipv6_address_counts_as_its_network(app: Flask) -> None:
    for address, known in [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("not an address", "not an address"),
        ("", "127.0.0.1"),
    ]:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            assert network() == known, address
