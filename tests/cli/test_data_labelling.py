"""`roadeye data choose` and `prelabel` through their entry point, with the default model."""

import csv
from pathlib import Path

import numpy as np
import pytest

from roadeye.cli import main
from roadeye.io.images import read_image, write_png
from roadeye.scenes import write_dataset


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main(["data", *map(str, arguments)])
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of drawn pictures."""
    root = tmp_path_factory.mktemp("drive")
    write_dataset(root, 3, 11, (96, 320), "kitti", lambda: None)
    return root / "training" / "image_2"


def test_choose_then_prelabel(
    drive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "to_label"
    assert run("choose", drive, "-n", "2", "-o", out) == 0
    assert "2 of 3 pictures are chosen" in capsys.readouterr().err
    pictures = sorted((out / "pictures").iterdir())
    assert len(pictures) == 2
    rows = list(csv.DictReader((out / "chosen.csv").read_text().splitlines()))
    assert {Path(row["picture"]).name for row in rows} == {path.name for path in pictures}
    assert read_image(out / "contact_sheet.jpg").shape[1] > 600
    drafts = tmp_path / "drafts"
    assert run("prelabel", out / "pictures", "--format", "labelme", "-o", drafts) == 0
    assert "2 drafts in" in capsys.readouterr().out
    assert run("import", drafts, "-o", tmp_path / "street", "--road", "road") == 0
    assert len(list((tmp_path / "street" / "masks").iterdir())) == 2


def test_choose_prints_paths_alone(drive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("choose", drive, "-n", "1", "--labelled", str(drive / "um_000000.png")) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert Path(line).parent == drive
    assert Path(line).name != "um_000000.png"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("choose", "none"), "does not exist"),
        (("prelabel", "none", "--format", "labelme", "-o", "out"), "does not exist"),
        (("prelabel", ".", "--format", "xml", "-o", "out"), "'xml' is not one of"),
        (("prelabel", "taken", "--format", "cvat", "-o", "taken"), "is not empty"),
        (("choose", "taken", "--model", "none"), "there is no model file"),
    ],
)
def test_wrong_requests(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_png(tmp_path / "taken" / "a.png", np.zeros((4, 4, 3), np.uint8))
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err


def test_pictures_that_trained_the_model_are_not_chosen(
    drive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("choose", str(drive / "um_000000.png"), "--labelled", str(drive))
    assert run(*given) == 2
    assert "there is nothing to choose: 1 of 1 pictures" in capsys.readouterr().err
