"""The videos of a server: one after another, in folders that no client names."""

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from roadeye.inference.segmenter import Segmenter
from roadeye.server.limits import Limits
from roadeye.server.problem_details import Problem
from roadeye.server.video_job import ENDED, VideoJob, VideoStatus, do_video


class VideoJobs:
    """Hold the videos that wait, are done, or wait to be fetched.

    Args:
        limits: How many there may be, and how long results are kept.
        clock: Returns seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._root = Path(tempfile.mkdtemp(prefix="roadeye-serve-"))
        self._jobs: dict[str, VideoJob] = {}
        self._ended: dict[str, float] = {}
        self._uploads = 0
        self._pool = ThreadPoolExecutor(1, "roadeye-video")

    def folder(self) -> Path:
        """Take a place, and return a new folder for an upload; `add` or `give_up` follows.

        Raises:
            Problem: As many videos wait as may.
        """
        self._forget_old()
        waiting = sum(job.status.state not in ENDED for job in self._jobs.values())
        if waiting + self._uploads >= self._limits.videos:
            raise Problem(
                "busy", f"{waiting} videos wait already; try again later.", {"Retry-After": "30"}
            )
        self._uploads += 1
        folder = self._root / secrets.token_urlsafe(16)
        folder.mkdir()
        return folder

    def give_up(self, folder: Path) -> None:
        """Give a place back: the upload failed."""
        self._uploads -= 1
        shutil.rmtree(folder, ignore_errors=True)

    def add(self, folder: Path, source: Path, segmenter: Segmenter) -> VideoJob:
        """Let a video that was sent be done."""
        self._uploads -= 1
        job = VideoJob(folder, source, segmenter, VideoStatus(folder.name, "waiting", 0))
        self._jobs[folder.name] = job
        self._pool.submit(do_video, job, self._limits)
        return job

    def get(self, name: str) -> VideoJob:
        """Return a video.

        Raises:
            Problem: There is none of this name, or no more.
        """
        self._forget_old()
        if name not in self._jobs:
            raise Problem("not-found", "there is no such video, or no more.")
        return self._jobs[name]

    def cancel(self, name: str) -> None:
        """End a video and forget it.

        Raises:
            Problem: There is none of this name.
        """
        job = self.get(name)
        job.cancelled.set()
        if job.status.state in ENDED:
            self._forget(name)

    def close(self) -> None:
        """End all, and remove their files."""
        for job in self._jobs.values():
            job.cancelled.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self._root, ignore_errors=True)

    def _forget_old(self) -> None:
        """Forget what was cancelled, what ended long ago, and the oldest where there are many."""
        now = self._clock()
        for name, job in list(self._jobs.items()):
            if job.status.state in ENDED:
                self._ended.setdefault(name, now)
                old = now - self._ended[name] > self._limits.kept_seconds
                if job.cancelled.is_set() or old:
                    self._forget(name)
        for name in list(self._ended)[: -self._limits.kept_videos]:
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._jobs.pop(name).remove()
        self._ended.pop(name, None)
