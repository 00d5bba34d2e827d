"""The pages about keys: templates filled with tables from the types."""

from pathlib import Path

import jinja2

from roadeye.batch import identity, record, table
from roadeye.data.description import Description, LabelValues
from roadeye.geometry.road_ahead import MetreAhead
from roadeye.inference.events import JobResult
from roadeye.inference.outputs.polygons import FrameLine, RoadPolygon
from roadeye.model import spec
from roadeye.server.offer import OfferedHead, OfferedModel
from roadeye.server.problem_details import ProblemDetails
from roadeye.server.segmentation import RunLengths, Segmentation
from roadeye.server.video_job import VideoStatus
from roadeye.training import recipe
from roadeye.training.augment.recipe import AugmentRecipe
from roadeye.training.networks.config import NetworkConfig
from site_pages.fields import field_table, first_sentence, key_table

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).with_name("templates")

_TYPES = (
    *(JobResult, identity.BatchIdentity, record.Record, recipe.Recipe),
    *(spec.ModelSpec, spec.Head, spec.Parity, Description, LabelValues),
)
_ANSWERS = (
    *(Segmentation, RoadPolygon, RunLengths, VideoStatus, FrameLine, MetreAhead),
    *(OfferedModel, OfferedHead, ProblemDetails),
)
_RECIPE_PARTS = {
    "network": NetworkConfig,
    "input": recipe.InputPart,
    "training": recipe.TrainingPart,
    "loss": recipe.LossPart,
    "augment": AugmentRecipe,
    "model": recipe.ModelPart,
    "data": recipe.DataPart,
}


def filled_pages() -> dict[str, str]:
    """Return the Markdown of each template, filled, by its file name."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.globals |= {one.__name__: one for one in _TYPES}
    environment.globals |= {"table": field_table, "keys": key_table, "about": first_sentence}
    environment.globals |= {
        "answers": _ANSWERS,
        "columns": list(table.schema()),
        "decisions": _decisions(),
        "manifest_format": identity.FORMAT,
        "model_format": spec.FORMAT,
        "recipe_parts": _RECIPE_PARTS,
    }
    return {name: environment.get_template(name).render() for name in loader.list_templates()}


def _decisions() -> dict[str, str]:
    """Return the title of each decision by its file name."""
    paths = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    return {path.name: _title(path.read_text(encoding="utf-8")) for path in paths}


def _title(text: str) -> str:
    """Return the first heading without its number."""
    return text.splitlines()[0].lstrip("#0123456789. ")
