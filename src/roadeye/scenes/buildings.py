"""Houses: walls with windows and doors, and roofs."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

from roadeye.scenes.camera import Points, depth_of, to_camera, world_points
from roadeye.scenes.canvas import Canvas, Shape, Sprite, in_sight, paint_shapes
from roadeye.scenes.light import facing
from roadeye.scenes.noise import Tile, fractal, grid
from roadeye.scenes.sprites import paint_panel


@dataclass(frozen=True)
class Building:
    """Describe a house on a rectangle of ground.

    Attributes:
        corners: World x and z of its four corners, in order around it, metres.
        height: Height of the walls, metres.
        roof: Height of the ridge over the walls, metres; 0 for a flat roof.
        seed: Makes its walls.
        wall: Colour of the walls.
        tiles: Colour of the roof.
        rise: Height of a storey, metres.
    """

    corners: tuple[tuple[float, float], ...]
    height: float
    roof: float
    seed: int
    wall: tuple[float, float, float]
    tiles: tuple[float, float, float]
    rise: float


@dataclass(frozen=True)
class _Wall:
    """A picture of a wall with its scale in pixels per metre."""

    rgb: Float32[np.ndarray, "h w 3"]
    scale: float


def facade(building: Building, width: float, scale: float, tile: Tile) -> Sprite:
    """Return the reflectance of a wall of that width, `scale` pixels per metre, covered fully."""
    rng = np.random.default_rng([building.seed, round(width * 100)])
    rows, columns = max(4, round(building.height * scale)), max(4, round(width * scale))
    u, v = grid(rows, columns)
    x, y = u / np.float32(scale), v / np.float32(scale)
    stain = np.float32(0.07) * fractal(tile, x, y, 0.8, 4)
    stain -= np.float32(0.12) * np.clip((y - np.float32(building.height - 0.9)) / 0.9, 0, 1)
    plaster = np.array(building.wall, np.float32) * (1 + stain)[..., None]
    if rng.random() < 0.25:
        plaster *= _bricks(x, y)[..., None]
    wall = _Wall(np.ascontiguousarray(plaster, dtype=np.float32), scale)
    bay = float(rng.uniform(2.2, 3.6))
    wide, tall = float(rng.uniform(0.9, 1.7)), float(rng.uniform(1.1, 1.7))
    tall = min(tall, building.rise - 0.8)
    frame = np.array([0.55, 0.55, 0.52]) * rng.uniform(0.35, 1.1)
    shutters = rng.random() < 0.25
    columns_of_windows = max(1, int((width - 0.6) // bay))
    start = (width - columns_of_windows * bay) / 2
    storeys = max(1, int(building.height // building.rise))
    shop = rng.random() < 0.3
    for storey in range(storeys):
        floor = building.height - storey * building.rise
        for index in range(columns_of_windows):
            middle = start + (index + 0.5) * bay
            top = floor - 0.95 - tall
            if storey == 0 and (shop or (index == columns_of_windows // 2)):
                size = (bay * 0.8, building.rise - 0.6) if shop else (1.1, 2.15)
                _opening(wall, (middle, floor - size[1]), size, rng, frame, door=not shop)
                continue
            if shutters:
                for way in (-1, 1):
                    _box(
                        wall,
                        (middle + way * wide * 0.78 - wide * 0.24, top),
                        (wide * 0.48, tall),
                        np.array(building.tiles) * 0.8,
                    )
            _opening(wall, (middle, top), (wide, tall), rng, frame)
    eave = max(1, round(0.25 * scale))
    wall.rgb[:eave] *= 0.55
    return np.dstack([wall.rgb, np.ones((rows, columns), np.float32)])


def _bricks(
    x: Float32[np.ndarray, "h w"], y: Float32[np.ndarray, "h w"]
) -> Float32[np.ndarray, "h w"]:
    row = np.floor(y / np.float32(0.08))
    joint = (np.mod(y, np.float32(0.08)) < 0.014) | (
        np.mod(x + np.mod(row, 2) * np.float32(0.12), np.float32(0.24)) < 0.014
    )
    return np.where(joint, np.float32(1.25), np.float32(0.9)).astype(np.float32)


def _box(
    wall: _Wall,
    corner: tuple[float, float],
    size: tuple[float, float],
    colour: Float32[np.ndarray, "3"] | np.ndarray,
) -> None:
    scale = wall.scale
    left, top = round(corner[0] * scale), round(corner[1] * scale)
    right, bottom = round((corner[0] + size[0]) * scale), round((corner[1] + size[1]) * scale)
    wall.rgb[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = colour


def _opening(
    wall: _Wall,
    top_middle: tuple[float, float],
    size: tuple[float, float],
    rng: np.random.Generator,
    frame: np.ndarray,
    *,
    door: bool = False,
) -> None:
    (middle, top), (wide, tall) = top_middle, size
    left = middle - wide / 2
    _box(wall, (left - 0.08, top - 0.08), (wide + 0.16, tall + 0.16), frame)
    dark = np.array([0.035, 0.045, 0.06]) * rng.uniform(0.5, 3.0)
    if door:
        dark = np.array([0.12, 0.07, 0.04]) * rng.uniform(0.4, 1.8)
    _box(wall, (left, top), (wide, tall), dark)
    if not door:
        # The upper part mirrors the sky; a curtain or a bar breaks the pane.
        _box(wall, (left, top), (wide, tall * rng.uniform(0.2, 0.5)), dark * 2.2)
        if rng.random() < 0.4:
            cloth = np.array([0.4, 0.39, 0.36]) * rng.uniform(0.5, 1.0)
            _box(wall, (left, top), (wide, tall * rng.uniform(0.2, 0.8)), cloth)
        bar = max(0.05, 0.6 / wall.scale)
        _box(wall, (middle - bar / 2, top), (bar, tall), frame)
        _box(wall, (left - 0.12, top + tall), (wide + 0.24, 0.1), frame * 0.8)


def paint_building(canvas: Canvas, building: Building, tile: Tile) -> None:
    """Paint the walls that face the camera and the roof."""
    corners = building.corners
    centre = np.mean(np.array(corners), axis=0)
    eye = np.array([canvas.view.pose.x, canvas.view.pose.z])
    seen = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        a, b = np.array(start), np.array(end)
        normal = np.array([b[1] - a[1], a[0] - b[0]]) / np.hypot(*(b - a))
        if normal @ (a - centre) < 0:
            normal = -normal
        if normal @ (eye - a) <= 0.05:
            continue
        near = min(_depth(canvas, a), _depth(canvas, b))
        seen.append((near, a, b, normal))
    for _, a, b, normal in sorted(seen, key=lambda wall: -wall[0]):
        _paint_wall(canvas, building, (a, b), normal, tile)
    _paint_roof(canvas, building)


def _depth(canvas: Canvas, point: np.ndarray) -> float:
    return max(depth_of(canvas.view, float(point[0]), float(point[1])), 0.0)


def _paint_wall(
    canvas: Canvas,
    building: Building,
    ends: tuple[np.ndarray, np.ndarray],
    normal: np.ndarray,
    tile: Tile,
) -> None:
    a, b = ends
    # The picture starts on the left as seen from outside.
    outward_left = np.array([normal[1], -normal[0]])
    if (b - a) @ outward_left < 0:
        a, b = b, a
    a, b = b, a
    width = float(np.hypot(*(b - a)))
    top = -building.height
    panel = world_points([(a[0], top, a[1]), (b[0], top, b[1]), (b[0], 0, b[1]), (a[0], 0, a[1])])
    if not in_sight(canvas, panel):
        return
    nearest = max(min(_depth(canvas, a), _depth(canvas, b)), 4.0)
    scale = float(np.clip(canvas.view.camera.focal / nearest, 3, 420 / building.height))
    sprite = facade(building, width, scale, tile)
    light = facing(canvas.light, np.array([normal[0], 0.0, normal[1]]))
    sprite[..., :3] *= light
    paint_panel(canvas, sprite, panel)


def _paint_roof(canvas: Canvas, building: Building) -> None:
    if building.roof <= 0:
        return
    c = np.array(building.corners)
    top = -building.height + 0.1
    ridge_y = top - building.roof
    long_first = np.hypot(*(c[1] - c[0])) >= np.hypot(*(c[2] - c[1]))
    if not long_first:
        c = np.roll(c, -1, axis=0)
    inset = 0.18
    ends = ((c[0] + c[3]) / 2, (c[1] + c[2]) / 2)
    ridge = (ends[0] + inset * (ends[1] - ends[0]), ends[1] + inset * (ends[0] - ends[1]))
    eaves = [p + 0.06 * (p - c.mean(axis=0)) for p in c]
    faces = [
        (eaves[0], eaves[1], ridge[1], ridge[0]),
        (eaves[2], eaves[3], ridge[0], ridge[1]),
        (eaves[1], eaves[2], ridge[1]),
        (eaves[3], eaves[0], ridge[0]),
    ]
    eye = np.array([canvas.view.pose.x, -canvas.view.camera.mount, canvas.view.pose.z])
    shapes: list[tuple[float, Shape]] = []
    for face in faces:
        rows = [(p[0], ridge_y if p is ridge[0] or p is ridge[1] else top, p[1]) for p in face]
        points = world_points(rows)
        normal = np.cross(points[1] - points[0], points[2] - points[0])
        normal /= np.linalg.norm(normal)
        normal = normal if normal[1] < 0 else -normal
        if normal @ (eye - points[0]) <= 0:
            continue
        light = facing(canvas.light, normal)
        colour = np.array(building.tiles, np.float32) * light
        shapes.append((_mean_depth(canvas, points), (points, colour)))
    shapes.sort(key=lambda item: -item[0])
    paint_shapes(canvas, [shape for _, shape in shapes])


def _mean_depth(canvas: Canvas, points: Points) -> float:
    return float(to_camera(canvas.view, points)[:, 2].mean())
