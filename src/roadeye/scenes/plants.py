"""Trees, bushes and hedges as sprites with leaves, lit once for a scene."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32

from roadeye.scenes.canvas import Sprite
from roadeye.scenes.light import Light
from roadeye.scenes.noise import Field, Tile, fractal, grid, sample

PlantKind: TypeAlias = Literal["round", "tall", "conifer", "bush", "hedge"]


@dataclass(frozen=True)
class Plant:
    """Hold a plant's sprite and its shape.

    Attributes:
        kind: What it is.
        sprite: Its picture under the light of the scene.
        aspect: Width over height.
        trunk: Height of the bare trunk over the whole height.
    """

    kind: PlantKind
    sprite: Sprite
    aspect: float
    trunk: float


_SHAPES: dict[PlantKind, tuple[float, float]] = {  # aspect, trunk
    "round": (0.85, 0.22),
    "tall": (0.5, 0.2),
    "conifer": (0.48, 0.06),
    "bush": (1.5, 0.0),
    "hedge": (4.0, 0.0),
}


def grow(rng: np.random.Generator, kind: PlantKind, rows: int, light: Light, tile: Tile) -> Plant:
    """Return a plant whose sprite has that many rows, lit from the left or from above."""
    aspect, trunk = _SHAPES[kind]
    aspect *= float(rng.uniform(0.85, 1.2))
    columns = max(8, round(rows * aspect))
    crown, shine = _crown(rng, kind, (rows, columns), trunk)
    u, v = grid(rows, columns)
    offset = float(rng.uniform(0, 200))
    scale = np.float32(1 / rows)
    x, y = u * scale + np.float32(offset), v * scale
    # Leaves: noise moves the smooth blobs about, clumps first, then leaf by leaf.
    clump = np.float32(0.016 * rows)
    leaf = np.float32(0.007 * rows)
    move_u = u + clump * sample(tile, x, y, 0.014) + leaf * sample(tile, y, x, 0.004)
    move_v = v + clump * sample(tile, y, x, 0.017) + leaf * sample(tile, x, y, 0.0045)
    crown = np.asarray(cv2.remap(crown, move_u, move_v, cv2.INTER_LINEAR), np.float32)
    shine = np.asarray(cv2.remap(shine, move_u, move_v, cv2.INTER_LINEAR), np.float32)
    # The rim of the crown is loose, its inside nearly closed.
    soft = np.asarray(cv2.GaussianBlur(crown, (0, 0), max(0.8, rows * 0.022)), np.float32)
    loose = np.float32(0.2) * sample(tile, x, y, 0.016)
    loose += np.float32(0.17) * sample(tile, y, x, 0.0055)
    alpha = np.clip((soft - np.float32(0.45) + loose) * 7, 0, 1)
    alpha *= np.clip(soft * 6 - np.float32(1.2), 0, 1)
    speckle = 1 + np.float32(0.34) * sample(tile, y, x, 0.0045)
    speckle += np.float32(0.16) * sample(tile, x, y, 0.03)
    hue = np.clip(np.float32(0.5) + np.float32(0.3) * fractal(tile, x, y, 0.08, 2), 0, 1)
    colours = _leaf_colours(rng, kind)
    albedo = colours[0] + hue[..., None] * (colours[1] - colours[0])
    shine = np.clip(shine, 0, 1)[..., None]
    lit = light.sun * (np.float32(0.85) * shine**1.5) + light.sky * (np.float32(0.2) + shine)
    rgb = albedo * lit * np.maximum(speckle, np.float32(0.15))[..., None]
    sprite = np.dstack([rgb * alpha[..., None], alpha]).astype(np.float32)
    if trunk > 0:
        sprite = _behind(_trunk(rng, (rows, columns), trunk, light, tile), sprite)
    return Plant(kind, sprite, columns / rows, trunk)


def _leaf_colours(rng: np.random.Generator, kind: PlantKind) -> Float32[np.ndarray, "2 3"]:
    green = np.array([[0.035, 0.065, 0.016], [0.075, 0.115, 0.028]])
    if kind == "conifer":
        green = np.array([[0.016, 0.036, 0.018], [0.04, 0.065, 0.03]])
    elif rng.random() < 0.15:
        green = np.array([[0.15, 0.055, 0.015], [0.20, 0.13, 0.03]])
    return (green * rng.uniform(0.75, 1.3) * rng.uniform(0.88, 1.12, size=3)).astype(np.float32)


def _crown(
    rng: np.random.Generator, kind: PlantKind, shape: tuple[int, int], trunk: float
) -> tuple[Field, Field]:
    """Draw cover and brightness of the crown as heaps of round blobs."""
    rows, columns = shape
    crown, shine = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    count = {"round": 90, "tall": 80, "conifer": 110, "bush": 60, "hedge": 160}[kind]
    bottom = rows * (1 - trunk * 0.7)
    for order in range(count):
        share = order / count
        if kind == "conifer":
            down = float(rng.beta(1.6, 1.1))
            reach = columns * 0.36 * down * float(rng.uniform(0.2, 1))
            u = columns / 2 + reach * (1 if rng.random() < 0.5 else -1)
            v = rows * 0.06 + down * (bottom - rows * 0.12)
            radius = columns * float(rng.uniform(0.07, 0.13)) * (0.35 + down)
        elif kind == "hedge":
            u = float(rng.uniform(0, columns))
            v = rows * float(rng.uniform(0.22, 1.0))
            radius = rows * float(rng.uniform(0.1, 0.2))
        else:
            angle, out = float(rng.uniform(0, 2 * np.pi)), float(np.sqrt(rng.random()))
            u = columns * (0.5 + 0.31 * out * np.cos(angle))
            middle = (rows * 0.02 + bottom) / 2
            v = middle + (bottom - rows * 0.12) * 0.44 * out * np.sin(angle)
            radius = min(rows, columns) * float(rng.uniform(0.08, 0.15))
        at, size = (round(u * 8), round(v * 8)), round(radius * 8)
        high = 1 - v / rows
        left = 1 - u / columns
        # Later blobs are nearer to us and catch more light; so do high ones and the sunny side.
        value = 0.1 + 0.42 * share + 0.3 * high + 0.3 * left * float(rng.uniform(0.3, 1))
        value *= float(rng.uniform(0.6, 1.1))
        cv2.circle(crown, at, size, 1.0, -1, shift=3)
        cv2.circle(shine, at, size, 0.7 * value, -1, shift=3)
        light_at = (round((u - radius * 0.25) * 8), round((v - radius * 0.28) * 8))
        cv2.circle(shine, light_at, round(radius * 0.62 * 8), value, -1, shift=3)
    blur = max(0.6, min(rows, columns) * 0.012)
    return (
        np.asarray(cv2.GaussianBlur(crown, (0, 0), blur), np.float32),
        np.asarray(cv2.GaussianBlur(shine, (0, 0), blur), np.float32),
    )


def _trunk(
    rng: np.random.Generator, shape: tuple[int, int], trunk: float, light: Light, tile: Tile
) -> Sprite:
    rows, columns = shape
    wood = np.zeros((rows, columns), np.float32)
    half = rows * float(rng.uniform(0.013, 0.028))
    middle, top = columns / 2, rows * (0.85 - trunk)
    lean = float(rng.uniform(-0.03, 0.03)) * rows
    outline = [
        (middle - half * 1.3, rows),
        (middle + half * 1.3, rows),
        (middle + half * 0.8 + lean, top),
        (middle - half * 0.8 + lean, top),
    ]
    cv2.fillPoly(wood, [np.round(np.array(outline) * 8).astype(np.int32)], (1.0,), shift=3)
    u, v = grid(rows, columns)
    bark = 1 + np.float32(0.25) * sample(tile, u / rows, v / rows, 0.004, 5.0)
    across = (middle - u) / np.float32(half * 2.6)
    lit = light.sun * np.clip(np.float32(0.4) + across, 0, 1)[..., None] + light.sky
    brown = np.array([0.10, 0.082, 0.062], np.float32)
    rgb = brown * lit * bark[..., None]
    return np.dstack([rgb * wood[..., None], wood]).astype(np.float32)


def _behind(back: Sprite, front: Sprite) -> Sprite:
    return np.asarray(front + back * (1 - front[..., 3:]), dtype=np.float32)
