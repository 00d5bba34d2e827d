"""What is wrong, doubtful or missing in labels is told, and the rest is read."""

import json
from pathlib import Path

import label_folders
import numpy as np
import pytest
from label_folders import HEIGHT, RING, STREET, WIDTH, labelme, mask, picture

from roadeye.data.detect import open_dataset
from roadeye.data.importers.annotation import Reading, Region
from roadeye.data.importers.detect import read_labels
from roadeye.data.importers.paint import ROAD, Frame, Roles, paint
from roadeye.data.importers.survey import choose_roles, survey
from roadeye.data.importers.write import counted, painted_mask, write_labels
from roadeye.errors import InputError, OutputError
from roadeye.io.images import read_unchanged

ROADS = Roles(frozenset({"road"}))


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def shape(label: str, points: list[tuple[float, float]]) -> dict[str, object]:
    return {"label": label, "points": points, "shape_type": "polygon"}


def test_two_annotations_for_a_picture(tmp_path: Path) -> None:
    labelme(tmp_path)
    labelme(tmp_path, "second_try", image="a.png")
    labelme(tmp_path, "b")
    labels = read_labels(tmp_path)
    assert [one.key for one in labels.pictures] == ["b"]
    assert labels.problems[0].file == "a.png"
    assert "annotated 2 times, in a.json and second_try.json" in labels.problems[0].what


def test_two_pictures_of_one_name(tmp_path: Path) -> None:
    labelme(tmp_path, "a", image="a.png")
    labelme(tmp_path, "a2", image="a.jpg")
    labels = read_labels(tmp_path)
    assert labels.pictures == ()
    assert {problem.file for problem in labels.problems} == {"a.png", "a.jpg"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{", "is not a labelme file"),
        ('{"shapes": 3, "imagePath": "a.png"}', "is not a labelme file"),
        ("[" * 100_000, "is n"),
        ('{"shapes": [], "imagePath": "gone.png"}', "annotates gone.png, which is not there"),
        ('{"shapes": [], "imagePath": ""}', "which is not there"),
        ('{"shapes": [], "imagePath": "\\u0000"}', "which is not there"),
    ],
)
def test_broken_files_are_told_and_others_read(content: str, what: str, tmp_path: Path) -> None:
    labelme(tmp_path, "a")
    (tmp_path / "b.json").write_text(content)
    labels = read_labels(tmp_path)
    assert [one.key for one in labels.pictures] == ["a"]
    assert [problem.file for problem in labels.problems] == ["b.json"]
    assert what in labels.problems[0].what


def test_pictures_of_another_size_than_their_label(tmp_path: Path) -> None:
    change(labelme(tmp_path), imageWidth=2 * WIDTH)
    found = survey(read_labels(tmp_path))
    assert found.problems[0].what.startswith("labels a picture of 16×6 pixels, but a.png has 8×6")


def test_what_overlaps_or_reaches_beyond_is_counted(tmp_path: Path) -> None:
    path = labelme(tmp_path)
    over = [(-5.0, -5.0), (99.0, -5.0), (99.0, 4.0), (-5.0, 4.0)]
    change(
        path, shapes=[shape("road", [(float(x), float(y)) for x, y in RING]), shape("car", over)]
    )
    labels = read_labels(tmp_path)
    written = write_labels(labels, labels.pictures, ROADS, tmp_path / "out")
    assert (written.overlapping, written.beyond, written.problems) == (1, 1, [])
    assert [line.rpartition(": ")[2] for line in counted(written)] == ["1", "1"]
    mask = read_unchanged(tmp_path / "out" / "masks" / "a.png")
    expected = STREET.copy()
    expected[:4] = False
    assert np.array_equal(mask == ROAD, expected)


def test_a_picture_with_a_broken_label_is_not_one_without(tmp_path: Path) -> None:
    labelme(tmp_path, "b")
    labelme(tmp_path).write_text("{")
    labels = read_labels(tmp_path)
    assert [one.key for one in labels.pictures] == ["b"]
    assert labels.problems[0].file == "a.json"


