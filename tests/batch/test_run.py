"""A job from its inputs to its manifest, with tasks done in this process."""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from batch_models import open_bright

from roadeye.batch.inputs import list_inputs
from roadeye.batch.job import open_job
from roadeye.batch.plan import Rerun
from roadeye.batch.run import run_batch
from roadeye.batch.task import BatchSettings, Finished, Task, do_task
from roadeye.errors import OutputError
from roadeye.inference.events import Done, Event, Failed, Skipped
from roadeye.inference.jobs import Existing
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_gray, write_png


class Batch:
    """A job of a few pictures, one of them broken, run by hand."""

    def __init__(self, root: Path) -> None:
        self.source, self.out = root / "in", root / "out"
        for level in range(5):
            write_png(self.source / f"{level}.png", np.full((32, 48, 3), 60 * level, np.uint8))
        (self.source / "bad.png").write_text("no picture")
        self.tried: list[str] = []

    def run(self, rerun: Rerun | None = None, most: int = 100) -> list[Event]:
        """Run the job, and stop after `most` tasks."""
        chosen = BatchSettings(str(self.out), (OutputKind.MASK,))
        inputs = list_inputs([str(self.source)], chosen.out, recursive=True).inputs

        def execute(
            tasks: Iterator[Task], stopped: Callable[[], bool]
        ) -> Iterator[Finished | None]:
            segmenter = opens()
            while not stopped() and (task := next(tasks, None)):
                self.tried.append(task.input.name)
                yield Finished(task, list(do_task(segmenter, task, chosen)))
                yield None

        def opens() -> Segmenter:
            return open_bright()

        begun = len(self.tried)
        with open_job(inputs, opens, "roadeye", chosen, rerun or Rerun()) as job:
            return list(
                run_batch(
                    execute,
                    job.plan.todo,
                    job.manifest,
                    job.digest,
                    lambda: len(self.tried) - begun >= most,
                )
            )


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


def kinds(events: list[Event]) -> Counter[type]:
    return Counter(type(event) for event in events if isinstance(event, Done | Failed | Skipped))


def test_a_second_run_does_nothing(batch: Batch) -> None:
    assert kinds(batch.run()) == {Done: 5, Failed: 1}
    assert (read_gray(batch.out / "4_mask.png") == 255).all()
    assert not batch.run()
    assert Counter(batch.tried) == dict.fromkeys(["0", "1", "2", "3", "4", "bad"], 1)


def test_failures_are_tried_again_when_asked(batch: Batch) -> None:
    batch.run()
    write_png(batch.source / "bad.png", np.zeros((32, 48, 3), np.uint8))
    os.utime(batch.source / "4.png", ns=(1, 1))  # changed: its old output is ours
    events = batch.run()
    assert kinds(events) == {Done: 2}
    assert batch.tried[-2:] == ["4", "bad"]
    (batch.source / "5.png").touch()
    assert kinds(batch.run()) == {Failed: 1}
    assert not batch.run()
    assert kinds(batch.run(Rerun(retry_failed=True))) == {Failed: 1}


def test_a_run_that_stops_tells_what_is_left_and_the_next_does_it(batch: Batch) -> None:
    events = batch.run(most=2)
    assert kinds(events) == {Done: 2, Skipped: 1}
    (left,) = (event for event in events if isinstance(event, Skipped))
    assert (left.count, left.wanted) == (4, False)
    assert kinds(batch.run()) == {Done: 3, Failed: 1}
    assert Counter(batch.tried).most_common(1)[0][1] == 1


def test_outputs_that_vanished_are_made_again(batch: Batch) -> None:
    batch.run()
    (batch.out / "3_mask.png").unlink()
    assert kinds(batch.run()) == {Done: 1}
    assert batch.tried[-1] == "3"


def test_outputs_of_others_are_not_written_over(batch: Batch) -> None:
    batch.out.mkdir()
    (batch.out / "2_mask.png").write_text("mine")
    with pytest.raises(OutputError, match=r"2_mask.png would be overwritten"):
        batch.run()
    assert [path.name for path in batch.out.iterdir()] == ["2_mask.png"]
    assert kinds(batch.run(Rerun(Existing.SKIP))) == {Done: 4, Failed: 1}
    assert (batch.out / "2_mask.png").read_text() == "mine"
    assert not batch.run()  # the manifest knows it now


def test_outputs_of_a_killed_run_are_our_own(batch: Batch) -> None:
    batch.run(most=1)  # all are begun, one is done
    (batch.out / "3_mask.png").write_text("half")
    assert kinds(batch.run(Rerun(Existing.SKIP))) == {Done: 4, Failed: 1}
    assert (read_gray(batch.out / "3_mask.png") >= 0).all()


def test_to_overwrite_begins_anew(batch: Batch) -> None:
    batch.run()
    assert kinds(batch.run(Rerun(Existing.OVERWRITE))) == {Done: 5, Failed: 1}


def test_to_overwrite_an_input_is_refused(batch: Batch) -> None:
    batch.out.mkdir()
    os.link(batch.source / "1.png", batch.out / "1_mask.png")
    with pytest.raises(OutputError, match="would overwrite the input"):
        batch.run(Rerun(Existing.OVERWRITE))


def test_a_full_disk_ends_the_run_and_the_next_resumes(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.replace
    left = 2

    def full(source: str, target: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device", target)
        write(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        events = batch.run()
    assert kinds(events)[Done] <= 2
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert failed.error.code == "disk-full"
    assert isinstance(events[-1], Skipped)
    rest = kinds(batch.run())
    assert rest[Done] + kinds(events)[Done] == 5


def test_two_jobs_in_one_folder_are_refused(batch: Batch) -> None:
    chosen = BatchSettings(str(batch.out))
    inputs = list_inputs([str(batch.source)], chosen.out, recursive=True).inputs
    with open_job(inputs, open_bright, "roadeye", chosen, Rerun()) as job:
        assert len(job.plan.todo) == 6
        with pytest.raises(OutputError, match="in use by another job"):
            batch.run()
    shutil.rmtree(batch.out)
    assert kinds(batch.run()) == {Done: 5, Failed: 1}
