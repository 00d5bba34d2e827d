"""Render the templates: every value is escaped, whatever it holds."""

from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

import roadeye
from roadeye.evaluation.accumulator import score
from roadeye.evaluation.report import figures
from roadeye.evaluation.report.chart import number
from roadeye.evaluation.report.pictures import LEGEND
from roadeye.metrics import scores
from roadeye.metrics.bootstrap import LEVEL, RESAMPLES, caution
from roadeye.metrics.reliability import BINS

MAX_ROWS = 2000
"""So many pictures are listed at most, the worst ones."""


def render(template: str, now: datetime, **values: object) -> bytes:
    """Return a page as UTF-8 HTML that loads nothing from elsewhere.

    Bytes of a file name that are no text are written as escapes.

    Args:
        template: Its file in `templates/`.
        now: When the page is made, in UTC.
        values: What the template shows.
    """
    page = _environment().get_template(template).render(now=now, **values)
    return page.encode("utf-8", "backslashreplace")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("roadeye.evaluation.report"),
        autoescape=True,  # SVG and every other suffix too
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "between": figures.between,
        "f": scores.f,
        "iou": scores.iou,
        "number": number,
        "percent": figures.percent,
        "points": figures.points,
        "points_between": figures.points_between,
        "scores": score,
    }
    environment.globals |= {
        "BINS": BINS,
        "ERROR_COLOURS": LEGEND,
        "MAX_ROWS": MAX_ROWS,
        "TITLES": figures.TITLES,
        "LEVEL": LEVEL,
        "RESAMPLES": RESAMPLES,
        "caution": caution,
        "version": roadeye.__version__,
    }
    return environment
