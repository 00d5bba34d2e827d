"""What `roadeye predict` says of one input."""

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
