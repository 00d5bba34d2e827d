"""Poles, lamps, signs, people, fences and walls beside the road."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from roadeye.scenes.camera import Points, world_points
from roadeye.scenes.canvas import Canvas, Shape, Sprite, in_sight, paint_shapes
from roadeye.scenes.light import Colour, facing
from roadeye.scenes.noise import Tile, fractal, grid
from roadeye.scenes.sprites import paint_panel

PostKind: TypeAlias = Literal["lamp", "pole", "sign", "marker", "person", "bollard"]
BarrierKind: TypeAlias = Literal["wall", "fence", "rail", "hedge"]


@dataclass(frozen=True)
class Post:
    """Describe a slim upright thing.

    Attributes:
        kind: What it is.
        x: World x, metres.
        z: World z, metres.
        heading: Where the road goes there, radians.
        side: 1 right of the road, -1 left of it.
        tint: Three fractions that vary its looks.
    """

    kind: PostKind
    x: float
    z: float
    heading: float
    side: int
    tint: tuple[float, float, float]


@dataclass(frozen=True)
class Barrier:
    """Describe a straight stretch of a wall, fence, guard rail or hedge.

    Attributes:
        kind: What it is.
        start: World x and z of one end, metres.
        end: World x and z of the other end.
        height: Metres.
        tint: Reflectance.
    """

    kind: BarrierKind
    start: tuple[float, float]
    end: tuple[float, float]
    height: float
    tint: tuple[float, float, float]


def paint_post(canvas: Canvas, post: Post, sunlit: float) -> None:
    """Paint a post; `sunlit` is 0 where it stands in a shadow."""
    light = canvas.light
    shine = light.sky * np.float32(0.7) + light.sun * np.float32(0.45 * sunlit)
    a, b, c = post.tint
    if post.kind == "person":
        parts = _person(post)
    elif post.kind in ("lamp", "pole"):
        tall = 5.5 + 4 * a
        grey = (0.12 + 0.2 * b,) * 3
        parts = [(_upright(post, 0.0, 0.09 + 0.05 * c, 0.0, tall), grey)]
        if post.kind == "lamp":
            reach = -post.side * (1.0 + c)
            parts.append((_upright(post, reach / 2, abs(reach) / 2, tall - 0.08, tall), grey))
            parts.append((_upright(post, reach, 0.3, tall - 0.12, tall + 0.04), (0.4, 0.4, 0.38)))
    elif post.kind == "sign":
        parts = _sign(post)
    elif post.kind == "marker":
        parts = [(_upright(post, 0.0, 0.06, 0.0, 1.0), (0.65, 0.65, 0.63))]
        parts.append((_upright(post, 0.0, 0.06, 0.68, 0.86), (0.02, 0.02, 0.02)))
    else:
        parts = [(_upright(post, 0.0, 0.07, 0.0, 0.9 + 0.2 * a), (0.2 * b + 0.03,) * 3)]
    shapes: list[Shape] = [
        (points, np.asarray(np.array(colour, np.float32) * shine, np.float32))
        for points, colour in parts
    ]
    paint_shapes(canvas, shapes)


def _upright(post: Post, shift: float, half: float, low: float, high: float) -> Points:
    sin, cos = np.sin(post.heading), np.cos(post.heading)
    ends = [(post.x + (shift + w) * cos, post.z - (shift + w) * sin) for w in (-half, half)]
    (a, b), (c, d) = ends
    return world_points([(a, -low, b), (c, -low, d), (c, -high, d), (a, -high, b)])


def _plate(post: Post, middle: float, radius: float, corners: int) -> Points:
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False) + (np.pi / 8 if corners == 8 else 0)
    across, up = radius * np.sin(angles), radius * np.cos(angles)
    sin, cos = np.sin(post.heading), np.cos(post.heading)
    return np.stack([post.x + across * cos, -(middle + up), post.z - across * sin], axis=1)


_SIGNS: tuple[tuple[int, Colour, Colour], ...] = (  # corners, rim, plate
    (3, (0.5, 0.02, 0.02), (0.62, 0.62, 0.6)),
    (4, (0.6, 0.6, 0.58), (0.62, 0.5, 0.03)),
    (8, (0.5, 0.02, 0.02), (0.5, 0.03, 0.03)),
    (20, (0.5, 0.02, 0.02), (0.62, 0.62, 0.6)),
    (20, (0.03, 0.09, 0.42), (0.03, 0.09, 0.42)),
)


def _sign(post: Post) -> list[tuple[Points, Colour]]:
    a, b, c = post.tint
    corners, rim, plate = _SIGNS[int(a * len(_SIGNS))]
    tall = 2.1 + 0.5 * b
    return [
        (_upright(post, 0.0, 0.035, 0.0, tall), (0.3, 0.3, 0.3)),
        (_plate(post, tall + 0.2, 0.36 + 0.1 * c, corners), rim),
        (_plate(post, tall + 0.2, 0.26 + 0.08 * c, corners), plate),
    ]


def _person(post: Post) -> list[tuple[Points, Colour]]:
    a, b, c = post.tint
    size = 0.93 + 0.12 * a
    trousers = (0.03 + 0.1 * b, 0.03 + 0.09 * b, 0.05 + 0.1 * b)
    shirt = (0.05 + 0.5 * c, 0.05 + 0.4 * a, 0.06 + 0.4 * b)
    skin = (0.42, 0.27, 0.2)
    return [
        (_upright(post, -0.11, 0.075, 0.0, 0.85 * size), trousers),
        (_upright(post, 0.12, 0.075, 0.04, 0.85 * size), trousers),
        (_upright(post, 0.0, 0.21, 0.78 * size, 1.45 * size), shirt),
        (_upright(post, -0.25, 0.06, 0.8 * size, 1.4 * size), shirt),
        (_upright(post, 0.25, 0.06, 0.8 * size, 1.4 * size), shirt),
        (_plate(post, 1.6 * size, 0.12, 8), skin),
        (_plate(post, 1.65 * size, 0.10, 8), (0.05, 0.035, 0.02)),
    ]


def paint_barrier(canvas: Canvas, barrier: Barrier, tile: Tile, hedge: Sprite) -> None:
    """Paint a stretch of barrier; `hedge` is the lit picture of a hedge."""
    a, b = np.array(barrier.start), np.array(barrier.end)
    eye = np.array([canvas.view.pose.x, canvas.view.pose.z])
    normal = np.array([b[1] - a[1], a[0] - b[0]]) / np.hypot(*(b - a))
    if normal @ (eye - a) < 0:
        normal = -normal
    top = -barrier.height
    panel = world_points([(a[0], top, a[1]), (b[0], top, b[1]), (b[0], 0, b[1]), (a[0], 0, a[1])])
    if not in_sight(canvas, panel):
        return
    sprite = hedge
    if barrier.kind != "hedge":
        length = float(np.hypot(*(b - a)))
        sprite = _texture(barrier, length, tile)
        sprite[..., :3] *= facing(canvas.light, np.array([normal[0], 0.0, normal[1]]))
    paint_panel(canvas, sprite, panel)


def _texture(barrier: Barrier, length: float, tile: Tile) -> Sprite:
    scale = 60.0 / max(barrier.height, 0.8)
    rows, columns = max(4, round(barrier.height * scale)), max(4, round(length * scale))
    u, v = grid(rows, columns)
    x, y = u / np.float32(scale), v / np.float32(scale)
    tone = 1 + np.float32(0.12) * fractal(tile, x + np.float32(barrier.start[1]), y, 0.15, 3)
    alpha = np.ones((rows, columns), np.float32)
    if barrier.kind == "wall":
        row = np.floor(y / np.float32(0.2))
        joint = (np.mod(y, np.float32(0.2)) < 0.02) | (
            np.mod(x + np.float32(0.2) * np.mod(row, 2), np.float32(0.4)) < 0.02
        )
        tone = np.where(joint, tone * np.float32(0.7), tone)
        tone[: max(1, round(0.12 * scale))] *= 1.25
    elif barrier.kind == "fence":
        slat = np.mod(x, np.float32(0.16)) < 0.09
        bar = (np.abs(y - barrier.height * 0.25) < 0.05) | (np.abs(y - barrier.height * 0.8) < 0.05)
        alpha = (slat | bar).astype(np.float32)
    else:
        post = np.mod(x, np.float32(2.0)) < 0.12
        beam = y < barrier.height * 0.42
        alpha = (beam | post).astype(np.float32)
        wave = np.sin(y / np.float32(barrier.height * 0.42) * np.float32(6.283))
        tone = tone + np.float32(0.3) * wave * beam
    rgb = np.array(barrier.tint, np.float32) * np.maximum(tone, 0.1)[..., None] * alpha[..., None]
    return np.dstack([rgb, alpha]).astype(np.float32)
