"""The HTTP service: Flask over an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from api import (
    auth,
    bulk,
    casework,
    changes,
    fair_jobs,
    fairs,
    health,
    judging,
    matching,
    operations,
    outcomes,
    problems,
    readiness,
    records,
    reference,
    scenarios,
    watching,
    worker,
)
from api.console import blueprint as console
from api.doors import BULK_BYTES

if TYPE_CHECKING:
    from matcher.office import Office

RESOURCES = (
    health.blueprint,
    reference.blueprint,
    records.blueprint,
    bulk.blueprint,
    matching.blueprint,
    judging.blueprint,
    casework.blueprint,
    outcomes.blueprint,
    changes.blueprint,
    scenarios.blueprint,
    fairs.blueprint,
    operations.blueprint,
    console,
)


def create_app(office: Office) -> Flask:
    """The service of one office, as a WSGI application."""
    app = Flask("api", static_folder=None)
    app.extensions["fairmatch"] = office
    app.config["MAX_CONTENT_LENGTH"] = BULK_BYTES
    app.url_map.merge_slashes = False
    watching.register(app)
    auth.register(app)
    problems.register(app)
    readiness.register(app)
    worker.register(app, office)
    fair_jobs.register(app, office)
    for resource in RESOURCES:
        app.register_blueprint(resource)
    return app
