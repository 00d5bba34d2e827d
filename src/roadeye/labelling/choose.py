"""Which pictures to label first: those that the model is unsure of, and that are unlike each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Float32, Float64

from roadeye.arrays import AnyImage, Image, Probability
from roadeye.data.fingerprint import fingerprint, trained_on
from roadeye.errors import InputError
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import read_image
from roadeye.problems import FileProblem, what_of

_GRID = 8  # rows and columns of a picture's description
_COLOUR, _ROAD = 1.0, 2.0  # weights in it; where the road is tells streets apart better


@dataclass(frozen=True, eq=False)
class Candidate:
    """Describe a picture that could be labelled.

    Attributes:
        path: Its file.
        entropy: Mean entropy of the probability of road, bits, 0..1.
        flip: Mean change of that probability when the picture is mirrored, 0..1.
        heads: Mean difference between the heads, 0..1; 0 with one head.
        described: What it looks like, to compare pictures by.
        fingerprint: By which near-duplicates are told; empty without structure.
    """

    path: Path
    entropy: float
    flip: float
    heads: float
    described: Float32[np.ndarray, " features"]
    fingerprint: bytes

    @property
    def uncertainty(self) -> float:
        """The sum of the three doubts."""
        return self.entropy + self.flip + self.heads


@dataclass
class Choice:
    """Hold what was chosen.

    Attributes:
        chosen: The pictures to label, the first first.
        duplicates: How many near-duplicates of others were passed over.
        known: How many pictures the model was trained on, or are labelled already.
        problems: What could not be read.
    """

    chosen: list[Candidate] = field(default_factory=list)
    duplicates: int = 0
    known: int = 0
    problems: list[FileProblem] = field(default_factory=list)


def choose(
    pictures: Sequence[Path],
    segmenter: Segmenter,
    count: int,
    labelled: Sequence[Path] = (),
    advance: Callable[[], None] = lambda: None,
) -> Choice:
    """Choose pictures to label.

    Args:
        pictures: The pictures to choose from.
        segmenter: The model that shall learn from them.
        count: How many are wanted.
        labelled: Pictures that have labels already: the choice is unlike them.
        advance: Called after each picture.

    Raises:
        InputError: No picture is left to choose.
    """
    choice = Choice()
    known = segmenter.spec.fingerprints
    before: list[Candidate] = []
    for path in labelled:
        if (one := _read(path, segmenter, choice)) is not None:
            before.append(one)
        advance()
    known += b"".join(one.fingerprint for one in before)
    candidates: list[Candidate] = []
    for path in pictures:
        one = _read(path, segmenter, choice)
        advance()
        if one is None:
            continue
        if trained_on(known, one.fingerprint):
            choice.known += 1
        else:
            candidates.append(one)
    # The less certain of two near-duplicates stays.
    candidates.sort(key=lambda one: (-one.uncertainty, one.path))
    apart: list[Candidate] = []
    seen = b""
    for one in candidates:
        if trained_on(seen, one.fingerprint):
            choice.duplicates += 1
        else:
            apart.append(one)
            seen += one.fingerprint
    if not apart:
        raise InputError(
            f"there is nothing to choose: {choice.known} of {len(pictures)} pictures trained the model "
            f"or have labels, and {len(choice.problems)} cannot be read."
        )
    choice.chosen = [apart[number] for number in order(apart, before, count)]
    return choice


def order(candidates: Sequence[Candidate], before: Sequence[Candidate], count: int) -> list[int]:
    """Return the numbers of the candidates to take, in turn.

    Farthest-point sampling (Sener and Savarese, Active Learning for Convolutional Neural Networks: A
    Core-Set Approach, ICLR 2018), each distance weighted by the rank of the uncertainty, 0..1.

    Args:
        candidates: The most uncertain first.
        before: What is labelled already.
        count: How many are taken, as far as there are so many.
    """
    if not candidates:
        return []
    points = np.stack([one.described for one in candidates]).astype(np.float64)
    weights = np.linspace(1.0, 1.0 / len(candidates), len(candidates))
    nearest = np.full(len(candidates), np.inf)
    for one in before:
        nearest = np.minimum(nearest, _distances(points, one.described.astype(np.float64)))
    taken = [] if before else [0]
    if taken:
        nearest = _distances(points, points[0])
    while len(taken) < min(count, len(candidates)):
        score = nearest * weights
        score[taken] = -1.0
        taken.append(int(np.argmax(score)))
        nearest = np.minimum(nearest, _distances(points, points[taken[-1]]))
    return taken[:count]


def candidate(path: Path, image: Image, segmenter: Segmenter) -> Candidate:
    """Describe a picture by what the model sees in it and in its mirror image."""
    maps = segmenter.probabilities(image)
    index = segmenter.spec.heads.index(segmenter.head)
    found = list(maps.values())
    mirrored = segmenter.probability(np.ascontiguousarray(image[:, ::-1]))[:, ::-1]
    return Candidate(
        path,
        entropy=_entropy(found[index]),
        flip=float(np.abs(found[index] - mirrored).mean()),
        heads=float((np.max(found, axis=0) - np.min(found, axis=0)).mean()),
        described=_describe(image, found[index]),
        fingerprint=fingerprint(image),
    )


def _read(path: Path, segmenter: Segmenter, choice: Choice) -> Candidate | None:
    try:
        return candidate(path, read_image(path), segmenter)
    except InputError as error:
        choice.problems.append(FileProblem(str(path), what_of(error, path)))
        return None


def _entropy(probability: Probability) -> float:
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(-(p * np.log2(p) + (1 - p) * np.log2(1 - p)).mean())


def _describe(image: AnyImage, probability: Probability) -> Float32[np.ndarray, " features"]:
    size = (_GRID, _GRID)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    colour = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32) / 255
    road = cv2.resize(probability, size, interpolation=cv2.INTER_AREA)
    return np.concatenate([_COLOUR * colour.ravel(), _ROAD * road.ravel()]).astype(np.float32)


def _distances(
    points: Float64[np.ndarray, "n features"], one: Float64[np.ndarray, " features"]
) -> Float64[np.ndarray, " n"]:
    return np.asarray(np.sqrt(((points - one) ** 2).sum(axis=1)))
