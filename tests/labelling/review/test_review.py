"""A review finds each thing that was spoilt on purpose, and nothing in labels that are right."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine

from roadeye.arrays import Image, Mask
from roadeye.cli import main
from roadeye.data.detect import open_dataset
from roadeye.evaluation.report.review_page import review_page
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import write_png
from roadeye.labelling.review.finding import FindingKind
from roadeye.labelling.review.review import Review, review
from roadeye.labelling.review.shift import WIDTH, common_shift, shift_counts

HEIGHT = 144
SEGMENTER = Segmenter(FakeEngine())  # what is bright in red is road


def street(number: int) -> Mask:
    """Draw a road that no other number has."""
    road = np.zeros((HEIGHT, WIDTH), np.bool_)
    left = 20 + 70 * (number % 6)
    road[60 + 5 * (number // 6) :, left : left + 110] = True
    return road


def picture(road: Mask, number: int) -> Image:
    """Draw a picture of a road whose other channels tell it from others."""
    coarse = np.random.default_rng(number).integers(60, 190, (12, 40, 1), np.uint8)
    image = coarse.repeat(12, axis=0).repeat(12, axis=1).repeat(3, axis=2)
    image[..., 0] = np.where(road, 250, 5)
    return image


def made(root: Path, count: int = 8) -> Path:
    """Write pictures with labels that are right, two of them validating."""
    for number in range(count):
        name = f"{'val' if number < 2 else 'train'}/p{number}.png"
        road = street(number)
        write_png(root / "images" / name, picture(road, number))
        write_png(root / "masks" / name, road.astype(np.uint8) * np.uint8(255))
    return root


def shifted(root: Path) -> None:
    for number in range(8):
        path = root / "masks" / ("val" if number < 2 else "train") / f"p{number}.png"
        write_png(path, np.roll(street(number), 4, axis=1).astype(np.uint8) * np.uint8(255))


def swapped(root: Path) -> None:
    first, second = (root / "masks" / "train" / f"p{number}.png" for number in (3, 5))
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


def leaked(root: Path) -> None:
    again = np.clip(picture(street(0), 0).astype(int) + 4, 0, 255).astype(np.uint8)
    write_png(root / "images" / "train" / "p4.png", again)
    write_png(root / "masks" / "train" / "p4.png", street(0).astype(np.uint8) * np.uint8(255))


def specked(root: Path) -> None:
    road = street(6)
    road[3:40:6, 3:200:40] = True
    write_png(root / "masks" / "train" / "p6.png", road.astype(np.uint8) * np.uint8(255))


def emptied(root: Path) -> None:
    write_png(root / "masks" / "train" / "p6.png", np.zeros((HEIGHT, WIDTH), np.uint8))


def darkened(root: Path) -> None:
    write_png(root / "images" / "train" / "p6.png", picture(street(6), 6) // 20)


def of_another_shape(root: Path) -> None:
    write_png(root / "images" / "train" / "p6.png", picture(street(6), 6)[:, :200])
    write_png(
        root / "masks" / "train" / "p6.png", street(6)[:, :200].astype(np.uint8) * np.uint8(255)
    )


def reviewed(root: Path) -> Review:
    return review(open_dataset(root), SEGMENTER)


def test_labels_that_are_right(tmp_path: Path) -> None:
    found = reviewed(made(tmp_path))
    assert found.findings == ()
    assert (found.pictures, found.seen) == (8, 8)
    assert found.heat.max() <= 1
    assert found.heat[0].max() == 0  # no road at the top


@pytest.mark.parametrize(
    ("spoil", "kind", "names", "told"),
    [
        (shifted, FindingKind.SHIFTED, None, "lie 4 too far right"),
        (swapped, FindingKind.OTHER_PICTURE, {"train/p3", "train/p5"}, "2 labels fit another"),
        (leaked, FindingKind.LEAKED, {"val/p0"}, "1 of 2 validation pictures"),
        (specked, FindingKind.SPECKS, {"train/p6"}, "1 of 8 labels have 10 or more"),
        (emptied, FindingKind.NO_ROAD, {"train/p6"}, "1 of 8 labels have no road"),
        (emptied, FindingKind.DISAGREES, {"train/p6"}, "1 of 8 labels and a model"),
        (darkened, FindingKind.DARK, {"train/p6"}, "dark or bright pictures: 1 of 8"),
        (of_another_shape, FindingKind.SIZES, {"train/p6"}, "480×144 (7), 200×144 (1)"),
    ],
)
def test_what_is_spoilt_is_found(
    spoil: Callable[[Path], None],
    kind: FindingKind,
    names: set[str] | None,
    told: str,
    tmp_path: Path,
) -> None:
    spoil(made(tmp_path))
    found = {one.kind: one for one in reviewed(tmp_path).findings}
    assert told in found[kind].told
    if names is not None:
        assert set(found[kind].names) == names


@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, 0), (-2, 5), (0, -8), (8, 8)])
def test_a_common_shift_is_measured(down: int, right: int) -> None:
    counts = [
        shift_counts(
            np.roll(street(number), (down, right), (0, 1)),
            np.ones((HEIGHT, WIDTH), np.bool_),
            street(number),
        )
        for number in (1, 2, 3, 8, 9)
    ]
    found = common_shift(counts)
    if (down, right) == (0, 0):
        assert found is None
    else:
        assert found is not None
        assert (found.down, found.right) == (down, right)


def test_nothing_to_compare_is_no_shift() -> None:
    assert common_shift([]) is None
    empty = np.zeros((HEIGHT, WIDTH), np.bool_)
    assert common_shift([shift_counts(empty, ~empty, empty)]) is None


def test_the_page_shows_findings_and_loads_nothing(tmp_path: Path) -> None:
    root = made(tmp_path / "<b>street")
    swapped(root)
    page = review_page(
        reviewed(root), ["a.png <i>is broken"], SEGMENTER, datetime(2026, 1, 1, tzinfo=UTC)
    ).decode()
    assert "Label of another picture" in page
    assert page.count('<div class="pair">') == 2
    assert "&lt;b&gt;street" in page
    assert "a.png &lt;i&gt;is broken" in page
    assert page.count("<img") == page.count('<img src="data:')


@pytest.mark.slow
def test_the_command_reports_and_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = made(tmp_path / "set")
    darkened(root)
    with pytest.raises(SystemExit) as left:
        main(["data", "check", str(root), "--report", str(tmp_path / "page"), "--json"])
    report = json.loads(capsys.readouterr().out)
    assert left.value.code == 0  # what only looks odd is no error
    assert report["problems"] == []
    assert "dark or bright" in {one["kind"] for one in report["findings"]}
    assert (tmp_path / "page" / "index.html").stat().st_size > 5000
