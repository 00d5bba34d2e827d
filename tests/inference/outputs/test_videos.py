"""What a video leaves: each result read back, all of one call agreeing frame by frame."""

import json
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec
from numbered_video import HEIGHT, WIDTH, number_of, write_numbered

from roadeye.arrays import Image, Mask
from roadeye.geometry.pinhole import Pinhole
from roadeye.inference.events import Advanced, Done
from roadeye.inference.jobs import Existing, plan_folder
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.outputs.output import OutputSettings
from roadeye.inference.pipeline import PipelineSettings, run_jobs
from roadeye.inference.segmenter import Segmenter
from roadeye.io.find import FoundFile
from roadeye.io.images import read_gray
from roadeye.io.video import frames_of_video

FRAMES = 12
SEGMENTER = Segmenter(FakeEngine(spec=fake_spec((HEIGHT, WIDTH))))
CAMERA = Pinhole(
    width=WIDTH, height=HEIGHT, fx=60.0, fy=60.0, cx=64.0, cy=8.0, above_road=1.0
).calibration()


def run(video: Path, out: Path, *kinds: OutputKind, **settings: object) -> list[object]:
    jobs = plan_folder([FoundFile(video, video.parent)], out, kinds, Existing.OVERWRITE)
    return list(run_jobs(SEGMENTER, jobs, PipelineSettings(outputs=OutputSettings(**settings))))  # type: ignore[arg-type]


def images(path: Path) -> list[Image]:
    return [frame.image for frame in frames_of_video(path, pytest.fail)]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def filled(line: dict[str, object]) -> Mask:
    """Fill the polygons of a line, by the even-odd rule."""
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    for polygon in line["polygons"]:  # type: ignore[attr-defined]
        rings = [np.array(ring) for ring in (polygon["outer"], *polygon["holes"])]
        cv2.fillPoly(pixels, [ring.astype(np.int32) for ring in rings], 1)
    return pixels.astype(np.bool_)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    video = write_numbered(folder / "drive.mp4", "libx264", range(FRAMES))
    left_out = {OutputKind.OVERLAY}
    if find_spec("pycocotools") is None:  # the extra `table`
        left_out.add(OutputKind.RLE)
    events = run(video, folder, *(kind for kind in OutputKind if kind not in left_out))
    assert any(isinstance(event, Done) for event in events)
    assert [event.time for event in events if isinstance(event, Advanced)] == [
        pytest.approx(number / 10) for number in range(FRAMES)
    ]
    return folder


def test_the_masks_of_a_folder_are_those_of_the_video(results: Path) -> None:
    names = [f"{number:06d}.png" for number in range(FRAMES)]
    assert sorted(path.name for path in (results / "drive_mask").iterdir()) == names
    for name, image in zip(names, images(results / "drive_mask.mkv"), strict=True):
        assert (read_gray(results / "drive_mask" / name) == image[..., 0]).all()


def test_side_by_side_shows_the_frame_beside_its_overlay(results: Path) -> None:
    for number, image in enumerate(images(results / "drive_side.mp4")):
        assert image.shape == (HEIGHT, 2 * WIDTH, 3)
        assert number_of(image[:, :WIDTH]) == number
        road = read_gray(results / "drive_mask" / f"{number:06d}.png") > 0
        changed = np.abs(image[:, WIDTH:].astype(int) - image[:, :WIDTH]).max(axis=2) > 60
        assert np.mean(changed == road) > 0.9


def test_lines_say_what_the_mask_shows(results: Path) -> None:
    told = lines(results / "drive_polygons.jsonl")
    assert [line["frame"] for line in told] == list(range(FRAMES))
    assert [line["time"] for line in told] == [pytest.approx(n / 10) for n in range(FRAMES)]
    for line, image in zip(told, images(results / "drive_mask.mkv"), strict=True):
        road = image[..., 0] > 0
        assert line["road_fraction"] == pytest.approx(road.mean(), abs=1e-6)
        assert 0.5 <= line["mean_confidence"] <= 1  # type: ignore[operator]
        # An outline moves by a pixel at most, and `fillPoly` fills the far edge too.
        ring = cv2.morphologyEx(road.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((5, 5)))
        assert not ((filled(line) != road) & (ring == 0)).any()
        assert "edges" not in line


def test_run_lengths_are_those_of_coco(results: Path) -> None:
    coco = pytest.importorskip("pycocotools.mask")
    told = lines(results / "drive_rle.jsonl")
    for line, image in zip(told, images(results / "drive_mask.mkv"), strict=True):
        assert (
            coco.decode({"size": line["size"], "counts": line["counts"]}) * 255 == image[..., 0]
        ).all()


def test_a_calibration_adds_metres(tmp_path: Path) -> None:
    video = write_numbered(tmp_path / "in.mp4", "libx264", range(3))
    run(video, tmp_path, OutputKind.POLYGONS, calibration=CAMERA)
    told = lines(tmp_path / "in_polygons.jsonl")
    assert all(len(line["edges"]) == 40 for line in told)  # type: ignore[arg-type]
    assert all("free_distance" in line for line in told)


def test_crf_chooses_between_size_and_quality(tmp_path: Path) -> None:
    video = write_numbered(tmp_path / "in.mp4", "libx264", range(3))
    sizes = []
    for crf in (10, 45):
        run(video, tmp_path / str(crf), OutputKind.OVERLAY, crf=crf)
        sizes.append((tmp_path / str(crf) / "in.mp4").stat().st_size)
    assert sizes[0] > 1.2 * sizes[1]


def test_a_rerun_leaves_no_mask_of_the_run_before(tmp_path: Path) -> None:
    for count in (4, 2):
        video = write_numbered(tmp_path / "in.mp4", "libx264", range(count))
        run(video, tmp_path / "out", OutputKind.MASK_PNG)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["in_mask"]
    assert len(list((tmp_path / "out" / "in_mask").iterdir())) == 2
