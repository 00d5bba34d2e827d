"""Procedural road scenes with exact masks and calibrations, drawn from a seed."""

from roadeye.scenes.camera import CameraKind, parse_size
from roadeye.scenes.drive import drive
from roadeye.scenes.render import Scene, render
from roadeye.scenes.write import write_dataset, write_drive

__all__ = ["CameraKind", "Scene", "drive", "parse_size", "render", "write_dataset", "write_drive"]
