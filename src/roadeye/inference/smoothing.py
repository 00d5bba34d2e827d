"""Steady the masks of a video: what the network said before counts for what it says now.

`flow` moves the last map along the optical flow and mixes it with the new one as log-odds, so that
whichever is sure of itself weighs more. `mean` averages the last maps where they are, for comparison:
its masks trail behind what moves.
"""

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32

from roadeye.arrays import Gray, Image, Probability
from roadeye.errors import InputError
from roadeye.geometry.flow import Effort, from_inside, gray, moved, origin_finder
from roadeye.inference.smoothing_kind import Smoothing, parse_smoothing

# Chosen on drawn drives and on unlabelled motorway; docs/adr says what was measured.
_MOST_HISTORY = 0.8  # weight of the last map where nothing speaks against it
_SAME_GRAY = 20.0  # a pixel that differs by so much from where it came is hardly the same thing
_SAME_LOGIT = 4.0  # nor is one whose log-odds differ by so much: something came or went
_MOST_LOGIT = 6.0  # a map that is surer than this (0.9975) is not believed longer
_CUT = 0.65  # mean trust: neighbours in videos have 0.81 and more, across cuts 0.58 at most

_AVERAGED = 3  # maps


Steady: TypeAlias = Callable[[Image, Probability], Probability]
"""Takes the frames of one video in order, each with its map, and returns the map to believe."""


class Smoother:
    """Steady the probability maps of one video, given frame by frame in order.

    It needs no model of roadeye: the maps may come from any network.

    Args:
        kind: `"flow"` along the motion of the picture, `"mean"` of the last three maps where they
            are, `"off"` leaves them.

    Raises:
        InputError: There is no such kind.

    Examples:
        >>> steady = Smoother()
        >>> picture, unsure = np.zeros((32, 32, 3), np.uint8), np.full((32, 32), 0.4, np.float32)
        >>> _ = steady(picture, np.full((32, 32), 0.9, np.float32))
        >>> bool(steady(picture, unsure).min() > 0.5)  # it was road a moment ago
        True
    """

    def __init__(self, kind: str = Smoothing.FLOW) -> None:
        self.kind = parse_smoothing(kind)
        self._find_origins = origin_finder(Effort.FAST)
        self.reset()

    def reset(self) -> None:
        """Forget what was before."""
        self._last: tuple[Gray, Float32[np.ndarray, "_ _"]] | None = None
        self._recent: deque[Float32[np.ndarray, "_ _"]] = deque(maxlen=_AVERAGED)

    def __call__(self, image: Image, probability: Float32[np.ndarray, "_ _"]) -> Probability:
        """Return the map of a frame, steadied by the frames before it.

        A cut and a change of size begin anew.

        Args:
            image: The frame, RGB.
            probability: What the network says about it, 0..1, on the same grid.

        Returns:
            The map to believe, 0..1. The one that was given is not changed.

        Raises:
            InputError: The frame and the map are of different sizes.
        """
        if image.shape[:2] != probability.shape:
            frame, given = ("×".join(map(str, one.shape[:2])) for one in (image, probability))
            raise InputError(
                f"a frame of {frame} pixels and a map of {given} (height × width) do not belong "
                "together; bring the map to the size of its frame."
            )
        match self.kind:
            case Smoothing.OFF:
                return probability
            case Smoothing.MEAN:
                return self._averaged(probability)
            case Smoothing.FLOW:
                return self._along_the_flow(gray(image), probability)

    def _averaged(self, probability: Probability) -> Probability:
        if self._recent and self._recent[0].shape != probability.shape:
            self._recent.clear()
        self._recent.append(probability)
        return np.asarray(np.mean(self._recent, axis=0, dtype=np.float32))

    def _along_the_flow(self, picture: Gray, probability: Probability) -> Probability:
        now = _log_odds(probability)
        if self._last is not None and self._last[0].shape == picture.shape:
            earlier, before = self._last
            origins = self._find_origins(earlier, picture)
            doubt = _doubt(picture, moved(earlier, origins))
            if np.exp(-doubt[::4, ::4]).mean() >= _CUT:
                change = moved(before, origins) - now
                doubt += np.square(change / np.float32(_SAME_LOGIT))
                trust = np.float32(_MOST_HISTORY) * cv2.exp(-doubt) * from_inside(origins)
                now += trust * change
        self._last = picture, now
        return np.asarray(1 / (1 + cv2.exp(-now)))


def _log_odds(probability: Probability) -> Float32[np.ndarray, "_ _"]:
    least = np.float32(1 / (1 + np.exp(_MOST_LOGIT)))
    kept = np.clip(probability, least, 1 - least)
    return np.asarray(cv2.log(kept / (1 - kept)))


def _doubt(picture: Gray, expected: Gray) -> Float32[np.ndarray, "_ _"]:
    """Return how little each pixel looks like what it should be; the trust is `exp(-doubt)`."""
    miss = cv2.blur(cv2.absdiff(picture, expected), (5, 5)).astype(np.float32)
    return np.asarray(np.square(miss / np.float32(_SAME_GRAY)))
