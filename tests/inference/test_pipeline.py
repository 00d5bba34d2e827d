"""Jobs in, events out: from files and from bytes, with overlapping stages."""

import threading
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from fake_camera import fake_camera
from fake_engine import FakeEngine, fake_spec
from numbered_video import write_numbered

from roadeye.arrays import Image, Probability
from roadeye.errors import ModelError
from roadeye.inference.events import Advanced, Done, Failed, Skipped, Started
from roadeye.inference.jobs import Existing, Job, SourceKind, plan_jobs
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings, run_jobs
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.find import find
from roadeye.io.images import encode_png, read_gray, write_png
from roadeye.io.taken import Every
from roadeye.io.video import frames_of_video

MASK = (OutputKind.MASK,)
SEGMENTER = Segmenter(FakeEngine(spec=fake_spec((32, 48))))


def picture(level: int) -> Image:
    return np.full((32, 48, 3), level, np.uint8)


def jobs_of(folder: Path, out: Path, existing: Existing = Existing.REFUSE) -> list[Job]:
    return plan_jobs(find(str(folder)).files, "", f"{out}/", MASK, existing)


def test_events_come_job_by_job(tmp_path: Path) -> None:
    for name, level in (("a", 255), ("b", 0)):
        write_png(tmp_path / "in" / f"{name}.png", picture(level))
    (tmp_path / "in" / "c.png").write_text("no picture")
    events = list(run_jobs(SEGMENTER, jobs_of(tmp_path / "in", tmp_path / "out")))
    assert [type(event) for event in events] == [
        Started, Advanced, Done, Started, Advanced, Done, Started, Failed,
    ]  # fmt: skip
    done = [event.result for event in events if isinstance(event, Done)]
    assert [one.road_fraction for one in done] == [1.0, 0.0]
    assert (read_gray(tmp_path / "out" / "a_mask.png") == 255).all()


def test_bytes_in_and_bytes_out() -> None:
    has_coco = find_spec("pycocotools") is not None  # the extra `table`
    kinds = [kind for kind in OutputKind if kind is not OutputKind.RLE or has_coco]
    job = Job("upload", (encode_png(picture(255)),), SourceKind.PICTURE, dict.fromkeys(kinds, None))
    (done,) = (event for event in run_jobs(SEGMENTER, [job]) if isinstance(event, Done))
    assert set(done.content) == set(kinds)
    assert (read_gray(done.content[OutputKind.MASK]) == 255).all()
    assert done.result.outputs == ()


def test_what_exists_is_skipped_and_counted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_png(tmp_path / "in" / f"{name}.png", picture(255))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a_mask.png").touch()
    jobs = jobs_of(tmp_path / "in", tmp_path / "out", Existing.SKIP)
    events = list(run_jobs(SEGMENTER, jobs))
    (skipped,) = (event for event in events if isinstance(event, Skipped))
    assert (skipped.job.source.rpartition("/")[2], skipped.wanted) == ("a.png", True)
    assert sum(isinstance(event, Done) for event in events) == 1


def test_a_call_that_is_stopped_finishes_what_is_in_work(tmp_path: Path) -> None:
    for index in range(20):
        write_png(tmp_path / "in" / f"{index}.png", picture(255))
    stop = threading.Event()
    done, left = 0, 0
    jobs = jobs_of(tmp_path / "in", tmp_path / "out")
    for event in run_jobs(SEGMENTER, jobs, stopped=stop.is_set):
        done += isinstance(event, Done)
        left += isinstance(event, Skipped) and not event.wanted
        if done == 3:
            stop.set()
    assert done + left == 20
    assert left > 0
    assert len(list((tmp_path / "out").iterdir())) == done


def test_a_consumer_that_leaves_ends_all_threads(tmp_path: Path) -> None:
    before = threading.active_count()
    for index in range(20):
        write_png(tmp_path / "in" / f"{index}.png", picture(255))
    events = run_jobs(SEGMENTER, jobs_of(tmp_path / "in", tmp_path / "out"))
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    assert not list(tmp_path.rglob(".roadeye-*"))


def test_a_network_that_cannot_run_ends_the_call(tmp_path: Path) -> None:
    write_png(tmp_path / "in" / "a.png", picture(255))

    def broken(image: Image) -> Probability:
        return np.full(image.shape[:2], np.nan, np.float32)

    jobs = jobs_of(tmp_path / "in", tmp_path / "out")
    with pytest.raises(ModelError, match="outside 0 to 1"):
        list(run_jobs(Segmenter(FakeEngine(broken)), jobs))


def test_results_are_those_of_the_segmenter_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 256, (40 + index, 70, 3), dtype=np.uint8) for index in range(8)]
    for index, image in enumerate(images):
        write_png(tmp_path / "in" / f"{index}.png", image)
    assert all(
        not isinstance(event, Failed)
        for event in run_jobs(SEGMENTER, jobs_of(tmp_path / "in", tmp_path / "out"))
    )
    for index, image in enumerate(images):
        mask = read_gray(tmp_path / "out" / f"{index}_mask.png") == 255
        np.testing.assert_array_equal(mask, SEGMENTER(image).mask)


def test_a_camera_is_done_one_frame_at_a_time_until_it_is_stopped(tmp_path: Path) -> None:
    job = Job(
        "camera 0", (fake_camera(),), SourceKind.VIDEO, {OutputKind.OVERLAY: tmp_path / "a.mp4"}
    )
    stop = threading.Event()
    seen = []
    done: Done | None = None
    for event in run_jobs(SEGMENTER, [job], stopped=stop.is_set):
        if isinstance(event, Advanced):
            assert event.live is not None
            seen.append(event.live)
            if len(seen) == 5:
                stop.set()
        if isinstance(event, Done):
            done = event
    assert done is not None
    assert done.result.frames == 5
    assert done.result.latency_ms is not None
    assert (tmp_path / "a.mp4").exists()


def test_every_second_frame_is_smoothed(tmp_path: Path) -> None:
    video = write_numbered(tmp_path / "in.mp4", "libx264", range(20))
    job = Job("in", (video,), SourceKind.VIDEO, {OutputKind.MASK: tmp_path / "m.mkv"})
    settings = PipelineSettings(every=Every(2), smoothing=Smoothing.FLOW)
    (done,) = (e for e in run_jobs(SEGMENTER, [job], settings) if isinstance(e, Done))
    assert done.result.frames == 10
    times = [float(frame.time) for frame in frames_of_video(tmp_path / "m.mkv", pytest.fail)]
    assert times == [pytest.approx(n / 5, abs=0.002) for n in range(10)]
