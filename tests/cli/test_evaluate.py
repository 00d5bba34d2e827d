"""`roadeye evaluate --predictions` through its entry point."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from json_reference import undocumented

from roadeye.cli import main
from roadeye.errors import OutputError
from roadeye.io.images import write_png

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["evaluate", *(str(argument) for argument in arguments)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Draw um_000000, um_000001 and uu_000000 of two sizes, with a lane label for um_000000."""
    root = tmp_path / "kitti road é"
    for index, name in enumerate(("um_000000", "um_000001", "uu_000000")):
        height, width = 9 + index, 14 - index
        category, number = name.split("_")
        road = np.zeros((height, width), bool)
        road[4:, 2:8] = True
        label = np.zeros((height, width, 3), np.uint8)
        label[..., 0], label[..., 2] = 255, 255 * road.astype(np.uint8)
        write_png(root / "training/image_2" / f"{name}.png", label)
        write_png(root / "training/gt_image_2" / f"{category}_road_{number}.png", label)
        if category == "um":
            write_png(root / "training/gt_image_2" / f"um_lane_{number}.png", label)
    return root


@pytest.fixture
def maps(data: Path, tmp_path: Path) -> Path:
    """Write maps that are right but for the two pixels road (4, 2) and other (0, 0)."""
    folder = tmp_path / "maps"
    for label in (data / "training/gt_image_2").glob("*_road_*.png"):
        pixels = cv2.imdecode(np.fromfile(label, np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        levels = np.where(np.asarray(pixels)[..., 0] > 0, 200, 40).astype(np.uint8)
        levels[4, 2], levels[0, 0] = 40, 200
        write_png(folder / label.name, levels)
    return folder


def told(out: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(out)
    return result


def test_scores_by_category_and_pooled(run: Run, data: Path, maps: Path) -> None:
    code, out, err = run(data, "--predictions", maps, "--json")
    assert (code, err) == (0, "")
    result = told(out)
    assert (result["model"], result["view"], result["split"]) == (None, "image", "all")
    assert result["images"] == 3
    assert list(result["scores"]) == ["all", "um", "uu"]
    for keys in (result, result["scores"]["um"], result["pictures"][0], result["intervals"]):
        assert not undocumented("evaluate", keys)
    # road: 5, 6, 7 rows of 6 pixels = 30, 36, 42; one missed and one false in each
    # all: tp 105, fp 3, fn 3; um: tp 64, fp 2, fn 2
    assert result["scores"]["all"]["iou"] == pytest.approx(105 / 111)
    assert result["scores"]["um"]["iou"] == pytest.approx(64 / 68)
    assert result["scores"]["all"]["maxf"] == pytest.approx(105 / 108)
    assert result["scores"]["all"]["maxf_threshold"] == 41 / 255


def test_the_table_fits_80_columns(run: Run, data: Path, maps: Path) -> None:
    code, out, _ = run(data, "--predictions", maps)
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 80
    row = next(line.split() for line in out.splitlines() if line.startswith("all "))
    assert row[:3] == ["all", "3", "94.59"]  # 105 / 111
    assert "URBAN" not in out, "without umm it is no URBAN"


def test_a_category_that_kitti_does_not_have_is_said_aloud(
    run: Run, data: Path, maps: Path
) -> None:
    for path in [*data.rglob("uu_*"), *maps.glob("uu_*")]:
        path.rename(path.with_name(path.name.replace("uu_", "lane9_", 1)))
    code, out, _ = run(data, "--predictions", maps)
    assert code == 0
    assert "lane9 is not a category of KITTI Road" in out
    code, out, err = run(data, "--predictions", maps, "--json")
    assert "not categories of KITTI Road, scored under their own names: lane9" in err
    assert "lane9" in told(out)["scores"]


def test_a_missing_map_is_named_and_the_scores_say_so(run: Run, data: Path, maps: Path) -> None:
    (maps / "uu_road_000000.png").unlink()
    code, out, err = run(data, "--predictions", maps, "--json")
    assert code == 1
    assert "uu_road_000000.png" in err
    assert "2 of 3" in err
    assert told(out)["images"] == 2
    assert told(out)["asked"] == 3
    assert ": 2 of 3" in " ".join(run(data, "--predictions", maps)[1].split())


def test_an_extra_map_is_named(run: Run, data: Path, maps: Path) -> None:
    for name in ("um_road_000099.png", "um_road_000098.PNG"):
        write_png(maps / "x.png", np.zeros((3, 3), np.uint8))
        (maps / "x.png").rename(maps / name)
    (maps / "notes.txt").write_text("", encoding="utf-8")
    code, _, err = run(data, "--predictions", maps, "--json")
    assert code == 0
    assert "3 files match no picture in" in err
    for name in ("um_road_000099.png", "um_road_000098.PNG", "notes.txt"):
        assert name in err


def test_names_that_predict_gives_are_found(run: Run, data: Path, maps: Path) -> None:
    (maps / "um_road_000000.png").rename(maps / "um_000000_prob.png")
    code, _, err = run(data, "--predictions", maps, "--json")
    assert (code, err) == (0, "")


def test_two_maps_of_one_picture_are_refused(run: Run, data: Path, maps: Path) -> None:
    (maps / "um_000000_prob.png").write_bytes((maps / "um_road_000000.png").read_bytes())
    code, _, err = run(data, "--predictions", maps)
    assert code == 2
    assert "um_000000_prob.png" in err


def test_a_map_of_another_size_or_that_is_broken_is_named(run: Run, data: Path, maps: Path) -> None:
    write_png(maps / "um_road_000000.png", np.zeros((2, 2), np.uint8))
    (maps / "um_road_000001.png").write_bytes(b"")
    code, out, err = run(data, "--predictions", maps, "--json")
    assert code == 1
    assert "2×2" in err
    assert "um_road_000001.png is empty" in err
    assert told(out)["images"] == 1


def test_labels_without_road_are_one_clear_line(run: Run, data: Path, maps: Path) -> None:
    for label in (data / "training/gt_image_2").glob("*_road_*.png"):
        pixels = np.asarray(cv2.imread(str(label)), np.uint8)
        pixels[..., 0] = 0  # blue says road
        cv2.imwrite(str(label), pixels)
    code, out, err = run(data, "--predictions", maps)
    assert code == 0
    assert "no road in any label of 3 pictures" in err
    assert "nan" not in out + err
    assert told(run(data, "--predictions", maps, "--json")[1])["scores"]["all"]["maxf"] is None


def test_inverted_labels_are_suspected(run: Run, data: Path, maps: Path) -> None:
    for file in maps.iterdir():
        levels = np.asarray(cv2.imread(str(file), 0), np.uint8)
        write_png(file, np.asarray(255 - levels, np.uint8))
    _, _, err = run(data, "--predictions", maps)
    assert "labels look inverted (IoU 0.0" in err
    assert "inverted 0.9" in err


def test_lane_labels_are_scored_as_lanes(run: Run, data: Path, maps: Path) -> None:
    for file in maps.glob("um_road_*.png"):
        file.rename(maps / file.name.replace("road", "lane"))
    code, out, err = run(data, "--predictions", maps, "--type", "lane", "--json")
    assert code == 0
    assert "uu_road_000000.png" in err  # a map of no lane
    assert (told(out)["type"], told(out)["images"]) == ("lane", 2)


def test_colour_and_sixteen_bits_are_read_as_the_kit_reads_them(
    run: Run, data: Path, maps: Path
) -> None:
    before = told(run(data, "--predictions", maps, "--json")[1])["scores"]
    for file, turn in (
        (maps / "um_road_000000.png", lambda levels: levels.astype(np.uint16) * 256 + 255),
        (maps / "um_road_000001.png", lambda levels: cv2.cvtColor(levels, cv2.COLOR_GRAY2BGR)),
    ):
        levels = np.asarray(cv2.imread(str(file), 0))
        cv2.imwrite(str(file), turn(levels))
    assert told(run(data, "--predictions", maps, "--json")[1])["scores"] == before


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--predictions", "nowhere"], "nowhere"),
        (["--split", "test", "--predictions", "MAPS"], "test"),
        (["--view", "sideways", "--predictions", "MAPS"], "sideways"),
        (["--model", "none.tflite"], "none.tflite"),
        (["--threshold", "1.5"], "--threshold"),
        (["--wrong"], "--wrong"),
        (["--on", "cluster"], "--on is ray, ray://HOST or HOST:PORT, not 'cluster'"),
        (["--predictions", "MAPS", "--on", "ray"], "--on would change nothing"),
        (["--predictions", "MAPS", "--model", "m.tflite", "--crop", "1,2"], "--model and --crop"),
    ],
)
def test_a_wrong_request_is_one_line(
    run: Run, data: Path, maps: Path, arguments: list[str], what: str
) -> None:
    code, out, err = run(data, *(str(maps) if a == "MAPS" else a for a in arguments))
    assert (code, out) == (2, "")
    assert what in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["x[#1]:car:", "[bold]a", os.fsdecode(b"caf\xe9")])
def test_names_are_shown_as_they_are(run: Run, tmp_path: Path, name: str) -> None:
    try:
        write_png(tmp_path / "pair/images" / f"{name}.png", np.zeros((9, 14, 3), np.uint8))
    except OutputError:
        pytest.skip("this file system takes no such name")
    write_png(tmp_path / "pair/masks" / f"{name}.png", np.full((9, 14), 255, np.uint8))
    write_png(tmp_path / "maps" / f"{name}_prob.png", np.full((9, 14), 255, np.uint8))
    shown = name.encode("utf-8", "backslashreplace").decode()
    code, out, _ = run(tmp_path / "pair", "--predictions", tmp_path / "maps")
    assert code == 0
    assert name in out or shown in out
    code, out, _ = run(tmp_path / "pair", "--predictions", tmp_path / "maps", "--json")
    assert (code, told(out)["pictures"][0]["name"]) == (0, shown)


def test_through_the_real_entry_point(data: Path, maps: Path) -> None:
    call = [sys.executable, "-m", "roadeye", "evaluate"]
    command = [*call, str(data), "--predictions", str(maps), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert told(done.stdout)["images"] == 3
