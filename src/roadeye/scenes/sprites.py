"""Small pictures painted into a scene: upright towards the camera, or on a flat wall."""

import cv2
import numpy as np
from jaxtyping import Float32, Float64

from roadeye.scenes.camera import NEAR, Points, to_camera, to_pixels
from roadeye.scenes.canvas import Canvas, Sprite, lay, seen_box
from roadeye.scenes.noise import Field, Tile, grid, sample


def paint_billboard(
    canvas: Canvas, sprite: Sprite, foot: tuple[float, float, float], width: float, height: float
) -> None:
    """Paint an upright sprite that faces the camera.

    Args:
        canvas: What to paint on.
        sprite: The picture, its bottom edge on the foot.
        foot: World position of the middle of its lower edge (x, y, z), metres.
        width: Metres.
        height: Metres.
    """
    feet = to_camera(canvas.view, np.array([foot]))[0]
    if feet[2] < NEAR:
        return
    head = to_camera(canvas.view, np.array([[foot[0], foot[1] - height, foot[2]]]))
    if head[0, 2] < NEAR:
        return
    (base,), (tip,) = to_pixels(canvas.view.camera, feet[None]), to_pixels(canvas.view.camera, head)
    up = tip - base
    side = np.array([-up[1], up[0]]) * (width / height / 2)
    corners = np.stack([tip - side, tip + side, base + side, base - side])
    coarse = float(np.hypot(*up)) / sprite.shape[0]
    _warp(canvas, sprite, corners, float(feet[2]), leafy=coarse if coarse > 1.3 else 0.0)


def paint_panel(canvas: Canvas, sprite: Sprite, corners: Points) -> None:
    """Paint a flat rectangle in the world with a picture on it.

    Args:
        canvas: What to paint on.
        sprite: The picture.
        corners: World points of its top left, top right, bottom right, bottom left corners.
    """
    points = to_camera(canvas.view, corners)
    columns = sprite.shape[1]
    behind = points[:, 2] < NEAR
    if behind.all():
        return
    first, last = 0, columns
    if behind.any():
        depths = np.linspace(
            np.minimum(points[0, 2], points[3, 2]), np.minimum(points[1, 2], points[2, 2]), 257
        )
        ahead = np.flatnonzero(depths > NEAR)
        if len(ahead) == 0:
            return
        first = int(np.ceil(ahead[0] / 256 * columns))
        last = int(np.floor(ahead[-1] / 256 * columns))
        if last - first < 1:
            return
    a, b = first / columns, last / columns
    cut = np.stack(
        [
            points[0] + a * (points[1] - points[0]),
            points[0] + b * (points[1] - points[0]),
            points[3] + b * (points[2] - points[3]),
            points[3] + a * (points[2] - points[3]),
        ]
    )
    if (cut[:, 2] < NEAR / 2).any():
        return
    pixels = to_pixels(canvas.view.camera, cut)
    plane, *_ = np.linalg.lstsq(np.column_stack([pixels, np.ones(4)]), 1 / cut[:, 2], rcond=None)
    _warp(canvas, sprite[:, first:last], pixels, plane)


def _warp(
    canvas: Canvas,
    sprite: Sprite,
    corners: Float64[np.ndarray, "4 2"],
    depth: float | Float64[np.ndarray, "3"],
    leafy: float = 0.0,
) -> None:
    box = seen_box(corners, canvas.depth.shape)
    if box is None:
        return
    left, top, right, bottom = box
    tall = float(np.linalg.norm(corners[0] - corners[3]) + np.linalg.norm(corners[1] - corners[2]))
    wide = float(np.linalg.norm(corners[0] - corners[1]) + np.linalg.norm(corners[3] - corners[2]))
    shrunk = _shrunk(sprite, tall / 2, wide / 2)
    rows, columns = shrunk.shape[:2]
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float64) - 0.5
    matrix = cv2.getPerspectiveTransform(
        source.astype(np.float32), (corners - (left, top)).astype(np.float32)
    )
    warped = cv2.warpPerspective(
        shrunk,
        matrix,
        (right - left, bottom - top),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    if leafy:
        warped = _with_leaves(
            canvas.tile, np.asarray(warped, np.float32), corners, (left, top), leafy
        )
    if isinstance(depth, float):
        away: Field | float = depth
    else:
        u, v = np.arange(left, right), np.arange(top, bottom)
        inverse = depth[0] * u[None, :] + depth[1] * v[:, None] + depth[2]
        away = (1 / np.maximum(inverse, 1e-5)).astype(np.float32)
    lay(canvas, left, top, np.asarray(warped, np.float32), away)


def _with_leaves(
    tile: Tile,
    sprite: Sprite,
    corners: Float64[np.ndarray, "4 2"],
    corner: tuple[int, int],
    coarse: float,
) -> Sprite:
    """Give a sprite that was enlarged `coarse` times leaves of its own, fixed to the plant."""
    tall = np.float32(np.linalg.norm(corners[0] - corners[3]))
    u, v = grid(*sprite.shape[:2])
    u = (u + np.float32(corner[0] - corners[3, 0])) / tall
    v = (v + np.float32(corner[1] - corners[3, 1])) / tall
    leaves = sample(tile, u, v, 0.0022)
    rim = sprite[..., 3] + np.float32(0.22) * sample(tile, v, u, 0.0026)
    sharp = np.clip((rim - np.float32(0.5)) * np.float32(coarse * 1.6) + np.float32(0.5), 0, 1)
    sharp *= sprite[..., 3] > 0.02
    shade = np.maximum(1 + np.float32(0.3) * leaves, np.float32(0.2))
    shade *= sharp / np.maximum(sprite[..., 3], np.float32(0.02))
    return np.dstack([sprite[..., :3] * shade[..., None], sharp])


def _shrunk(
    sprite: Sprite, rows: float, columns: float
) -> Float32[np.ndarray, "fewer_rows fewer_columns 4"]:
    """Bring a sprite near the size it will be seen at, so that it does not glitter."""
    height = min(sprite.shape[0], max(1, round(rows)))
    width = min(sprite.shape[1], max(1, round(columns)))
    if height > 0.7 * sprite.shape[0] and width > 0.7 * sprite.shape[1]:
        return sprite
    small = cv2.resize(sprite, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)
