"""Make the models of the package, each step once: `model.py` says what the steps are.

    python -m training_runs.make DATA RUNS [--dry]

Stopped at any place, the same command goes on there.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import roadeye
from roadeye.data.detect import open_dataset
from roadeye.evaluation.peers import ADAS
from roadeye.heads import ROAD
from roadeye.scenes import parse_size, write_dataset
from roadeye.scenes.camera import CameraKind
from training_runs import dry
from training_runs.labels import Teacher, complete, label, together
from training_runs.model import (
    COMPLETED,
    HELD_OUT,
    PLANS,
    ROADEYE,
    SCENES,
    SEED_EPOCHS,
    SEEDS,
    UNLABELLED,
    Plan,
)
from training_runs.recipes import DRY, calibration_of, recipe_of
from training_runs.stages import Stage, last, mean, model_file, train
from training_runs.steps import Steps

THREADS = 2


@dataclass(frozen=True)
class Maker:
    """Hold where everything is: the data sets, the results, and whether the run is dry."""

    data: Path
    steps: Steps
    dry: bool

    def teach(self, folder: str, names: set[str], teacher: Teacher, who: str) -> None:
        """Label the pictures that parts of these names need, below a folder of results."""
        for name in sorted(names):
            inputs = {"teacher": who, "pictures": name}
            if name in COMPLETED:
                dataset = open_dataset(self.data / name)
                work = partial(complete, dataset, teacher=teacher, head=ROAD)
            else:
                source, every = UNLABELLED[name]
                work = partial(label, self.data / source, teacher=teacher, head=ROAD, every=every)
            self.steps.folder(f"{folder}/{name}", inputs, work)

    def stage(
        self,
        plan: Plan,
        kind: str,
        held: Mapping[str, str],
        settings: list[str],
        name: str,
        taught: str,
    ) -> Path:
        """Train a stage of a model, as far as it is not trained, and return its run folder."""
        parts = [part for part in plan.parts if not self.dry or part.folder != "scenes-phone"]
        below = (part.folder.replace("by-models", taught) for part in parts)
        folders = tuple(
            (self.data if (self.data / folder).is_dir() else self.steps.runs) / folder
            for folder in below
        )
        settings = [*(dry.SETTINGS if self.dry else []), *settings]
        recipe = recipe_of(kind, plan.name, tuple(parts), DRY if self.dry else held, settings)
        stage = Stage(recipe, folders)
        return self.steps.resumed(name, stage.inputs, partial(train, stage))

    def make(self, plan: Plan, first: Teacher, who: str) -> None:
        """Train a model, base, labels and ends, and write the file of each end."""
        base = self.base(plan, f"{plan.name}/base", plan.epochs, self.after(plan), "first")
        own = roadeye.load(base, THREADS, head=ROAD).probability
        names = {part.name for part in plan.parts if part.folder.startswith("by-models")}
        taught = f"{plan.name}/second"
        self.teach(taught, names, together(own, first), f"base and {who}")
        if plan.longer:
            start = [from_last(base)]
            base = self.base(plan, f"{plan.name}/longer", plan.longer, start, taught)
        for end, held in plan.ends.items():
            name = f"{plan.name}/{end}"
            run = self.stage(plan, "finish", held, [from_last(base)], name, taught)
            self.write(plan, end, (base, run))

    def after(self, plan: Plan) -> list[str]:
        """Return the setting of a model whose base starts from that of another."""
        return [from_last(self.steps.runs / plan.after / "base")] if plan.after else []

    def base(self, plan: Plan, name: str, epochs: int, settings: list[str], taught: str) -> Path:
        """Train as the base of a model is trained, and return the run folder."""
        length = [] if self.dry else [f"training.epochs={epochs}"]
        return self.stage(plan, "base", HELD_OUT, [*length, *settings], name, taught)

    def write(self, plan: Plan, end: str, runs: tuple[Path, Path]) -> None:
        """Write the model file of an end: the mean of its run and the base's."""

        def work(out: Path) -> None:
            weights = runs[-1] / "checkpoints" / "mean.weights.h5"
            mean(list(runs), weights)
            held = DRY if self.dry else plan.ends[end]
            model_file(weights, out, calibration_of(plan.name, self.data, held))

        self.steps.resumed(f"models/{plan.name}-{end}.tflite", {"of": f"{plan.name}/{end}"}, work)


def from_last(run: Path) -> str:
    """Return the setting of a recipe that starts from the last weights of a run."""
    return f"training.weights={last(run).resolve()}"


def draw(out: Path, scenes: tuple[int, int, str, CameraKind]) -> None:
    """Draw scenes, as `roadeye data scenes` does."""
    count, seed, size, camera = scenes
    write_dataset(out, count, seed, parse_size(size), camera)


def main() -> None:
    """Make what is not made yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="folder of the data sets")
    parser.add_argument("runs", type=Path, help="folder of all results")
    parser.add_argument("--dry", action="store_true", help="drawn scenes, trainings of two steps")
    given = parser.parse_args()
    steps = Steps(given.runs.resolve(), partial(print, flush=True))
    maker = Maker(dry.stand_in(steps) if given.dry else given.data.resolve(), steps, given.dry)
    for name, scenes in (dry.SCENES if given.dry else SCENES).items():
        steps.folder(name, {"scenes": scenes}, partial(draw, scenes=scenes))
    who = "roadeye" if given.dry else ADAS.name
    teacher = (
        roadeye.load(threads=THREADS, head=ROAD).probability
        if given.dry
        else ADAS.open(maker.data / "peers" / ADAS.file, THREADS)
    )
    names = {part.name for part in ROADEYE if part.folder.startswith("by-models")}
    maker.teach("first", names, together(teacher), who)
    for plan in PLANS:
        maker.make(plan, teacher, who)
    for seed in SEEDS[:1] if given.dry else SEEDS:
        settings = [f"training.seed={seed}", *maker.after(PLANS[-1])]
        maker.base(PLANS[-1], f"seeds/{seed}", SEED_EPOCHS, settings, "first")


if __name__ == "__main__":
    main()
