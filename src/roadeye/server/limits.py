"""How much one client, and all clients together, may ask for."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bound what requests take of memory and time.

    Attributes:
        body_bytes: Larger pictures are refused, by their header where it tells.
        pixels: Larger pictures are refused before they are decoded.
        seconds: So long a client may take to send a request, and to read a part of an answer.
        waiting: So many requests wait while all workers are busy; more are sent away.
        held_bytes: All bodies in memory together; more are sent away.
        connections: Open connections; more are sent away.
        video_bytes: Larger videos are refused.
        video_seconds: Longer videos are refused, where the file tells.
        video_frames: So many frames of a video are done.
        videos: So many videos may wait or be in work; more are sent away.
        kept_videos: So many videos that are done are kept, the newest ones.
        kept_seconds: So long they are kept.
    """

    body_bytes: int = 32 * MEGABYTE
    pixels: int = 50_000_000
    seconds: float = 30.0
    waiting: int = 32
    held_bytes: int = 512 * MEGABYTE
    connections: int = 512
    video_bytes: int = 512 * MEGABYTE
    video_seconds: float = 600.0
    video_frames: int = 20_000
    videos: int = 4
    kept_videos: int = 8
    kept_seconds: float = 3600.0
