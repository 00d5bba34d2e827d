"""What `roadeye train` refuses, and that it does so before it imports TensorFlow."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from roadeye.cli import main
from roadeye.io.images import write_png
from roadeye.training.recipe_file import recipe_names

SPY = """
import sys
from roadeye.cli import main
try:
    main(sys.argv[1:])
finally:
    print("imported", *sorted({"tensorflow", "keras"} & set(sys.modules)))
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Callable[[int], Path]:
    def write(road: int) -> Path:
        root = tmp_path / "pairs"
        for index in range(10):
            rng = np.random.default_rng(index)
            write_png(
                root / "images" / f"{index}.png",
                rng.integers(0, 256, (40, 60, 3), dtype=np.uint8),
            )
            label = np.zeros((40, 60), np.uint8)
            label[20:] = road
            write_png(root / "masks" / f"{index}.png", label)
        return root

    return write


def refused(*arguments: str) -> str:
    """Run a command in its own process; return the one line that it ends with."""
    done = subprocess.run(
        [sys.executable, "-c", SPY, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout.splitlines()[-1] == "imported", "refused before anything heavy"
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_wrong_request_is_refused_before_tensorflow(
    pairs: Callable[[int], Path], tmp_path: Path
) -> None:
    root, run = str(pairs(255)), str(tmp_path / "run")
    for arguments, message in (
        ([], "needs one or more DATA folders"),
        ([str(tmp_path / "absent"), "-o", run], "absent"),
        ([root, "-o", run, "--recipe", "smok"], "did you mean 'smoke'"),
        ([root, "-o", run, "--set", "training.epoch=3"], "did you mean 'epochs'"),
        ([root, "-o", run, "--epochs", "0"], "`int` >= 1"),
        ([root, "-o", run, "--from", str(tmp_path)], "no recipe.toml is found around it"),
        ([root, "-o", run, "--from", "roadeye", "--set", "network.context=0"], "are the model's"),
        ([root, "-o", run, "--resume"], "holds no run to resume"),
        ([root, "-o", root], "is not empty"),
    ):
        assert message in refused("train", *arguments), arguments
    assert not Path(run).exists()


def test_labels_without_road_are_refused(pairs: Callable[[int], Path], tmp_path: Path) -> None:
    said = refused("train", str(pairs(0)), "-o", str(tmp_path / "run"))
    assert "cannot teach: no road in any of" in said


def test_broken_pictures_are_refused_in_a_few_lines(
    pairs: Callable[[int], Path], tmp_path: Path
) -> None:
    root = pairs(255)
    for path in (root / "images").iterdir():
        path.write_bytes(path.read_bytes()[:60])
    done = subprocess.run(
        [sys.executable, "-c", SPY, "train", str(root), "-o", str(tmp_path / "run")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout.splitlines()[-1] == "imported"
    assert "10 of 10 pictures cannot be used" in done.stderr
    assert "and 5 more" in done.stderr
    assert len(done.stderr.splitlines()) < 12


def test_the_list_names_every_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "--list"])
    assert ended.value.code == 0
    listed = capsys.readouterr().out
    for name in recipe_names():
        assert name in listed
