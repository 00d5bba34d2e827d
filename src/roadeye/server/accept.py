"""Choose the form of an answer by the header `Accept` (RFC 9110, 12.5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from python_multipart.multipart import parse_options_header

from roadeye.server.problem_details import Problem


class Answer(StrEnum):
    """What can be answered for a picture, in the order of preference; the value is in `Accept`."""

    JSON = "application/json"
    MASK = "image/png"
    PROBABILITY = "image/png; output=prob"
    OVERLAY = "image/jpeg"


_PLAIN = {Answer.MASK: {"output": "mask"}}
"""Parameters that may be left out."""


@dataclass(frozen=True)
class _Range:
    """One range of media types that a client accepts."""

    media: str
    parameters: Mapping[str, str]
    quality: float

    def specificity(self, answer: Answer) -> int:
        """Return how exactly it means an answer; 0 where it does not."""
        media, parameters = _parsed(answer.value)
        if self.media == "*/*":
            return 1
        if self.media.endswith("/*"):
            return 2 if media.startswith(self.media[:-1]) else 0
        if self.media != media:
            return 0
        if not self.parameters:
            return 3 if not parameters else 0
        return 4 if self.parameters == (parameters or _PLAIN.get(answer)) else 0


def negotiate(accept: str) -> Answer:
    """Return the answer that a client likes best; JSON where it has no wish.

    >>> negotiate("image/png"), negotiate("image/jpeg;q=0.5, image/png;output=prob")
    (<Answer.MASK: 'image/png'>, <Answer.PROBABILITY: 'image/png; output=prob'>)

    Raises:
        Problem: It accepts none.
    """
    ranges = [one for text in accept.split(",") if (one := _range(text)) is not None]
    if not ranges and not accept.strip():
        return Answer.JSON
    best, quality = max(
        ((answer, _quality(answer, ranges)) for answer in Answer), key=lambda pair: pair[1]
    )
    if quality <= 0:
        raise Problem(
            "not-acceptable",
            f"no answer has the media type {accept[:80]!r}; there are: {', '.join(Answer)}.",
        )
    return best


def _quality(answer: Answer, ranges: list[_Range]) -> float:
    """Return the quality of the most specific range that means an answer."""
    fitting = [(one.specificity(answer), one.quality) for one in ranges]
    return max((pair for pair in fitting if pair[0]), default=(0, 0.0))[1]


def _range(text: str) -> _Range | None:
    media, parameters = _parsed(text)
    try:
        quality = float(parameters.pop("q", "1"))
    except ValueError:
        return None
    return _Range(media, parameters, quality) if "/" in media and 0 <= quality <= 1 else None


def _parsed(text: str) -> tuple[str, dict[str, str]]:
    media, options = parse_options_header(text)
    return media.decode("latin-1").strip().lower(), {
        name.decode("latin-1"): value.decode("latin-1").lower() for name, value in options.items()
    }
