"""Kinds of vehicles by their outlines, seen from the side."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

VehicleKind: TypeAlias = Literal["hatch", "saloon", "suv", "van", "lorry", "bus"]
Profile: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Body:
    """Describe a kind of vehicle; fractions of its length run from the rear (0) to the nose (1).

    Attributes:
        length: Metres.
        width: Metres.
        lower: Outline of the body below the windows: (fraction of length, height in metres).
        cabin: Outline of the cabin over it, from the rear; empty for a box.
        wheel: Radius of the wheels, metres.
        axles: Where the axles are.
    """

    length: float
    width: float
    lower: Profile
    cabin: Profile
    wheel: float
    axles: tuple[float, ...]


BODIES: dict[VehicleKind, Body] = {
    "hatch": Body(
        4.0,
        1.72,
        ((0.0, 0.26), (0.0, 0.95), (0.72, 0.98), (0.97, 0.78), (1.0, 0.6), (1.0, 0.22)),
        ((0.01, 0.95), (0.1, 1.45), (0.5, 1.5), (0.74, 0.97)),
        0.31,
        (0.18, 0.81),
    ),
    "saloon": Body(
        4.6,
        1.8,
        ((0.0, 0.26), (0.0, 0.85), (0.16, 0.98), (0.7, 0.96), (0.97, 0.76), (1.0, 0.22)),
        ((0.12, 0.96), (0.26, 1.4), (0.52, 1.44), (0.72, 0.96)),
        0.32,
        (0.2, 0.81),
    ),
    "suv": Body(
        4.5,
        1.85,
        ((0.0, 0.3), (0.0, 1.08), (0.75, 1.12), (0.97, 0.98), (1.0, 0.7), (1.0, 0.28)),
        ((0.0, 1.08), (0.06, 1.66), (0.55, 1.7), (0.76, 1.1)),
        0.36,
        (0.19, 0.81),
    ),
    "van": Body(
        5.2,
        1.98,
        ((0.0, 0.28), (0.0, 1.2), (0.86, 1.2), (0.98, 0.95), (1.0, 0.28)),
        ((0.0, 1.2), (0.01, 2.1), (0.7, 2.15), (0.87, 1.2)),
        0.34,
        (0.2, 0.82),
    ),
    "lorry": Body(
        8.5,
        2.45,
        ((0.0, 0.55), (0.0, 3.4), (0.74, 3.4), (0.74, 0.55)),
        ((0.77, 0.5), (0.77, 2.7), (0.96, 2.75), (1.0, 1.5), (1.0, 0.45)),
        0.48,
        (0.14, 0.24, 0.88),
    ),
    "bus": Body(
        11.5,
        2.5,
        ((0.0, 0.28), (0.0, 1.3), (0.995, 1.3), (1.0, 0.28)),
        ((0.0, 1.3), (0.005, 3.05), (0.99, 3.05), (0.998, 1.3)),
        0.48,
        (0.26, 0.8),
    ),
}
