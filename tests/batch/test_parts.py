"""Long videos in parts: each frame once, at its own time, as if one worker had done all of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from batch_models import open_bright
from numbered_video import number_of, write_numbered

from roadeye.batch.inputs import Input
from roadeye.batch.parts import InParts
from roadeye.batch.task import PARTS, BatchSettings, Finished, Task, do_task
from roadeye.inference.events import Done, Failed
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.taken import Every, TimeRange
from roadeye.io.video import frames_of_video

pytestmark = pytest.mark.slow

KINDS = (OutputKind.MASK, OutputKind.PROBABILITY, OutputKind.POLYGONS, OutputKind.RLE)
LINES = ("a_polygons.jsonl", "a_rle.jsonl")
UNEVEN = [0, 1, 2, 5, 6, *range(20, 60), 61, 64]  # tenths of a second


class Workers:
    """Do tasks in this process, the later ones of each handful first, as busy workers may."""

    def __init__(self, settings: BatchSettings) -> None:
        self.settings = settings
        self.tasks: list[Task] = []

    def __call__(self, tasks: Iterator[Task], _: Callable[[], bool]) -> Iterator[Finished | None]:
        segmenter = open_bright()
        while handful := [task for _ in range(3) if (task := next(tasks, None))]:
            for task in reversed(handful):
                self.tasks.append(task)
                yield Finished(task, list(do_task(segmenter, task, self.settings)))
            yield None


def done(path: Path, settings: BatchSettings, seconds: float) -> tuple[list[Finished], list[Task]]:
    workers = Workers(settings)
    task = Task(Input(str(path), path.stem, "", True), bytes(16))
    ended = InParts(workers, settings, seconds)(iter([task]), lambda: False)
    return [one for one in ended if one is not None], workers.tasks


def frames(path: Path) -> list[tuple[Fraction, bytes]]:
    return [(one.time, one.image.tobytes()) for one in frames_of_video(path, pytest.fail)]


@pytest.mark.parametrize("times", [range(60), UNEVEN], ids=["even", "uneven"])
@pytest.mark.parametrize(("suffix", "b_frames"), [(".mp4", 0), (".mp4", 2), (".mkv", 2)])
def test_no_frame_is_lost_or_doubled_and_the_mask_is_the_same_to_the_bit(
    tmp_path: Path, times: list[int], suffix: str, b_frames: int
) -> None:
    path = write_numbered(tmp_path / f"a{suffix}", "libx264", times, b_frames=b_frames)
    whole = BatchSettings(str(tmp_path / "whole"), KINDS)
    parts = BatchSettings(str(tmp_path / "parts"), KINDS)
    (one,), tasks = done(path, whole, 1000.0)
    assert [task.part for task in tasks] == [None]
    (joined,), tasks = done(path, parts, 1.3)
    assert len(tasks) >= 4
    assert all(task.part for task in tasks)
    assert frames(tmp_path / "parts/a_mask.mkv") == frames(tmp_path / "whole/a_mask.mkv")
    probabilities = frames(tmp_path / "parts/a_prob.mkv")
    assert probabilities == frames(tmp_path / "whole/a_prob.mkv")
    for name in LINES:
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    seen = frames_of_video(tmp_path / "parts/a_mask.mkv", pytest.fail)
    assert [number_of(frame.image) for frame in seen] == list(range(len(times)))
    (event,), (expected,) = joined.events, one.events[-1:]
    assert isinstance(event, Done)
    assert isinstance(expected, Done)
    assert joined.task == one.task
    assert event.result.frames == len(times)
    assert event.result.road_fraction == pytest.approx(expected.result.road_fraction, rel=1e-12)
    assert event.mean_confidence == pytest.approx(expected.mean_confidence, rel=1e-6)
    assert event.result.outputs == tuple(
        text.replace("whole", "parts") for text in expected.result.outputs
    )
    assert not (tmp_path / "parts" / PARTS).exists()


def test_films_stay_whole_since_they_have_audio(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(60))
    for kinds in (None, (OutputKind.OVERLAY, OutputKind.MASK)):
        _, tasks = done(path, BatchSettings(str(tmp_path / f"out-{kinds}"), kinds), 1.3)
        assert [task.part for task in tasks] == [None]


def test_a_damaged_video_is_done_by_one_worker_and_tells_what_is_wrong(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mkv", "libx264", range(60))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = bytes(2000)
    path.write_bytes(content)
    (ended,), tasks = done(path, BatchSettings(str(tmp_path / "out"), KINDS), 1.3)
    assert tasks[-1].part is None
    assert any(isinstance(event, Failed) for event in ended.events)
    assert not (tmp_path / "out" / PARTS).exists()


@pytest.mark.parametrize(
    "pipeline",
    [
        PipelineSettings(TimeRange(1.0)), PipelineSettings(every=Every(2)),
        PipelineSettings(smoothing=Smoothing.FLOW),
    ],
)  # fmt: skip
def test_where_frames_depend_on_others_the_video_stays_whole(
    tmp_path: Path, pipeline: PipelineSettings
) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(60))
    settings = replace(BatchSettings(str(tmp_path / "out"), KINDS), pipeline=pipeline)
    _, tasks = done(path, settings, 1.3)
    assert [task.part for task in tasks] == [None]


def test_what_a_killed_job_left_of_parts_is_removed(tmp_path: Path) -> None:
    (tmp_path / "out" / PARTS / "00").mkdir(parents=True)
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(60))
    (ended,), _ = done(path, BatchSettings(str(tmp_path / "out"), KINDS), 1.3)
    assert isinstance(ended.events[-1], Done)
    written = {one.name for one in (tmp_path / "out").iterdir()}
    assert written == {"a_mask.mkv", "a_prob.mkv", *LINES}
