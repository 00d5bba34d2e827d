"""How one side of a road is furnished: houses, trees, fences, lamps, people."""

from dataclasses import dataclass

import numpy as np

from roadeye.scenes.layout import Place, RoadLayout
from roadeye.scenes.plants import PlantKind
from roadeye.scenes.street import BarrierKind

_BARRIERS: dict[Place, tuple[BarrierKind | None, ...]] = {
    "city": ("wall", "fence", None, None),
    "suburb": ("hedge", "hedge", "fence", "wall", None),
    "country": (None, None, "rail", "hedge"),
}


@dataclass(frozen=True)
class SideStyle:
    """Say how one side of the road is furnished; distances are from the road's middle, metres.

    Attributes:
        houses: Chance of a house in a slot.
        setback: Where houses begin.
        storeys: Usual number of storeys.
        trees: Mean number of trees in a slot.
        tree_at: Where trees begin.
        kinds: Kinds of trees.
        bushes: Mean number of bushes in a slot.
        barrier: What runs along the road, if anything.
        barrier_at: Where it runs.
        barrier_height: Metres.
        barrier_tint: Linear RGB.
        wood: Whether a wood stands where no houses do.
        posts: Chance of a post in a slot.
        post_at: Where posts stand.
        people: Chance of a person in a slot.
    """

    houses: float
    setback: float
    storeys: int
    trees: float
    tree_at: float
    kinds: tuple[PlantKind, ...]
    bushes: float
    barrier: BarrierKind | None
    barrier_at: float
    barrier_height: float
    barrier_tint: tuple[float, float, float]
    wood: bool
    posts: float
    post_at: float
    people: float


def side_style(rng: np.random.Generator, layout: RoadLayout, side: int) -> SideStyle:
    """Return a random style for the left (-1) or right (1) side of a road."""
    strips = layout.right if side > 0 else layout.left
    walk = layout.half + sum(strip.width for strip in strips[:-1])
    place_of = layout.place
    woods: tuple[PlantKind, ...] = ("round", "round", "tall", "conifer", "bush")
    street: tuple[PlantKind, ...] = ("round",) if rng.random() < 0.6 else ("tall", "round")
    barriers = _BARRIERS[place_of]
    barrier = barriers[int(rng.integers(len(barriers)))]
    low = {"wall": 0.6, "fence": 0.8, "rail": 0.75, "hedge": 0.9}
    tall = {"wall": 2.2, "fence": 1.5, "rail": 0.85, "hedge": 2.4}
    grey = float(rng.uniform(0.1, 0.4))
    tint = (grey, grey * float(rng.uniform(0.75, 1)), grey * float(rng.uniform(0.6, 1)))
    if barrier == "rail":
        tint = (0.3, 0.3, 0.31)
    houses = {"city": 0.85, "suburb": 0.55, "country": 0.06}[place_of] * float(
        rng.uniform(0.5, 1.2)
    )
    return SideStyle(
        houses=houses,
        setback=walk
        + float({"city": 0.4, "suburb": 5.0, "country": 14.0}[place_of])
        + float(rng.uniform(0.2, 4)),
        storeys=int(rng.integers(2, 6) if place_of == "city" else rng.integers(1, 3)),
        trees=float(rng.choice([0.15, 0.6, 1.0, 2.6])) * (1.0 if place_of != "country" else 1.6),
        tree_at=(
            layout.half + 0.9 if place_of == "city" and walk - layout.half > 2 else walk + 1.2
        ),
        kinds=street if place_of == "city" else woods,
        bushes=float(rng.uniform(0, 1.6)),
        barrier=barrier,
        barrier_at=walk + (0.3 if barrier != "rail" else 0.5),
        barrier_height=float(rng.uniform(low[barrier], tall[barrier])) if barrier else 0.0,
        barrier_tint=tint,
        wood=bool(place_of != "city" and rng.random() < 0.45),
        posts=float(rng.uniform(0.1, 0.7)),
        post_at=layout.half + (0.5 if place_of != "country" else 1.2),
        people=float({"city": 0.3, "suburb": 0.12, "country": 0.0}[place_of]),
    )
