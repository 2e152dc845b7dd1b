"""Where everything meets."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy import api, desk, site
from academy.config import Config, read_config
from academy.db.engine import Database, open_database
from academy.jobs import queue, worker
from academy.kit import logs
from academy.paths import STATIC, TEMPLATES, TRANSLATIONS
from academy.web import current, errors, language, limits, security, templates, transactions
from academy.web.ready import Ready
from academy.web.versions import versions_of

_YEAR = 365 * 24 * 3600


def create_app(config: Config | None = None, database: Database | None = None) -> Flask:
    """Return the application; settings and database come from the environment where none are given."""
    logs.write_lines()
    config = config or read_config(os.environ)
    database = database or open_database(config.database, config.keys())
    app = Flask("academy", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config.update(_flask_settings(config))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    limits.init_app(app, config.limits_storage)
    transactions.init_app(app, database, current.actor, queue.bell(config))
    language.init_app(app)
    templates.init_app(app)
    errors.init_app(app)
    security.init_app(app, https=config.is_https)
    for door in (site.blueprint, desk.blueprint, api.blueprint, site.without_language):
        app.register_blueprint(door())
    if config.proxies:
        trusted = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=0)  # type: ignore[method-assign]
    app.wsgi_app = security.under_own_name(app.wsgi_app, config.address)  # type: ignore[method-assign,assignment]
    app.extensions["academy_versions"] = versions = versions_of(database)
    app.wsgi_app = Ready(app.wsgi_app, versions)  # type: ignore[method-assign,assignment]
    return app


def run_worker(config: Config, habits: Mapping[str, Any]) -> None:
    """Let letters leave and do the duties in this process, until it is told to end; `habits` are `worker.Habits`."""
    database = open_database(config.database, config.keys())
    worker.begin(create_app(config, database), database, worker.Habits(**habits))


def _flask_settings(config: Config) -> dict[str, Any]:
    return {
        "ACADEMY": config,
        "SECRET_KEY": config.key(),
        "SESSION_COOKIE_NAME": "__Host-academy" if config.is_https else "academy",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": config.upload_megabytes * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "SEND_FILE_MAX_AGE_DEFAULT": _YEAR,
        "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS),
        "BABEL_DEFAULT_LOCALE": config.language,
    }
