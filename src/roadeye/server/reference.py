"""The description of the API for people: one page that loads nothing from elsewhere."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from roadeye.server.limits import Limits
from roadeye.server.openapi import openapi
from roadeye.server.problem_details import KINDS


def reference_page(limits: Limits) -> bytes:
    """Return the page as UTF-8 HTML."""
    environment = Environment(
        loader=PackageLoader("roadeye.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("reference.html")
    return template.render(api=openapi(limits), kinds=KINDS, limits=limits).encode()