def test_a_corner_that_is_no_number_is_told(tmp_path: Path) -> None:
    area = Region("road", (np.array([(0, 0), (np.inf, 0), (3, 3)]),))
    with pytest.raises(InputError, match="a corner that is not a number"):
        paint(Reading((area,)), Frame((HEIGHT, WIDTH)), ROADS)


def test_huge_coordinates_cost_no_memory(tmp_path: Path) -> None:
    path = labelme(tmp_path)
    change(path, shapes=[shape("road", [(-1e300, -1e300), (1e300, -1e300), (0, 1e300)])])
    (one,) = read_labels(tmp_path).pictures
    assert painted_mask(one, ROADS)[1].mask.shape == (HEIGHT, WIDTH)


def test_pictures_nobody_labelled(tmp_path: Path) -> None:
    labelme(tmp_path)
    picture(tmp_path / "b.png")
    labels = read_labels(tmp_path)
    found = survey(labels)
    assert [one.key for one in found.empty] == ["b"]
    written = write_labels(labels, labels.pictures, ROADS, tmp_path / "out")
    assert written.names == ["a", "b"]
    assert written.without_road == 1
    assert not read_unchanged(tmp_path / "out" / "masks" / "b.png").any()


def test_what_is_written_is_a_data_set(tmp_path: Path) -> None:
    for name in ("a", "b"):
        labelme(tmp_path / "src", name)
    labels = read_labels(tmp_path / "src")
    write_labels(labels, labels.pictures, ROADS, tmp_path / "out")
    dataset = open_dataset(tmp_path / "out")
    road, valid = dataset.items[0].read_label()
    assert np.array_equal(road, STREET)
    assert valid.all()
    copied = (tmp_path / "out" / "images" / "a.png").read_bytes()
    assert copied == (tmp_path / "src" / "a.png").read_bytes()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    labelme(tmp_path / "src")
    labels = read_labels(tmp_path / "src")
    (tmp_path / "out" / "masks").mkdir(parents=True)
    (tmp_path / "out" / "masks" / "mine.png").touch()
    with pytest.raises(OutputError, match="exists already"):
        write_labels(labels, labels.pictures, ROADS, tmp_path / "out")


@pytest.mark.parametrize(
    ("road", "ignored", "message"),
    [
        (["raod"], [], r"no class 'raod'; the nearest is 'road'. Classes .*: road \(1\)"),
        (["Road"], [], "the nearest is 'road'"),
        (["oa"], [], "the nearest is 'road'"),
        (["road"], ["sky"], "no class 'sky'"),
        (["road"], ["road"], "cannot be road and not count"),
    ],
)
def test_classes_that_are_not_there(
    road: list[str], ignored: list[str], message: str, tmp_path: Path
) -> None:
    labelme(tmp_path)
    with pytest.raises(InputError, match=message):
        choose_roles(survey(read_labels(tmp_path)), road, ignored)


def test_values_that_are_in_no_table(tmp_path: Path) -> None:
    label_folders.comma10k(tmp_path)
    picture(tmp_path / "imgs" / "0006_b.png")
    mask(tmp_path / "masks" / "0006_b.png", np.full((HEIGHT, WIDTH, 3), 7), "RGB")
    (problem,) = survey(read_labels(tmp_path)).problems
    assert "has the value #070707, which is in no table of this format" in problem.what


def test_photographs_are_no_masks(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.png")
    noise = np.random.default_rng(0).integers(0, 255, (HEIGHT * 8, WIDTH * 8, 3))
    mask(tmp_path / "masks" / "a.png", noise, "RGB")
    (problem,) = survey(read_labels(tmp_path)).problems
    assert "is a photograph, not a mask" in problem.what or "labels a picture of" in problem.what
