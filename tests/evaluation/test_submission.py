import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import cv2
import msgspec
import numpy as np
import pytest

from roadeye.arrays import Image, Probability
from roadeye.errors import InputError
from roadeye.evaluation.submission.check import check
from roadeye.evaluation.submission.make import make
from roadeye.evaluation.submission.names import map_name, picture_names, spans
from roadeye.evaluation.submission.plan import plan, require_complete
from roadeye.geometry.bev import look_up, table
from roadeye.geometry.calibration import format_calibration
from roadeye.geometry.pinhole import Pinhole
from roadeye.io.images import write_png

CAMERA = Pinhole(width=64, height=48, fx=36, fy=36, cx=32, cy=16, above_road=1.6)


def predict(image: Image) -> Probability:
    """The probability is the red channel."""
    return image[..., 0].astype(np.float32) / np.float32(255)


def quietly() -> None:
    pass


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of 290 tiny pictures; the red of a picture is its own."""
    root = tmp_path_factory.mktemp("data_road")
    calib = format_calibration(CAMERA.calibration())
    (root / "testing" / "calib").mkdir(parents=True)
    (root / "testing" / "image_2").mkdir()
    for index, name in enumerate(picture_names()):
        image = np.zeros((48, 64, 3), np.uint8)
        image[..., 0] = index % 256
        (root / "testing" / "image_2" / f"{name}.png").write_bytes(png(image[..., ::-1]))
        (root / "testing" / "calib" / f"{name}.txt").write_text(calib)
    return root


@pytest.fixture(scope="module")
def submission(complete: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("submission") / "road.zip"
    planned = plan(complete)
    require_complete(planned)
    assert make(planned, predict, out, quietly) == ()
    return out


@pytest.fixture
def broken(complete: Path, tmp_path: Path) -> Path:
    """The same data set with one calibration damaged, one missing and one picture missing."""
    root = tmp_path / "data_road"
    shutil.copytree(complete, root, copy_function=lambda a, b: Path(b).hardlink_to(a))
    testing = root / "testing"
    (testing / "calib" / "um_000001.txt").unlink()
    (testing / "calib" / "um_000001.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (testing / "calib" / "um_000002.txt").unlink()
    (testing / "image_2" / "uu_000099.png").unlink()
    write_png(testing / "image_2" / "um_000096.png", np.zeros((48, 64, 3), np.uint8))
    return root


def test_the_names_are_those_of_the_benchmark() -> None:
    names = [map_name(picture) for picture in picture_names()]
    assert len(names) == 290
    # um 0-95, umm 0-93, uu 0-99
    assert [names[0], names[95], names[96], names[189], names[190], names[289]] == [
        "um_road_000000.png", "um_road_000095.png", "umm_road_000000.png",
        "umm_road_000093.png", "uu_road_000000.png", "uu_road_000099.png",
    ]  # fmt: skip


def test_spans_name_every_picture() -> None:
    assert spans(picture_names()) == (
        "um_000000 to 000095, umm_000000 to 000093, uu_000000 to 000099"
    )
    assert spans(["uu_000003", "um_000003", "um_000005"]) == "um_000003, um_000005, uu_000003"


def test_a_submission_holds_the_view_of_every_picture(submission: Path) -> None:
    assert check(submission) == ()
    lookup = table(CAMERA.calibration(), (48, 64))
    with ZipFile(submission) as archive:
        assert archive.namelist() == [map_name(picture) for picture in picture_names()]
        for index in (0, 100, 255):
            content = np.frombuffer(archive.read(archive.namelist()[index]), np.uint8)
            levels = cv2.imdecode(content, cv2.IMREAD_UNCHANGED)
            expected = look_up(np.full((48, 64), index, np.uint8), lookup)
            assert (np.asarray(levels) == expected).all()


def test_the_same_input_makes_the_same_bytes(
    complete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan(complete)
    planned = replace(planned, jobs=planned.jobs[:9])
    for name, now in (("a.zip", 1e9), ("b.zip", 2e9)):
        monkeypatch.setattr("time.time", lambda now=now: now)
        make(planned, predict, tmp_path / name, quietly)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_nothing_is_predicted_while_something_is_missing(broken: Path) -> None:
    planned = plan(broken)
    assert len(planned.jobs) == 287
    with pytest.raises(InputError) as caught:
        require_complete(planned)
    said = str(caught.value)
    assert "4 pictures have problems (um_000001 to 000002, um_000096, uu_000099)" in said
    assert "um_000001.txt, line 1: not text" in said
    assert "290 pictures" in said
    assert "make the other 287 maps alone" in said
    assert caught.value.code == "submission-incomplete"


def test_what_can_be_made_is_made(broken: Path, tmp_path: Path) -> None:
    (broken / "testing" / "image_2" / "um_000000.png").unlink()
    (broken / "testing" / "image_2" / "um_000000.png").write_bytes(b"no picture")
    out = tmp_path / "part.zip"
    planned = plan(broken)
    planned = replace(planned, jobs=planned.jobs[:9])
    with pytest.raises(InputError, match="um_000000"):
        make(planned, predict, out, quietly)
    assert not out.exists()
    missing = make(planned, predict, out, quietly, partial=True)
    assert [one.name for one in missing] == ["um_000000"]
    with ZipFile(out) as archive:
        assert len(archive.namelist()) == 8
    problems = check(out)
    assert len(problems) == 282
    assert all(problem.endswith("is missing.") for problem in problems)


def test_another_folder_is_no_test_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no test set"):
        plan(tmp_path)


def test_a_camera_in_the_road_is_named_before_anything_is_predicted(
    complete: Path, tmp_path: Path
) -> None:
    root = tmp_path / "data_road"
    shutil.copytree(complete, root, copy_function=lambda a, b: Path(b).hardlink_to(a))
    sunk = msgspec.structs.replace(CAMERA, above_road=0.0).calibration()
    file = root / "testing" / "calib" / "umm_000007.txt"
    file.unlink()
    file.write_text(format_calibration(sunk))
    with pytest.raises(InputError, match=r"umm_000007\.txt: the calibration puts the camera into"):
        require_complete(plan(root))


def test_a_picture_that_is_there_twice_is_named(complete: Path, tmp_path: Path) -> None:
    root = tmp_path / "data_road"
    shutil.copytree(complete, root, copy_function=lambda a, b: Path(b).hardlink_to(a))
    write_png(root / "testing" / "image_2" / "um_000003.jpg", np.zeros((48, 64), np.uint8))
    with pytest.raises(InputError, match=r"um_000003\.png is there as um_000003\.jpg too"):
        require_complete(plan(root))


def png(array: np.ndarray) -> bytes:
    return cv2.imencode(".png", array)[1].tobytes()


GOOD = np.zeros((800, 400), np.uint8)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png(GOOD.T), "is 800x400, expected 400x800"),
        (png(GOOD.astype(np.uint16)), "is grey of 16 bits"),
        (png(np.zeros((800, 400, 3), np.uint8)), "is RGB of 8 bits"),
        (png(GOOD)[:-8], "is cut short or damaged"),
        (b"GIF89a", "is not a PNG picture"),
        (b"", "is not a PNG picture"),
        (bytes(9_000_000), "has 9000000 bytes"),
    ],
)
def test_a_map_that_is_none_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (problem,) = problems_of(tmp_path, {"umm_road_000007.png": content})
    assert problem.startswith(f"umm_road_000007.png {said}")


def test_what_is_too_much_is_named(tmp_path: Path) -> None:
    names = ("um_road_000000.png", "results/um_road_000001.png", "um_lane_000000.png")
    assert problems_of(tmp_path, dict.fromkeys(names, png(GOOD))) == [
        "'results/um_road_000001.png' is too much: all maps belong into the root.",
        "'um_lane_000000.png' is too much: no map has this name.",
    ]


def test_a_name_that_is_there_twice_is_named(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "road.zip", "w") as archive:
        archive.writestr("um_road_000000.png", png(GOOD))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("um_road_000000.png", png(GOOD))
    assert "um_road_000000.png is there 2 times." in check(tmp_path / "road.zip")


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
def test_a_half_written_file_is_refused(submission: Path, tmp_path: Path, part: float) -> None:
    content = submission.read_bytes()
    half = tmp_path / "half.zip"
    half.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(InputError, match="not a complete zip file"):
        check(half)


def test_a_flipped_bit_is_found(submission: Path, tmp_path: Path) -> None:
    content = bytearray(submission.read_bytes())
    content[200] ^= 1
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)
    (problem,) = check(damaged)
    assert problem.startswith("um_road_000000.png cannot be taken out of the zip file")


@pytest.mark.slow
def test_any_damage_is_a_problem_or_one_clear_line(submission: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with ZipFile(submission) as archive, ZipFile(damaged, "w") as small:
        for name in archive.namelist()[:2]:
            small.writestr(name, archive.read(name))
    whole = damaged.read_bytes()
    random = np.random.default_rng(5)
    told = []
    for _ in range(300):  # in the directory at the end, where names and versions stand
        content = bytearray(whole)
        content[-int(random.integers(1, 200))] = int(random.integers(256))
        damaged.write_bytes(content)
        try:
            check(damaged)
        except InputError as error:
            told.append(str(error))
    assert told
    assert all("damaged.zip" in line for line in told)


def problems_of(folder: Path, content: dict[str, bytes]) -> list[str]:
    """Check a zip file of that content, maps that are not there left out."""
    with ZipFile(folder / "road.zip", "w", ZIP_DEFLATED) as archive:
        for name, member in content.items():
            archive.writestr(name, member)
    return [problem for problem in check(folder / "road.zip") if "is missing" not in problem]


def test_a_picture_that_raises_something_unforeseen_is_left_out_alone(
    complete: Path, tmp_path: Path
) -> None:
    planned = plan(complete)
    planned = replace(planned, jobs=planned.jobs[:3])
    calls: list[None] = []

    def fails_once(image: Image) -> Probability:
        calls.append(None)
        if len(calls) == 2:
            raise KeyError("nobody foresaw this")
        return predict(image)

    (left_out,) = make(planned, fails_once, tmp_path / "part.zip", quietly, partial=True)
    assert left_out.name == "um_000001"
    assert "um_000001.png (KeyError: " in left_out.reason
