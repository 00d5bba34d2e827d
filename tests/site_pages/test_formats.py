"""The pages that are made from the types have every key."""

import msgspec
import pytest

pytest.importorskip("pyarrow", reason="needs the table extra")
pytest.importorskip("starlette", reason="needs the serve extra")

from site_pages.formats import filled_pages

from roadeye.model.spec import FORMAT, ModelSpec
from roadeye.training.recipe import TrainingPart


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return filled_pages()


def test_a_model_file_is_described_with_its_format(pages: dict[str, str]) -> None:
    assert f"This is format {FORMAT}." in pages["model-file.md"]
    for field in msgspec.structs.fields(ModelSpec):
        assert f"| `{field.name}` |" in pages["model-file.md"]


@pytest.mark.parametrize(
    "key", ["road_fraction", "mean_confidence", "counts", "frames_done", "detail"]
)
def test_json_and_table_are_described(pages: dict[str, str], key: str) -> None:
    assert f"| `{key}` |" in pages["json.md"]


def test_a_recipe_is_described_with_its_ranges(pages: dict[str, str]) -> None:
    page = pages["recipe.md"]
    assert "| `training.ema_momentum` | number ≥ 0, &lt; 1 | `0.995` |" in page
    assert "## [[data]]" in page
    for field in msgspec.structs.fields(TrainingPart):
        assert f"| `training.{field.name}` |" in page


def test_the_values_of_masks_are_described(pages: dict[str, str]) -> None:
    assert "| `road` | list of integer ≥ 0, ≤ 255 |" in pages["dataset-toml.md"]


def test_every_decision_is_listed_by_its_title(pages: dict[str, str]) -> None:
    line = "- [0005](../../adr/0005-heads.md) A head for each meaning of road\n"
    assert line in pages["decisions.md"]
