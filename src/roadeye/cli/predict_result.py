"""What `roadeye predict` says: a line for each input, or one JSON object, and the exit code."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from roadeye.errors import RoadeyeError
from roadeye.io.json_text import json_text


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tell what was done with one input.

    Attributes:
        source: The picture, the video or the folder of frames.
        outputs: The files written.
        width: Width of the input in pixels.
        height: Height of the input in pixels.
        road_fraction: Part of the pixels that is road, 0..1; the mean over a film's frames.
        milliseconds: Time from the decoded picture to its probability; the mean of a film's.
        frames: Number of frames of a film.
    """

    source: str
    outputs: tuple[str, ...]
    width: int
    height: int
    road_fraction: float
    milliseconds: float
    frames: int | None = None


class Failure(msgspec.Struct, frozen=True):
    """Tell why an input was not done, or only in part."""

    source: str
    error: str


@dataclass
class Outcome:
    """Collect what one call did."""

    results: list[Result] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def fail(self, source: object, error: RoadeyeError | str) -> None:
        """Note an input that failed, and name it on stderr."""
        self.failed.append(Failure(str(source), str(error)))
        print(f"roadeye: {error}", file=sys.stderr, flush=True)

    def leave(self, sources: Iterable[str]) -> None:
        """Note the inputs among `sources` of which nothing was said yet: the call ends early."""
        told = {result.source for result in self.results}
        told |= {failure.source for failure in self.failed}
        left = [source for source in sources if source not in told]
        self.failed.extend(Failure(source, "not done: the call ended before it") for source in left)
        if left:
            more = "" if len(left) == 1 else f" and {len(left) - 1} more"
            print(f"roadeye: not done: {left[0]}{more}.", file=sys.stderr, flush=True)

    def done(self, result: Result) -> None:
        """Note an input that was done."""
        self.results.append(result)

    def show(self, as_json: bool) -> None:
        """Print the results on stdout."""
        if as_json:
            print(json_text({"results": self.results, "failed": self.failed}))
            return
        for result in self.results:
            print(_line(result))

    def exit_code(self) -> int:
        """Return 0: all done, 1: some inputs failed, 2: nothing could be done."""
        if not self.failed:
            return 0
        return 1 if self.results else 2


def _line(result: Result) -> str:
    film = "" if result.frames is None else f"{result.frames} frames, "
    facts = f"{film}{100 * result.road_fraction:.1f} % road, {result.milliseconds:.0f} ms"
    return f"{result.source}: {facts} → {', '.join(result.outputs)}"
