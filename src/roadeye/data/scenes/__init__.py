"""Procedural road scenes with exact masks and calibrations, drawn from a seed."""

from roadeye.data.scenes.camera import CameraKind, parse_size
from roadeye.data.scenes.drive import drive
from roadeye.data.scenes.render import Scene, render
from roadeye.data.scenes.write import write_dataset, write_drive

__all__ = ["CameraKind", "Scene", "drive", "parse_size", "render", "write_dataset", "write_drive"]
