"""What `roadeye predict` says of inputs: of one that is done, and of those that are not."""

from collections.abc import Iterator

from roadeye.inference.events import JobResult, Live


def live_note(live: Live) -> str:
    """Say how a live source is kept up with."""
    return f"{1000 * live.latency:.0f} ms behind, {live.dropped} dropped"


def result_line(result: JobResult) -> str:
    """Say what was done with one input."""
    video = "" if result.frames is None else f"{result.frames} frames, "
    if result.latency_ms is not None:
        video += f"{result.dropped} dropped, {result.latency_ms:.0f} ms behind, "
    facts = f"{video}{100 * result.road_fraction:.1f} % road, {result.milliseconds:.0f} ms"
    return f"{result.source}: {facts} → {', '.join(result.outputs)}"


def not_done(done: int, skipped: int, left: int, *, signalled: bool) -> Iterator[str]:
    """Say how many inputs were not done, and why.

    Args:
        done: How many were.
        skipped: How many have outputs already.
        left: How many the command did not come to.
        signalled: Whether a signal ended it.
    """
    if skipped:
        yield f"{skipped} skipped: outputs exist."
    if left:
        verb = "interrupted" if signalled else "ended early"
        yield f"{verb}: {done} done, {left} not done."
