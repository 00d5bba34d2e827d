"""`roadeye compare` through its entry point."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from json_reference import undocumented

from roadeye.cli import main
from roadeye.io.images import write_png

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["compare", *(str(argument) for argument in arguments)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Write maps a and b of four pictures: a misses a row of ten, b takes one too many."""
    for number in range(4):
        road = np.zeros((20, 30), np.uint8)
        road[10:] = 255
        write_png(tmp_path / "data" / "images" / f"{number}.png", np.dstack([road] * 3))
        write_png(tmp_path / "data" / "masks" / f"{number}.png", road)
        for folder, first in (("a", 11), ("b", 9)):
            levels = np.full((20, 30), 40, np.uint8)
            levels[first:] = 200
            write_png(tmp_path / folder / f"{number}.png", levels)
    return tmp_path / "a", tmp_path / "b", tmp_path / "data"


def test_json(run: Run, given: tuple[Path, Path, Path]) -> None:
    code, out, err = run(*given, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    for keys in (told, told["a"], told["pictures"][0], told["differences"]["all"]["iou"]):
        assert not undocumented("compare", keys)
    assert told["a"] == {
        "model": None, "head": None, "predictions": str(given[0]), "threshold": 0.5,
    }  # fmt: skip
    assert (told["images"], told["asked"], told["split"], told["view"]) == (4, 4, "all", "image")
    iou = told["differences"]["all"]["iou"]
    assert (iou["a"], iou["b"]) == (0.9, pytest.approx(10 / 11))
    assert iou["interval"] == pytest.approx([10 / 11 - 0.9] * 2)  # all pictures are alike
    assert set(told["differences"]["all"]) == {"iou", "maxf", "f", "ap", "ece"}
    assert told["wins"] == {"a": 0, "b": 4, "same": 0}
    assert len(told["pictures"]) == 4


def test_the_table_fits_80_columns(run: Run, given: tuple[Path, Path, Path]) -> None:
    code, out, _ = run(*given)
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines[2:])) <= 80
    row = next(line.split() for line in lines if line.startswith("all IoU"))
    assert row == ["all", "IoU", "90.00", "90.91", "+0.91", "+0.91", "to", "+0.91", "clear"]
    assert "B in 4" in out


def test_a_page_shows_what_differs_side_by_side(
    run: Run, given: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    code, out, err = run(*given, "--report", tmp_path / "page", "--json")
    assert code == 0
    assert str(tmp_path / "page" / "index.html") in err
    assert json.loads(out)["images"] == 4
    page = (tmp_path / "page" / "index.html").read_text()
    assert page.count("<img ") == 8
    assert "In no picture." in page  # a is better nowhere


def test_a_picture_that_one_lacks_is_left_out_and_said(
    run: Run, given: tuple[Path, Path, Path]
) -> None:
    (given[1] / "2.png").unlink()
    code, out, err = run(*given, "--json")
    assert code == 1
    assert "over 3 of 4 pictures" in err
    assert json.loads(out)["failed"][0]["name"] == "2"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["nowhere", "B", "DATA"], "nowhere"),
        (["A", "B", "nowhere"], "nowhere"),
        (["A", "B", "DATA", "--split", "test"], "test"),
    ],
)
def test_a_wrong_request_is_one_line(
    run: Run, given: tuple[Path, Path, Path], arguments: list[str], what: str
) -> None:
    paths = dict(zip(("A", "B", "DATA"), map(str, given), strict=True))
    code, out, err = run(*(paths.get(argument, argument) for argument in arguments))
    assert (code, out) == (2, "")
    assert what in err
    assert err.count("\n") == 1


def test_an_unknown_view_is_refused(run: Run, given: tuple[Path, Path, Path]) -> None:
    code, out, err = run(*given, "--view", "sideways")
    assert (code, out) == (2, "")
    assert "'sideways' is not one of 'image', 'bev'" in err
