"""A world: the road and everything that stands beside and on it, made once from a seed."""

from dataclasses import dataclass

import numpy as np

from roadeye.scenes.buildings import Building
from roadeye.scenes.centreline import Centreline, random_centreline
from roadeye.scenes.layout import Category, RoadLayout, random_layout
from roadeye.scenes.light import Light, random_light
from roadeye.scenes.materials import Palette, random_palette
from roadeye.scenes.noise import Tile, random_tile
from roadeye.scenes.plants import Plant, PlantKind, grow
from roadeye.scenes.roadside import Planting, Roadside, furnish
from roadeye.scenes.street import Barrier, Post
from roadeye.scenes.traffic import Mover, random_traffic

SIGHT = 170.0
"""How far ahead the world is furnished, metres."""


@dataclass(frozen=True)
class World:
    """Hold a world.

    Attributes:
        layout: The road.
        line: Its centre line.
        palette: Looks of the ground.
        light: Sun and sky.
        tile: Noise for sky, walls and leaves.
        plants: Lit sprites to plant, by kind.
        plantings: What is planted where.
        buildings: Houses.
        posts: Poles, signs and people.
        barriers: Walls, fences, rails, hedges.
        traffic: Vehicles, parked and moving.
        far: Distance of the line of trees that ends the ground, metres.
    """

    layout: RoadLayout
    line: Centreline
    palette: Palette
    light: Light
    tile: Tile
    plants: dict[PlantKind, tuple[Plant, ...]]
    plantings: tuple[Planting, ...]
    buildings: tuple[Building, ...]
    posts: tuple[Post, ...]
    barriers: tuple[Barrier, ...]
    traffic: tuple[Mover, ...]
    far: float


def category_of(index: int) -> Category:
    """Return the kind of road of the picture with that number."""
    kinds: tuple[Category, ...] = ("um", "umm", "uu")
    return kinds[index % 3]


def random_world(seed: int, index: int, category: Category, rows: int, length: float) -> World:
    """Return the world of a picture or a sequence.

    Args:
        seed: Seed of the data set.
        index: Number of the picture in it.
        category: Kind of road.
        rows: Height of the picture: plants are grown in that detail.
        length: How far the camera will drive, metres. A longer sequence begins with the same world.
    """
    rng = np.random.default_rng([seed, index, 0])
    reach = length + SIGHT
    curviness = float(rng.choice([0.0, 0.25, 0.6, 1.0], p=[0.35, 0.3, 0.2, 0.15]))
    line = random_centreline(rng, curviness * float(rng.uniform(0.6, 1)), reach)
    light = random_light(rng)
    tile = random_tile(rng)
    far = float(rng.uniform(90, 170) if curviness > 0.4 else rng.uniform(150, 420))
    layout = random_layout(np.random.default_rng([seed, index, 1]), category, reach)
    palette = random_palette(np.random.default_rng([seed, index, 2]), layout, reach)
    growth = np.random.default_rng([seed, index, 3])
    detail = int(np.clip(rows * 0.95, 48, 360))
    plants: dict[PlantKind, tuple[Plant, ...]] = {
        "round": tuple(grow(growth, "round", detail, light, tile) for _ in range(2)),
        "tall": (grow(growth, "tall", detail, light, tile),),
        "conifer": (grow(growth, "conifer", detail, light, tile),),
        "bush": tuple(grow(growth, "bush", detail // 2, light, tile) for _ in range(2)),
        "hedge": (grow(growth, "hedge", max(24, detail // 3), light, tile),),
    }
    side: Roadside = furnish(seed, index, layout, line, reach)
    traffic = random_traffic(np.random.default_rng([seed, index, 4]), layout, reach)
    return World(
        layout,
        line,
        palette,
        light,
        tile,
        plants,
        side.plantings,
        side.buildings,
        side.posts,
        side.barriers,
        traffic,
        far,
    )
