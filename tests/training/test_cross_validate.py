"""Few pictures are cross-validated, and an interrupted run ends with the same bits."""

import csv
import subprocess
import sys
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from roadeye.scenes import write_dataset
from roadeye.training.prepare import Prepared, prepare
from roadeye.training.recipe import ModelPart, Recipe
from roadeye.training.recipe_file import read_recipe
from roadeye.training.run_folder import RunFolder
from roadeye.training.state import read_meta

SETTINGS = [
    "training.folds=2",
    "training.epochs=2",
    "training.steps=4",
    "training.wise_ft_alpha=0.5",
    'network.heads=["road", "drivable"]',  # of which the scenes teach one
]
TINY = ["input.sizes=[[64, 208]]", "input.crop=[64, 96]"]

RUNS = """
import sys
from contextlib import contextmanager
from pathlib import Path
from test_cross_validate import prepared
from roadeye.training.cross_validate import cross_validate
from roadeye.training.state import put_back, snapshot
from roadeye.training.train import build_compiled

built = []

def build(run, progress):  # once, which is what takes long
    if not built:
        model = build_compiled(run, progress)
        built.extend((model, snapshot(model)))
    put_back(*built)
    return built[0]

class Shown:
    def __init__(self, what): self.what = what
    def advance(self, *_):
        if self.what == stop: raise KeyboardInterrupt
    def say(self, line): pass

@contextmanager
def progress(what, total, unit):
    yield Shown(what)

data, straight, broken = map(Path, sys.argv[1:])
stop = None
run = prepared(data, straight)
cross_validate(run, run.folds, progress, build)
stop = "fold 2/2"
run = prepared(data, broken)
try:
    cross_validate(run, run.folds, progress, build)
except KeyboardInterrupt:
    print("interrupted", sorted(path.name for path in (broken / "folds").iterdir()))
    print("boards", len(list(broken.rglob("log_dir"))))
stop = None
run = prepared(data, broken, resume=True)
cross_validate(run, run.folds, progress, build)
"""


def tuned() -> Recipe:
    """Return the recipe of a run that starts from a trained model, whose weights are random."""
    recipe = read_recipe("smoke", [*SETTINGS, *TINY])
    return msgspec.structs.replace(
        recipe, model=ModelPart(trained_before=("another (9 pictures)",))
    )


def prepared(data: Path, out: Path, *, resume: bool = False) -> Prepared:
    """Prepare a run as the command does."""
    shown = SimpleNamespace(advance=lambda *_: None, say=lambda _: None)
    return prepare(
        [data], tuned(), RunFolder(out), resume=resume,
        progress=lambda *_: nullcontext(shown),
    )  # fmt: skip


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("few")
    write_dataset(root, 5, 3, (94, 311), "kitti")
    return root


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.skipif(find_spec("keras") is None, reason="needs the train extra")
def test_an_interrupted_cross_validation_ends_with_the_same_bits(
    scenes: Path, tmp_path: Path
) -> None:
    straight, broken = RunFolder(tmp_path / "straight"), RunFolder(tmp_path / "broken")
    command = [sys.executable, "-c", RUNS, str(scenes), str(straight.root), str(broken.root)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == "interrupted ['1', '2']\nboards 0\n"
    meta, other = read_meta(straight.state), read_meta(broken.state)
    assert meta.cross_validation == other.cross_validation
    (best,) = meta.best
    one, two = (_arrays(run.checkpoints / best) for run in (straight, broken))
    assert one.keys() == two.keys()
    for name, value in one.items():
        np.testing.assert_array_equal(value, two[name], name)
    assert len(meta.history) == 2
    found = meta.cross_validation
    assert found is not None
    assert (found.pictures, found.folds) == (5, 2)
    assert max(row.val_iou for row in meta.history) >= found.after - 1e-9
    for run in (straight, broken):
        rows = list(csv.DictReader(run.held_out.read_text(encoding="utf-8").splitlines()))
        assert len({row["picture"] for row in rows}) == 5
        assert len(list(run.val_predictions.rglob("*.jpg"))) == 5
        assert not run.folds.exists()


def _arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a file of weights, in whose bytes the time stands."""
    import h5py

    found: dict[str, np.ndarray] = {}

    def add(name: str, held: object) -> None:
        if isinstance(held, h5py.Dataset):
            found[name] = held[()]

    with h5py.File(path) as file:
        file.visititems(add)
    return found
