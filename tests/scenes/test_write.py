"""Scenes on disk: the layout of KITTI Road, and the command that writes it."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.cli import main
from roadeye.errors import InputError
from roadeye.io.images import read_image
from roadeye.scenes import render, write_dataset, write_sequence
from roadeye.scenes.camera import parse_size

SMALL = (32, 96)


@pytest.mark.slow
def test_names_and_contents(tmp_path: Path) -> None:
    write_dataset(tmp_path, 4, 9, SMALL)
    training = tmp_path / "training"
    names = {folder.name: sorted(p.name for p in folder.iterdir()) for folder in training.iterdir()}
    assert names == {
        "image_2": ["um_000000.png", "um_000001.png", "umm_000000.png", "uu_000000.png"],
        "gt_image_2": [
            "um_road_000000.png", "um_road_000001.png", "umm_road_000000.png", "uu_road_000000.png",
        ],
        "calib": ["um_000000.txt", "um_000001.txt", "umm_000000.txt", "uu_000000.txt"],
    }  # fmt: skip
    scene = render(9, 1, SMALL)
    assert np.array_equal(read_image(training / "image_2" / "umm_000000.png"), scene.image)
    label = read_image(training / "gt_image_2" / "umm_road_000000.png")
    colours = {tuple(int(value) for value in colour) for colour in label.reshape(-1, 3)}
    assert colours <= {(255, 0, 255), (255, 0, 0), (0, 0, 0)}
    assert np.array_equal(label[..., 2] > 0, scene.road & scene.valid)
    assert np.array_equal(label[..., 0] > 0, scene.valid)


def test_a_sequence(tmp_path: Path) -> None:
    write_sequence(tmp_path, 2, 1, SMALL)
    for folder in ("sequence", "sequence_masks"):
        names = sorted(p.name for p in (tmp_path / folder).iterdir())
        assert names == ["000000.png", "000001.png"]


@pytest.mark.slow
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-n", "1", "--seed", "4", "--size", "32x96", "--sequence", "1", "--camera", "phone"]
    with pytest.raises(SystemExit) as left:
        main(["data", "scenes", "-o", str(tmp_path), *options])
    assert left.value.code == 0
    assert "1 picture in" in capsys.readouterr().out
    assert (tmp_path / "training" / "calib" / "um_000000.txt").exists()
    assert (tmp_path / "sequence" / "000000.png").exists()


@pytest.mark.parametrize("more", [[], ["-n", "0", "--sequence", "1"]])
def test_pictures_that_are_there_are_not_drawn_over(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("training/image_2", "sequence"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "um_000000.png").write_bytes(b"somebody's")
    with pytest.raises(SystemExit) as left:
        main(["data", "scenes", "-o", str(tmp_path), "--size", "32x96", *more])
    assert left.value.code == 2
    assert "holds pictures already" in capsys.readouterr().err
    assert not (tmp_path / "dataset.toml").exists()
    assert (tmp_path / "training/image_2/um_000000.png").read_bytes() == b"somebody's"


@pytest.mark.parametrize("text", ["", "32", "32x", "ax5", "32x96x3", "8x100", "100x5000", "-32x96"])
def test_sizes_that_cannot_be_drawn(text: str) -> None:
    with pytest.raises(InputError, match="HEIGHTxWIDTH"):
        parse_size(text)
