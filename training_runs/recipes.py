"""The recipe of a stage, and the pictures that calibrate a model, from what `model.py` says."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from roadeye.data.dataset import Dataset
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.training.recipe import DataPart, ModelPart, Recipe
from roadeye.training.recipe_file import read_recipe
from training_runs.model import CALIBRATION, HELD_OUT, Part

HERE = Path(__file__).parent
SPLITS = HERE.parent / "experiments" / "splits"
DRY = dict.fromkeys(HELD_OUT, "default")
KITTI_BORDER = 10  # labels stop up to 6 rows before the picture does

LICENCES = {
    "roadeye": "non-commercial: trained on KITTI Road (CC BY-NC-SA 3.0), CamVid, IDD-Lite and "
    "LabelMeFacade (research use), the LUMS, UT Austin and Kathmandu road pictures (CC BY 4.0), "
    "the Udacity clips (MIT) and drawn scenes; the code is Apache-2.0",
    "roadeye-open": "Apache-2.0, with attribution to the LUMS Road Dataset (MIT, CC BY 4.0), the UT "
    "Austin Road Dataset and its Kathmandu rides (CC BY 4.0), the Udacity clips (MIT) and OpenVINO's "
    "road-segmentation-adas-0001 (Apache-2.0), which labelled them; first weights: EfficientNet-Lite0 "
    "(Apache-2.0), trained on ImageNet",
}


def recipe_of(
    stage: str, model: str, parts: tuple[Part, ...], held: Mapping[str, str], settings: list[str]
) -> Recipe:
    """Return the recipe of a stage.

    Args:
        stage: `base` or `finish`.
        model: The model's name.
        parts: Its data sets.
        held: The split of each data set that has labels by hand; all others train whole.
        settings: Fields of the recipe, `key=value` each.
    """
    recipe = read_recipe(str(HERE / f"{stage}.toml"), settings)
    data = tuple(
        DataPart(
            weight=part.base if stage == "base" else part.end,
            split=split_path(held.get(part.name, "all")),
            labels=part.labels,
            ignore_border=KITTI_BORDER if part.folder == "kitti-road" else 0,
        )
        for part in parts
    )
    return msgspec.structs.replace(
        recipe, name=model, model=ModelPart(licence=LICENCES[model]), data=data
    )


def calibration_of(model: str, data: Path, held: Mapping[str, str]) -> list[Dataset]:
    """Return the pictures on which each head's temperature is fitted.

    Args:
        model: The model's name.
        data: The folder of the data sets.
        held: What was held out of its training.
    """
    joined = []
    for head, sets in CALIBRATION[model].items():
        items = []
        for name, split in sets:
            chosen = "val" if held is DRY else split_path(split)
            border = KITTI_BORDER if name == "kitti-road" else 0
            found = select(open_dataset(data / name), chosen).items
            items += [replace(item, ignore_border=border) for item in found]
        sources = Path(" and ".join(name for name, _ in sets))
        joined.append(Dataset(sources, "joined", tuple(items), head))
    return joined


def split_path(split: str) -> str:
    """Return a split as recipes name it, its file with the whole path."""
    return str(SPLITS / split) if ".json" in split else split
