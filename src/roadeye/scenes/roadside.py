"""What stands beside the road, placed slot by slot so that a longer road begins the same."""

from dataclasses import dataclass, field

import numpy as np

from roadeye.scenes.buildings import Building
from roadeye.scenes.centreline import Centreline, place
from roadeye.scenes.layout import RoadLayout, in_mouth
from roadeye.scenes.plants import PlantKind
from roadeye.scenes.roadside_style import SideStyle, side_style
from roadeye.scenes.street import Barrier, Post, PostKind

SLOT = 12.0
"""Length of a slot along the road, metres."""


@dataclass(frozen=True)
class Planting:
    """Say that a plant of a kind stands at a place.

    Attributes:
        kind: What it is.
        variant: Which of the plants of that kind, taken round.
        x: World x, metres.
        z: World z, metres.
        height: Metres.
        mirrored: Seen the other way round.
    """

    kind: PlantKind
    variant: int
    x: float
    z: float
    height: float
    mirrored: bool


@dataclass(frozen=True)
class Roadside:
    """Hold what stands beside a road."""

    plantings: tuple[Planting, ...]
    buildings: tuple[Building, ...]
    posts: tuple[Post, ...]
    barriers: tuple[Barrier, ...]


@dataclass
class _Site:
    layout: RoadLayout
    line: Centreline
    plantings: list[Planting] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    barriers: list[Barrier] = field(default_factory=list)


