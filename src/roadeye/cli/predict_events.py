"""What `roadeye predict` prints of a pipeline's events, and its exit code."""

from contextlib import ExitStack
from pathlib import Path

from roadeye.cli.bounded import Bounded
from roadeye.cli.hints import worded
from roadeye.cli.predict_words import live_note, not_done, result_line
from roadeye.cli.progress import Progress, progress
from roadeye.cli.terminal import print_json, printable, say, show
from roadeye.errors import RoadeyeError
from roadeye.inference.events import (
    Advanced,
    Done,
    Event,
    Failed,
    Skipped,
    Started,
    Warned,
)
from roadeye.inference.jobs import SourceKind
from roadeye.problems import NAMED, first_few

_WARNINGS_OF_ONE_JOB = 10


class Printer:
    """Print events as they come; at the end, the sum of them.

    Args:
        total: How many jobs there are.
        unit: What progress counts, a step a job; None shows the frames of each job.
        as_json: One JSON object a line instead of words.
        verbose: Name every problem instead of the first few of a kind.
    """

    def __init__(self, total: int, unit: str | None, *, as_json: bool, verbose: bool) -> None:
        self.done = self.failed = self.skipped = self.left = 0
        self.licence: str | None = None
        self._as_json = as_json
        self._stack = ExitStack()
        self._bar: Progress | None = None
        self._failures = Bounded(self._say, None if verbose else NAMED)
        self._warnings = Bounded(self._say, None if verbose else _WARNINGS_OF_ONE_JOB)
        self._outputs: list[str] = []
        self._unit = unit
        if unit and total:
            self._bar = self._stack.enter_context(progress("predict", total, unit))

    def close(self) -> None:
        """Take the progress bar away."""
        self._stack.close()

    def fail(self, source: str, error: RoadeyeError) -> None:
        """Name a source that failed."""
        self.failed += 1
        if self._as_json:
            print_json({"source": source, "error": str(error)})
        self._failures.say(worded(error, "predict"), str(error).replace(source, "…"))

    def event(self, event: Event) -> None:
        """Print one event."""
        match event:
            case Started(job=job, frames=frames) if self._unit is None:
                self._stack.close()
                unit = "pictures" if job.kind is SourceKind.PICTURE else "frames"
                self._bar = self._stack.enter_context(progress("predict", frames, unit))
            case Advanced(live=live) if self._bar is not None:
                self._bar.advance(1, "" if live is None else live_note(live))
            case Warned(job=job, message=message):
                self._warnings.say(message, f"remarks on {job.source}")
            case Done(result=result):
                self.done += 1
                self._outputs += result.outputs
                if self._as_json:
                    print_json(result)
                else:
                    show(result_line(result))
            case Failed(job=job, error=error):
                self.fail(job.source, error)
            case Skipped(wanted=True, count=count):
                self.skipped += count
            case Skipped(count=count):
                self.left += count

    def finish(self, signalled: int) -> int:
        """Print the sum and return the exit code: 0 all done, 1 some failed, 2 nothing done."""
        self._stack.close()
        if gone := [one for one in self._outputs if "://" not in one and not Path(one).exists()]:
            self.failed += len(gone)
            self._say(f"{first_few(gone)} disappeared while the command ran.")
        self._failures.finish()
        self._warnings.finish()
        for line in not_done(self.done, self.skipped, self.left, signalled=bool(signalled)):
            self._say(line)
        if self._as_json:
            counts = {"done": self.done, "failed": self.failed}
            counts |= {"skipped": self.skipped, "not_done": self.left}
            print_json({"summary": counts | {"licence": self.licence}})
        if signalled:
            return 128 + signalled
        if not self.failed and not self.left:
            return 0
        return 1 if self.done or self.skipped else 2

    def _say(self, message: str) -> None:
        if self._bar is not None:
            self._bar.say(f"roadeye: {printable(message)}")
        else:
            say(message)
