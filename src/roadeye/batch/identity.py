"""What a result depends on, in short digests: the model and settings, and the input's version."""

from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import version
from typing import TypeAlias

import msgspec

from roadeye.batch.inputs import Input
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import PipelineSettings
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.taken import EACH, Every
from roadeye.model.engine import read_model

FORMAT = 1

Key: TypeAlias = bytes
"""Sixteen bytes that name an input in one version, and the settings that it is done with."""


class BatchIdentity(msgspec.Struct, frozen=True, omit_defaults=True):
    """Name all that results depend on beside the inputs; the head of a manifest.

    Attributes:
        format: Version of the manifest's format.
        model: Name and version of the model.
        sha256: SHA-256 of the model file.
        head: The head in use; empty if the model does not name it.
        threshold: A pixel is road if its probability is at least this.
        crop: The rows that the network sees.
        seconds: The time range that is taken from videos.
        every: Which frames are taken from videos; absent if all are.
        smoothing: How the masks of videos are smoothed; absent if they are not.
        roadeye: Version of roadeye, because another version may give other masks.
    """

    format: int
    model: str
    sha256: str
    head: str
    threshold: float
    crop: str
    seconds: str
    every: str = "each"
    smoothing: Smoothing = Smoothing.OFF
    roadeye: str = ""


def identity_of(segmenter: Segmenter, model: str, settings: PipelineSettings) -> BatchIdentity:
    """Name what the results of a segmenter depend on.

    Args:
        segmenter: The opened model.
        model: What it was opened by.
        settings: What is taken of the inputs.

    Raises:
        ModelError: The model file cannot be read.
    """
    spec, rows, span = segmenter.spec, segmenter.rows, settings.time_range
    return BatchIdentity(
        format=FORMAT,
        model=f"{spec.name} {spec.version}",
        sha256=read_model(model).sha256,
        head=segmenter.head.name,
        threshold=segmenter.used_threshold,
        crop="all" if rows is None else f"{rows.top},{'' if rows.bottom is None else rows.bottom}",
        every=_every(settings.every),
        smoothing=settings.smoothing,
        seconds=f"{span.start:g} to {'the end' if span.end is None else f'{span.end:g}'}",
        roadeye=version("roadeye"),
    )


def _every(every: Every) -> str:
    if every == EACH:
        return "each"
    return f"{every.frames} frames" if every.seconds is None else f"{every.seconds} s"


def settings_digest(identity: BatchIdentity, kinds: Sequence[OutputKind] | None) -> bytes:
    """Return the digest of what is done with each input."""
    named = ["default"] if kinds is None else sorted(kinds)
    return blake2b(msgspec.json.encode((identity, named)), digest_size=16).digest()


def key_of(one: Input, settings: bytes) -> Key:
    """Return the digest of an input in its version, done with these settings."""
    return blake2b(f"{one.name}\0{one.version}".encode(errors="surrogateescape"),
                   digest_size=16, key=settings).digest()  # fmt: skip


def input_digest(one: Input) -> bytes:
    """Return the digest of an input whatever its version and the settings are."""
    return blake2b(_named(one), digest_size=8).digest()


def owner_of(one: Input, settings: bytes) -> bytes:
    """Return the digest of the outputs' names, which stays when the input changes."""
    return blake2b(_named(one), digest_size=8, key=settings).digest()


def _named(one: Input) -> bytes:
    return f"{one.name}\0{one.is_video}".encode(errors="surrogateescape")