def furnish(seed: int, index: int, layout: RoadLayout, line: Centreline, reach: float) -> Roadside:
    """Return what stands beside the road up to station `reach`."""
    site = _Site(layout, line)
    for side in (-1, 1):
        style = side_style(np.random.default_rng([seed, index, 5, side + 1]), layout, side)
        for slot in range(-2, int(reach // SLOT) + 1):
            rng = np.random.default_rng([seed, index, 6, side + 1, slot + 2])
            _fill(rng, site, style, (side, slot * SLOT))
    return Roadside(
        tuple(site.plantings), tuple(site.buildings), tuple(site.posts), tuple(site.barriers)
    )


def _fill(
    rng: np.random.Generator,
    site: _Site,
    style: SideStyle,
    slot: tuple[int, float],
) -> None:
    side, start = slot
    middle = start + SLOT / 2
    open_slot = not in_mouth(site.layout, middle, side, SLOT / 2)
    house = open_slot and rng.random() < style.houses
    depth = float(rng.uniform(8, 13))
    if house:
        site.buildings.append(_building(rng, site.line, style, (side, middle), depth))
    if style.barrier and not in_mouth(site.layout, middle, side, SLOT / 2):
        pieces = 3
        for piece in range(pieces):
            ends = [start + SLOT * (piece + d) / pieces for d in (0, 1)]
            (ax, az, _), (bx, bz, _) = (place(site.line, s, side * style.barrier_at) for s in ends)
            site.barriers.append(
                Barrier(style.barrier, (ax, az), (bx, bz), style.barrier_height, style.barrier_tint)
            )
    _plants(rng, site, style, (side, start), house=house)
    if rng.random() < style.posts:
        kinds: list[PostKind] = ["lamp", "lamp", "pole", "sign", "bollard"]
        if site.layout.place == "country":
            kinds = ["marker", "marker", "sign", "pole"]
        _post(rng, site, kinds[int(rng.integers(len(kinds)))], (middle, side, style.post_at))
    if rng.random() < style.people and len(site.layout.right) > 2:
        s = start + float(rng.uniform(0, SLOT))
        _post(rng, site, "person", (s, side, site.layout.half + float(rng.uniform(0.7, 2))))


def _plants(
    rng: np.random.Generator,
    site: _Site,
    style: SideStyle,
    slot: tuple[int, float],
    *,
    house: bool,
) -> None:
    side, start = slot
    for _ in range(int(rng.poisson(style.trees))):
        s = start + float(rng.uniform(0, SLOT))
        spread = 0.4 if site.layout.place == "city" else (2.0 if house else 16.0)
        t = style.tree_at + float(rng.random() ** 2) * spread
        if not in_mouth(site.layout, s, side, 2.0):
            kind = style.kinds[int(rng.integers(len(style.kinds)))]
            low, high = {"bush": (1.2, 3.5)}.get(kind, (5.0, 13.0))
            _plant(rng, site, kind, (s, side * t), float(rng.uniform(low, high)))
    for _ in range(int(rng.poisson(style.bushes))):
        s = start + float(rng.uniform(0, SLOT))
        t = max(style.tree_at, style.barrier_at + 1.0) + float(rng.uniform(0.3, 7))
        if not in_mouth(site.layout, s, side, 2.5) and not (house and t > style.setback - 1):
            _plant(rng, site, "bush", (s, side * t), float(rng.uniform(0.8, 2.8)))
    if style.wood and not house:
        # Undergrowth and trees stand close together, right behind the verge.
        for kind, low, high, count in (("bush", 1.5, 5.0, 4), ("round", 5.0, 14.0, 3)):
            for _ in range(count):
                s = start + float(rng.uniform(0, SLOT))
                t = style.barrier_at + 2.0 + float(rng.uniform(0, 5))
                if not in_mouth(site.layout, s, side, 3.0):
                    _plant(rng, site, kind, (s, side * t), float(rng.uniform(low, high)))
    if not house:
        # A wood, a park or gardens close the view where no house does.
        for _ in range(2):
            s = start + float(rng.uniform(0, SLOT))
            t = style.setback + float(rng.uniform(9, 26))
            if not in_mouth(site.layout, s, side, 6.0):
                kind = ("round", "tall", "conifer", "round")[int(rng.integers(4))]
                _plant(rng, site, kind, (s, side * t), float(rng.uniform(6, 14)))


def _plant(
    rng: np.random.Generator,
    site: _Site,
    kind: PlantKind,
    at: tuple[float, float],
    height: float,
) -> None:
    x, z, _ = place(site.line, *at)
    site.plantings.append(
        Planting(kind, int(rng.integers(8)), x, z, height, bool(rng.random() < 0.5))
    )


def _post(
    rng: np.random.Generator,
    site: _Site,
    kind: PostKind,
    at: tuple[float, int, float],
) -> None:
    s, side, t = at
    x, z, heading = place(site.line, s, side * t)
    a, b, c = (float(value) for value in rng.random(3))
    site.posts.append(Post(kind, x, z, heading, side, (a, b, c)))


def _building(
    rng: np.random.Generator,
    line: Centreline,
    style: SideStyle,
    at: tuple[int, float],
    depth: float,
) -> Building:
    side, s = at
    half = SLOT / 2 * float(rng.uniform(0.7, 1.0))
    near = style.setback + float(rng.uniform(0, 1.5)) * (style.storeys < 3)
    x, z, heading = place(line, s, side * near)
    along = np.array([np.sin(heading), np.cos(heading)])
    out = np.array([np.cos(heading), -np.sin(heading)]) * side
    corners = [
        (float(p[0]), float(p[1]))
        for p in (
            np.array([x, z]) - half * along,
            np.array([x, z]) + half * along,
            np.array([x, z]) + half * along + depth * out,
            np.array([x, z]) - half * along + depth * out,
        )
    ]
    rise = float(rng.uniform(2.7, 3.4))
    storeys = max(1, style.storeys + int(rng.integers(-1, 2)))
    bright = float(rng.uniform(0.16, 0.55))
    wall = (bright, bright * float(rng.uniform(0.78, 1.0)), bright * float(rng.uniform(0.55, 1.0)))
    roofs = [(0.20, 0.07, 0.045), (0.09, 0.085, 0.085), (0.13, 0.06, 0.045), (0.06, 0.06, 0.07)]
    roof = 0.0 if rng.random() < 0.25 else float(rng.uniform(2, 4.5))
    return Building(
        tuple(corners),
        storeys * rise + 0.5,
        roof,
        int(rng.integers(1 << 31)),
        wall,
        roofs[int(rng.integers(4))],
        rise,
    )
