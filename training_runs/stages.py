"""A stage: one `roadeye train` in a process of its own, and what is made of its weights."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from roadeye.data.dataset import Dataset
from roadeye.evaluation.calibrate import calibrate
from roadeye.io.atomic import write_text
from roadeye.training.recipe import Recipe
from roadeye.training.recipe_file import write_recipe
from roadeye.training.run_folder import RunFolder

THREADS = 2


@dataclass(frozen=True)
class Stage:
    """Describe a training.

    Attributes:
        recipe: What to do.
        folders: The data sets, in the recipe's order.
    """

    recipe: Recipe
    folders: tuple[Path, ...]

    @property
    def inputs(self) -> dict[str, object]:
        """What its result depends on, without the paths of this machine."""
        parts = [
            msgspec.structs.replace(part, split=Path(part.split).name) for part in self.recipe.data
        ]
        weights = Path(self.recipe.training.weights).name
        training = msgspec.structs.replace(self.recipe.training, weights=weights)
        recipe = msgspec.structs.replace(self.recipe, data=tuple(parts), training=training)
        names = ["/".join(folder.parts[-2:]) for folder in self.folders]
        return {"recipe": write_recipe(recipe).splitlines(), "data": names}


def train(stage: Stage, root: Path) -> None:
    """Train by a recipe as a user would, or go on where it was interrupted.

    Raises:
        CalledProcessError: It failed; its own message stands on stderr.
    """
    folder = RunFolder(root)
    file = root.parent / f"{root.name}.toml"
    write_text(file, write_recipe(stage.recipe))
    resume = ["--resume"] if folder.state.exists() else []
    command = [sys.executable, "-m", "roadeye", "train", *map(str, stage.folders)]
    subprocess.run([*command, "--recipe", str(file), "-o", str(root), *resume], check=True)


def last(root: Path) -> Path:
    """Return the weights of a run's last epoch.

    Not of its best: the pictures that would choose it are those that score it.
    """
    found = [
        (int(path.name.split("-")[2]), path) for path in RunFolder(root).checkpoints.glob("best-*")
    ]
    return max(found)[1]


def mean(runs: list[Path], out: Path) -> None:
    """Write the mean of the last weights of runs that continue one another.

    One network of the mean weights often does better than each (Wortsman et al., Model soups,
    ICML 2022).
    """
    from roadeye.training.networks.build import build
    from roadeye.training.recipe_file import read_recipe
    from roadeye.training.weights import fill, save_weights

    network = build(read_recipe(str(RunFolder(runs[-1]).recipe)).network)
    weights = []
    for run in runs:
        fill(network, last(run))
        weights.append(network.get_weights())
    network.set_weights([np.mean(values, axis=0) for values in zip(*weights, strict=True)])
    save_weights(network, out)


def model_file(weights: Path, out: Path, calibration: list[Dataset]) -> None:
    """Write the weights of a run as a model file, each head calibrated.

    Args:
        weights: A file in a run folder.
        out: The model file.
        calibration: Labelled pictures for some heads, which no training has seen.
    """
    from roadeye.export.checkpoint import read_checkpoint
    from roadeye.export.formats import LITERT
    from roadeye.export.source import of_checkpoint
    from roadeye.export.write import Request, export
    from roadeye.inference.segmenter import open_segmenter
    from roadeye.model.engine import rewrite_spec

    export(Request(of_checkpoint(read_checkpoint(weights)), LITERT), out)
    for dataset in calibration:
        segmenter = open_segmenter(out, THREADS, dataset.labels)
        found = calibrate(segmenter, dataset)
        about = f"{found.images} pictures of {dataset.root.name} that no training saw"
        head = msgspec.structs.replace(found.head, calibrated_on=about)
        rewrite_spec(out, out, segmenter.spec.with_head(head))
        print(f"{out.name}, {head.name}: temperature {head.temperature:.3f}, ECE "
              f"{found.before.ece:.4f} to {found.after.ece:.4f} on {found.images} pictures", flush=True)  # fmt: skip
