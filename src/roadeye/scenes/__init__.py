"""Procedural road scenes with exact masks and calibrations, drawn from a seed."""

from roadeye.scenes.camera import CameraKind, parse_size
from roadeye.scenes.render import Scene, render
from roadeye.scenes.sequence import render_sequence
from roadeye.scenes.write import write_dataset, write_sequence

__all__ = [
    "CameraKind",
    "Scene",
    "parse_size",
    "render",
    "render_sequence",
    "write_dataset",
    "write_sequence",
]
