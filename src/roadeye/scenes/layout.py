"""What the road is like: lanes, marks, side roads and what lies beside the carriageway."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from roadeye.scenes.noise import Field

Category: TypeAlias = Literal["um", "umm", "uu"]
Place: TypeAlias = Literal["city", "suburb", "country"]
Material: TypeAlias = Literal[
    "kerb", "slabs", "cobbles", "asphalt", "gravel", "soil", "grass", "meadow", "paving"
]


@dataclass(frozen=True)
class Line:
    """Describe a painted line along the road.

    Attributes:
        t: Offset of its middle, metres.
        width: Metres.
        dash: Length of a dash, metres; 0 for a solid line.
        gap: Length of a gap, metres.
        yellow: Yellow paint instead of white.
    """

    t: float
    width: float
    dash: float
    gap: float
    yellow: bool


@dataclass(frozen=True)
class SideRoad:
    """Describe a road that joins from one side.

    Attributes:
        s: Station of its middle at the edge of the carriageway, metres.
        side: 1 for right, -1 for left.
        width: Metres.
        shear: Metres of station that it gains per metre away from the carriageway.
        radius: Radius of the corners, metres.
    """

    s: float
    side: int
    width: float
    shear: float
    radius: float


@dataclass(frozen=True)
class Strip:
    """Describe a strip of ground beside the carriageway: its material and width in metres."""

    material: Material
    width: float


@dataclass(frozen=True)
class RoadLayout:
    """Describe a road.

    Attributes:
        category: `um` marked two-way, `umm` several marked lanes, `uu` unmarked.
        place: What surrounds it.
        half: Half the width of the carriageway, metres.
        lanes: Offsets of the middles of the lanes with their direction (1 goes our way).
        ours: Offset of the lane that the camera drives in, metres.
        lines: Painted lines.
        side_roads: Roads that join.
        zebras: Stations of pedestrian crossings.
        left: Strips from the carriageway outwards on the left; the last one has no end.
        right: The same on the right.
        surface: Material of the carriageway.
        traffic_side: 1 where one drives on the right, -1 on the left.
    """

    category: Category
    place: Place
    half: float
    lanes: tuple[tuple[float, int], ...]
    ours: float
    lines: tuple[Line, ...]
    side_roads: tuple[SideRoad, ...]
    zebras: tuple[float, ...]
    left: tuple[Strip, ...]
    right: tuple[Strip, ...]
    surface: Literal["asphalt", "concrete", "cobbles", "dirt"]
    traffic_side: int


def random_layout(rng: np.random.Generator, category: Category, reach: float) -> RoadLayout:
    """Return a road of that category, laid out up to station `reach`."""
    place: Place = rng.choice(np.array(["city", "suburb", "country"]), p=[0.35, 0.4, 0.25]).item()
    side = 1 if rng.random() < 0.85 else -1
    if category == "umm":
        per_way = int(rng.integers(1, 4))
        oncoming = int(rng.integers(0 if per_way > 1 else 1, max(per_way, 2) + 1))
        lane = float(rng.uniform(2.9, 3.7))
    else:
        per_way, oncoming = 1, 1
        lane = float(rng.uniform(2.6, 3.7) if category == "um" else rng.uniform(2.0, 3.4))
    margin = float(rng.uniform(0.1, 0.7))
    parking = 2.0 if place != "country" and category != "umm" and rng.random() < 0.3 else 0.0
    half = (lane * (per_way + oncoming)) / 2 + margin + parking / 2
    # Offsets below are for driving on the right; a left-hand road is the mirror image.
    start = -half + margin
    lanes = [
        (side * (start + lane * (i + 0.5)), -1 if i < oncoming else 1)
        for i in range(per_way + oncoming)
    ]
    ways = [t for t, way in lanes if way == 1]
    ours = ways[int(rng.integers(len(ways)))]
    borders = [side * (start + lane * i) for i in range(per_way + oncoming + 1)]
    lines = _lines(rng, category, place, borders, oncoming) if category != "uu" else ()
    surface_kinds = np.array(["asphalt", "concrete", "cobbles", "dirt"])
    odds = {"uu": [0.76, 0.06, 0.08, 0.10]}.get(category, [0.94, 0.06, 0.0, 0.0])
    surface = rng.choice(surface_kinds, p=odds).item()
    left, right = _roadside(rng, place, surface), _roadside(rng, place, surface)
    side_roads = _side_roads(rng, place, reach, plenty=category != "umm")
    zebras: tuple[float, ...] = ()
    if place != "country" and surface == "asphalt" and rng.random() < 0.25:
        zebras = (float(rng.uniform(10, 45)),)
    return RoadLayout(
        category,
        place,
        half,
        tuple(lanes),
        ours,
        lines,
        side_roads,
        zebras,
        left,
        right,
        surface,
        side,
    )


def _lines(
    rng: np.random.Generator,
    category: Category,
    place: Place,
    borders: list[float],
    oncoming: int,
) -> tuple[Line, ...]:
    width = float(rng.uniform(0.10, 0.2))
    dash = float(rng.choice([1.5, 3.0, 3.0, 4.0, 6.0]))
    gap = dash * float(rng.choice([1.0, 1.5, 2.0, 3.0]))
    yellow_centre = bool(rng.random() < 0.15)
    edges = rng.random() < {"city": 0.35, "suburb": 0.55, "country": 0.9}[place]
    lines = []
    for i, t in enumerate(borders):
        if i in (0, len(borders) - 1):
            if edges or category == "umm":
                inwards = -0.12 if t > 0 else 0.12
                lines.append(Line(t + inwards, width, 0.0, 0.0, yellow=False))
        elif i == oncoming and category == "umm" and rng.random() < 0.7:
            lines += [
                Line(t + d, width, 0.0, 0.0, yellow=yellow_centre)
                for d in ((-0.14, 0.14) if rng.random() < 0.5 else (0.0,))
            ]
        else:
            solid = rng.random() < 0.2
            yellow = yellow_centre and i == oncoming
            lines.append(Line(t, width, 0.0 if solid else dash, gap, yellow=yellow))
    return tuple(lines)


def _roadside(rng: np.random.Generator, place: Place, surface: str) -> tuple[Strip, ...]:
    lawn = Strip("grass" if rng.random() < 0.8 else "soil", 1e4)
    walk_kinds: list[Material] = ["slabs", "slabs", "asphalt", "paving", "cobbles"]
    walk = Strip(rng.choice(np.array(walk_kinds)).item(), float(rng.uniform(1.4, 3.6)))
    kerb = Strip("kerb", float(rng.uniform(0.12, 0.28)))
    if place == "country" or surface == "dirt":
        shoulder: list[Material] = ["gravel", "soil", "grass"]
        edge = Strip(rng.choice(np.array(shoulder)).item(), float(rng.uniform(0.2, 1.6)))
        return (edge, Strip("meadow" if rng.random() < 0.6 else "grass", 1e4))
    if rng.random() < (0.2 if place == "city" else 0.4):
        green = Strip("grass", float(rng.uniform(0.8, 3.5)))
        return (kerb, green, walk, lawn)
    if place == "suburb" and rng.random() < 0.3:
        return (kerb, lawn)
    beyond = Strip("paving", 1e4) if place == "city" and rng.random() < 0.5 else lawn
    return (kerb, walk, beyond)


def _side_roads(
    rng: np.random.Generator, place: Place, reach: float, *, plenty: bool
) -> tuple[SideRoad, ...]:
    roads = []
    spacing = {"city": 55.0, "suburb": 60.0, "country": 130.0}[place] * (1.0 if plenty else 2.0)
    s = float(rng.uniform(-10, spacing))
    while s < reach:
        width = float(rng.uniform(3.2, 7.5))
        shear = float(rng.uniform(-0.35, 0.35))
        radius = float(rng.uniform(2.0, 6.5))
        sides = (1, -1) if rng.random() < 0.25 else ((1,) if rng.random() < 0.5 else (-1,))
        roads += [SideRoad(s, side, width, shear, radius) for side in sides]
        s += float(rng.uniform(0.6, 1.6)) * spacing + 12
    return tuple(roads)


def outside(layout: RoadLayout, s: Field, t: Field) -> Field:
    """Return the signed distance to the carriageway in metres, negative on it.

    Side roads belong to the carriageway, with rounded corners: the round union of two distances
    (Quilez, "distance functions").
    """
    distance = np.abs(t) - np.float32(layout.half)
    near, far = float(s.min(initial=0)) - 15, float(s.max(initial=0)) + 15
    for road in layout.side_roads:
        if not near < road.s < far:
            continue
        away = t * np.float32(road.side) - np.float32(layout.half)
        middle = np.float32(road.s) + np.float32(road.shear) * away
        across = (np.abs(s - middle) - np.float32(road.width / 2)) * np.float32(
            1 / np.hypot(1, road.shear)
        )
        joined = np.maximum(across, -(away + np.float32(layout.half)))
        r = np.float32(road.radius)
        corner = np.hypot(np.maximum(r - distance, 0), np.maximum(r - joined, 0))
        distance = np.maximum(r, np.minimum(distance, joined)) - corner
    return np.asarray(distance, dtype=np.float32)


def in_mouth(layout: RoadLayout, s: float, side: int, margin: float) -> bool:
    """Say whether a station is within `margin` metres of a side road on that side."""
    return any(
        road.side == side and abs(s - road.s) < road.width / 2 + road.radius * 0.5 + margin
        for road in layout.side_roads
    )
