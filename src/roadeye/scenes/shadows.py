"""Shadows that things cast on the ground: a map in road coordinates, sampled by every pixel."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32, Float64

from roadeye.arrays import Gray
from roadeye.scenes.centreline import locate, place
from roadeye.scenes.noise import Field, sample
from roadeye.scenes.roadside import Planting
from roadeye.scenes.street import Post
from roadeye.scenes.vehicles import Vehicle, footprint, tallness
from roadeye.scenes.world import World

_STEP = 0.125
_AHEAD, _BEHIND, _ASIDE = 104.0, 8.0, 22.0
_CHUNK = 8.0  # the map starts at whole chunks, so that it does not crawl while driving

_ANGLES = np.linspace(0, 2 * np.pi, 20, endpoint=False)
_RING = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)

Outline: TypeAlias = Float64[np.ndarray, "_ 2"]
"""Corners of a polygon on the ground: world x and z."""


@dataclass(frozen=True)
class ShadowMap:
    """Hold how much sun is kept away from the ground.

    Attributes:
        values: 0 in the sun, 1 in full shadow; rows along the road, columns across.
        start: Station of the first row, metres.
    """

    values: Float32[np.ndarray, "rows columns"]
    start: float


def cast_shadows(world: World, vehicles: list[Vehicle], station: float) -> ShadowMap:
    """Return the shadows on the ground around a station."""
    start = float(np.floor((station - _BEHIND) / _CHUNK) * _CHUNK)
    rows, columns = round((_AHEAD + _BEHIND + _CHUNK) / _STEP), round(2 * _ASIDE / _STEP)
    _, z, _ = place(world.line, station, 0.0)
    sunny = float(world.light.sun.max()) > 0.2
    solid = [
        _prism(world, footprint(vehicle)[:, [0, 2]], tallness(vehicle.kind) * 0.88)
        for vehicle in vehicles
    ]
    leafy = []
    if sunny:
        solid += [
            _prism(world, np.array(house.corners), house.height + house.roof * 0.5)
            for house in world.buildings
        ]
        solid += [_prism(world, *_slim(world, post)) for post in world.posts]
        solid += [_prism(world, np.array([b.start, b.end]), b.height) for b in world.barriers]
        plantings = [p for p in world.plantings if z - 60 < p.z < z + _AHEAD + 60]
        leafy = [_crown(world, planting) for planting in plantings]
        leafy += [_trunk(world, planting) for planting in plantings]
    shape = (rows, columns)
    hard = cv2.GaussianBlur(_filled(world, shape, start, solid, z), (0, 0), 0.8)
    crowns = _filled(world, shape, start, leafy, z)
    s = (np.arange(rows, dtype=np.float32) * np.float32(_STEP) + np.float32(start))[:, None]
    t = (np.arange(columns, dtype=np.float32) * np.float32(_STEP) - np.float32(_ASIDE))[None, :]
    s, t = np.broadcast_to(s, (rows, columns)), np.broadcast_to(t, (rows, columns))
    flecks = sample(world.tile, s + 0, t + 0, 0.16) * np.float32(0.8) + sample(
        world.tile, t + 0, s + 0, 0.55
    )
    dappled = (crowns > 0) * np.clip(np.float32(1.35) + flecks * np.float32(1.1), 0, 1)
    dappled = dappled * np.clip(cv2.GaussianBlur(crowns, (0, 0), 2.5) / np.float32(150), 0, 1)
    sharp = hard.astype(np.float32) / np.float32(255)
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


def _slim(world: World, post: Post) -> tuple[Outline, float]:
    across = _across(world)
    half = 0.2 if post.kind == "person" else 0.08
    height = {"lamp": 7.0, "pole": 7.0, "person": 1.7, "sign": 2.6}.get(post.kind, 1.0)
    at = np.array([post.x, post.z])
    return np.array([at - half * across, at + half * across]), height


def _prism(world: World, foot: Outline, height: float) -> Outline:
    """Return the outline of the shadow of something upright that has the same plan all the way."""
    points = np.concatenate([foot, foot + _shift(world, height)])
    return np.asarray(cv2.convexHull(points.astype(np.float32))[:, 0], np.float64)


def _crown(world: World, planting: Planting) -> Outline:
    plants = world.plants[planting.kind]
    plant = plants[planting.variant % len(plants)]
    wide = planting.height * plant.aspect * 0.40
    low, high = planting.height * (plant.trunk + 0.08), planting.height * 0.9
    top = 0.25 if planting.kind == "conifer" else 0.75
    at = np.array([planting.x, planting.z])
    rings = [
        at + _RING * (wide * share) + _shift(world, height)
        for share, height in ((0.7, low), (1.0, (low + high) / 2), (top, high))
    ]
    hull = cv2.convexHull(np.concatenate(rings).astype(np.float32))[:, 0]
    bumps = 1 + 0.13 * np.sin(np.arange(len(hull)) * 2.4 + planting.x)
    centre = hull.mean(axis=0)
    return np.asarray(centre + (hull - centre) * bumps[:, None], dtype=np.float64)


def _trunk(world: World, planting: Planting) -> Outline:
    at = np.array([planting.x, planting.z])
    across = _across(world) * (planting.height * 0.02)
    return _prism(world, np.array([at - across, at + across]), planting.height * 0.5)


def _across(world: World) -> Float64[np.ndarray, "2"]:
    """Return the unit vector on the ground that is square to the sun."""
    x, _, z = world.light.towards_sun
    return np.array([-z, x]) / max(float(np.hypot(x, z)), 1e-6)


def _shift(world: World, height: float) -> Float64[np.ndarray, "2"]:
    x, y, z = world.light.towards_sun
    return np.array([x * height / y, z * height / y])


def _filled(
    world: World, shape: tuple[int, int], start: float, outlines: list[Outline], z: float
) -> Gray:
    """Fill outlines given in the world on cells in road coordinates."""
    cells = np.zeros(shape, np.uint8)
    near = [o for o in outlines if o[:, 1].max() > z - 40 and o[:, 1].min() < z + _AHEAD + 50]
    if not near:
        return cells
    points = np.concatenate(near).astype(np.float32)
    s, t = locate(world.line, points[:, :1], points[:, 1:])
    placed = np.column_stack([(t + _ASIDE) / _STEP, (s - start) / _STEP])
    fixed = np.clip(np.round(placed * 16), -(1 << 20), 1 << 20).astype(np.int32)
    for outline in np.split(fixed, np.cumsum([len(o) for o in near])[:-1]):
        cv2.fillPoly(cells, [outline], (255,), lineType=cv2.LINE_AA, shift=4)
    return cells
