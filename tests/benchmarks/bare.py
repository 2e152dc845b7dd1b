"""What we compare ourselves with: the smallest page that Flask can answer, on the same server, set in the same way."""

import sys

from flask import Flask
from granian import Granian
from granian.constants import Interfaces


def create_app() -> Flask:
    """Make the application."""
    app = Flask("bare")
    app.add_url_rule("/", "ok", lambda: "ok")
    return app


def main() -> None:
    """Serve it on the port and with the threads that the command line names."""
    port, threads = map(int, sys.argv[1:])
    Granian(
        "tests.benchmarks.bare:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        blocking_threads=threads,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


if __name__ == "__main__":
    main()
