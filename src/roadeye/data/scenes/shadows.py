"""Shadows that things cast on the ground: a map in road coordinates, sampled by every pixel."""

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float32, Float64, UInt8

from roadeye.data.scenes.centreline import locate, place
from roadeye.data.scenes.noise import Field, sample
from roadeye.data.scenes.roadside import Planting
from roadeye.data.scenes.street import Post
from roadeye.data.scenes.vehicles import Vehicle, footprint, tallness
from roadeye.data.scenes.world import World

_STEP = 0.125
_AHEAD, _BEHIND, _ASIDE = 104.0, 8.0, 22.0
_CHUNK = 8.0  # the map starts at whole chunks, so that it does not crawl while driving


@dataclass(frozen=True)
class ShadowMap:
    """Hold how much sun is kept away from the ground.

    Attributes:
        values: 0 in the sun, 1 in full shadow; rows along the road, columns across.
        start: Station of the first row, metres.
    """

    values: Float32[np.ndarray, "rows columns"]
    start: float


@dataclass(frozen=True)
class _Sheet:
    """Cells to draw shadows on, the station of the first row and the z of the camera."""

    cells: UInt8[np.ndarray, "rows columns"]
    start: float
    z: float


def cast_shadows(world: World, vehicles: list[Vehicle], station: float) -> ShadowMap:
    """Return the shadows on the ground around a station."""
    start = float(np.floor((station - _BEHIND) / _CHUNK) * _CHUNK)
    rows, columns = round((_AHEAD + _BEHIND + _CHUNK) / _STEP), round(2 * _ASIDE / _STEP)
    _, z, _ = place(world.line, station, 0.0)
    solid, leafy = (_Sheet(np.zeros((rows, columns), np.uint8), start, z) for _ in range(2))
    sunny = float(world.light.sun.max()) > 0.2
    for building in world.buildings if sunny else ():
        foot = np.array(building.corners)
        _cast(world, solid, foot, building.height + building.roof * 0.5)
    for vehicle in vehicles:
        foot = footprint(vehicle)[:, [0, 2]]
        _cast(world, solid, foot, tallness(vehicle.kind) * 0.88)
    for post in world.posts if sunny else ():
        _cast(world, solid, *_slim(world, post))
    for barrier in world.barriers if sunny else ():
        _cast(world, solid, np.array([barrier.start, barrier.end]), barrier.height)
    for planting in world.plantings if sunny else ():
        _crown(world, leafy, planting)
    s = (np.arange(rows, dtype=np.float32) * np.float32(_STEP) + np.float32(start))[:, None]
    t = (np.arange(columns, dtype=np.float32) * np.float32(_STEP) - np.float32(_ASIDE))[None, :]
    s, t = np.broadcast_to(s, (rows, columns)), np.broadcast_to(t, (rows, columns))
    flecks = sample(world.tile, s + 0, t + 0, 0.16) * np.float32(0.8) + sample(
        world.tile, t + 0, s + 0, 0.55
    )
    dappled = (leafy.cells > 0) * np.clip(np.float32(1.35) + flecks * np.float32(1.1), 0, 1)
    dappled = dappled * np.clip(cv2.GaussianBlur(leafy.cells, (0, 0), 2.5) / np.float32(150), 0, 1)
    sharp = cv2.GaussianBlur(solid.cells, (0, 0), 0.8).astype(np.float32) / np.float32(255)
    values = np.maximum(sharp, cv2.GaussianBlur(dappled.astype(np.float32), (0, 0), 0.9))
    return ShadowMap(np.asarray(values, np.float32), start)


def sunlit(shadows: ShadowMap, s: Field, t: Field) -> Field:
    """Return how much sun reaches places of the ground, 0..1."""
    v = (s - np.float32(shadows.start)) / np.float32(_STEP)
    u = (t + np.float32(_ASIDE)) / np.float32(_STEP)
    limit = np.float32(30_000)
    covered = cv2.remap(
        shadows.values, np.clip(u, -limit, limit), np.clip(v, -limit, limit), cv2.INTER_LINEAR
    )
    return np.asarray(1 - covered, dtype=np.float32)


def _slim(world: World, post: Post) -> tuple[Float64[np.ndarray, "n 2"], float]:
    across = np.array([-world.light.towards_sun[2], world.light.towards_sun[0]])
    across /= max(float(np.hypot(*across)), 1e-6)
    half = 0.2 if post.kind == "person" else 0.08
    height = {"lamp": 7.0, "pole": 7.0, "person": 1.7, "sign": 2.6}.get(post.kind, 1.0)
    at = np.array([post.x, post.z])
    return np.array([at - half * across, at + half * across]), height


def _cast(
    world: World,
    sheet: _Sheet,
    foot: Float64[np.ndarray, "n 2"],
    height: float,
) -> None:
    shift = _shift(world, height)
    points = np.concatenate([foot, foot + shift])
    if (points[:, 1].max() < sheet.z - 40) or (points[:, 1].min() > sheet.z + _AHEAD + 50):
        return
    hull = cv2.convexHull(points.astype(np.float32))[:, 0]
    fixed = _cells(world, sheet.start, hull)
    cv2.fillPoly(sheet.cells, [fixed], (255,), lineType=cv2.LINE_AA, shift=4)


def _crown(world: World, sheet: _Sheet, planting: Planting) -> None:
    plants = world.plants[planting.kind]
    plant = plants[planting.variant % len(plants)]
    wide = planting.height * plant.aspect * 0.40
    low = planting.height * (plant.trunk + 0.08)
    high = planting.height * 0.9
    angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    at = np.array([planting.x, planting.z])
    if not sheet.z - 60 < planting.z < sheet.z + _AHEAD + 60:
        return
    top = 0.25 if planting.kind == "conifer" else 0.75
    middle = (low + high) / 2
    points = np.concatenate(
        [
            at + ring * (wide * 0.7) + _shift(world, low),
            at + ring * wide + _shift(world, middle),
            at + ring * (wide * top) + _shift(world, high),
        ]
    )
    hull = cv2.convexHull(points.astype(np.float32))[:, 0]
    bumps = 1 + 0.13 * np.sin(np.arange(len(hull)) * 2.4 + planting.x)
    centre = hull.mean(axis=0)
    hull = (centre + (hull - centre) * bumps[:, None]).astype(np.float32)
    cv2.fillPoly(
        sheet.cells, [_cells(world, sheet.start, hull)], (255,), lineType=cv2.LINE_AA, shift=4
    )
    if plant.trunk > 0:
        across = np.array([-world.light.towards_sun[2], world.light.towards_sun[0]])
        across *= planting.height * 0.02 / max(float(np.hypot(*across)), 1e-6)
        _cast(world, sheet, np.array([at - across, at + across]), middle)


def _shift(world: World, height: float) -> Float64[np.ndarray, "2"]:
    x, y, z = world.light.towards_sun
    return np.asarray(np.array([x, z]) * (height / y), dtype=np.float64)


def _cells(world: World, start: float, points: Float32[np.ndarray, "n 2"]) -> np.ndarray:
    s, t = locate(world.line, points[:, :1].copy(), points[:, 1:].copy())
    cells = np.column_stack([(t + _ASIDE) / _STEP, (s - start) / _STEP])
    return np.clip(np.round(cells * 16), -(1 << 20), 1 << 20).astype(np.int32)
