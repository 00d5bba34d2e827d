"""Reflectance of what the ground is made of; linear RGB, never a flat colour."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

from roadeye.scenes.layout import RoadLayout
from roadeye.scenes.light import Colours
from roadeye.scenes.noise import Field, Tile, detail, random_tile, resolved, sample
from roadeye.scenes.paint import band, dashes

RGB = Float32[np.ndarray, "3"]


@dataclass(frozen=True)
class Palette:
    """Hold the colours, the noise and the faults of one road and its surroundings.

    Attributes:
        base: Mean colour of every material.
        tiles: Two independent noise tiles.
        white: Colour of white paint.
        yellow: Colour of yellow paint.
        roughness: How speckled the surfaces are, about 1.
        cracks: How cracked the road is, 0..1.
        tracks: How much wheels have polished (above 0) or darkened (below 0) their tracks.
        paint_left: How much of the paint is left, 0..1.
        patches: Repairs as (station, offset, half length, half width, brightness).
        covers: Manhole covers as (station, offset).
        leaves: How much of the ground is covered with fallen leaves, 0..1.
    """

    base: dict[str, RGB]
    tiles: tuple[Tile, Tile]
    white: RGB
    yellow: RGB
    roughness: float
    cracks: float
    tracks: float
    paint_left: float
    patches: tuple[tuple[float, float, float, float, float], ...]
    covers: tuple[tuple[float, float], ...]
    leaves: float

    def wobble(self, s: Field, t: Field) -> Field:
        """Return the raggedness of an edge, deviation about 1."""
        wobble: Field = sample(self.tiles[0], s, t, 0.06) + sample(self.tiles[1], s, t, 0.5)
        return wobble

    def paint_wear(self, s: Field, t: Field, size: Field) -> Field:
        """Return how much of the paint is still there, 0..1."""
        fine = detail(self.tiles[1], s, t, size, 0.03)
        coarse = detail(self.tiles[0], s, t, size, 0.6)
        left = np.float32(self.paint_left * 1.25) + np.float32(0.22) * fine
        left = left + np.float32(0.3 * (1 - self.paint_left)) * coarse
        worn: Field = np.clip(left, 0, 1)
        return worn


def random_palette(rng: np.random.Generator, layout: RoadLayout, reach: float) -> Palette:
    """Return the looks of a road up to station `reach`."""
    grey = float(rng.uniform(0.07, 0.21))
    dry = float(rng.uniform(0, 1))
    green = np.array([0.055, 0.105, 0.028]) * (1 - dry) + np.array([0.16, 0.14, 0.06]) * dry
    walk = float(rng.uniform(0.14, 0.34))
    means: dict[str, list[float] | np.ndarray] = {
        "asphalt": [grey, grey * 0.99, grey * 0.98],
        "concrete": [0.30, 0.285, 0.255],
        "cobbles": [0.15, 0.145, 0.14],
        "dirt": [0.24, 0.175, 0.115],
        "kerb": [0.32, 0.315, 0.30],
        "slabs": [walk, walk * 0.97, walk * 0.92],
        "paving": [walk * 1.0, walk * 0.86, walk * 0.76],
        "gravel": [0.26, 0.235, 0.20],
        "soil": [0.15, 0.105, 0.07],
        "grass": green,
        "meadow": green * 0.7 + np.array([0.06, 0.05, 0.02]),
    }
    base = {
        name: (np.array(mean) * rng.uniform(0.8, 1.2) * rng.uniform(0.95, 1.05, size=3)).astype(
            np.float32
        )
        for name, mean in means.items()
    }
    count = int(rng.poisson(reach / (18 if rng.random() < 0.4 else 70)))
    patches = tuple(
        (
            float(rng.uniform(-5, reach)),
            float(rng.uniform(-layout.half, layout.half)),
            float(rng.uniform(0.5, 5.0)),
            float(rng.uniform(0.3, 1.6)),
            float(rng.choice([rng.uniform(0.55, 0.85), rng.uniform(1.1, 1.3)])),
        )
        for _ in range(count)
    )
    covers = tuple(
        (float(rng.uniform(-5, reach)), float(rng.uniform(-layout.half + 0.5, layout.half - 0.5)))
        for _ in range(int(rng.poisson(reach / 45)) if layout.place != "country" else 0)
    )
    paint = float(rng.uniform(0.45, 0.75))
    return Palette(
        base,
        (random_tile(rng), random_tile(rng)),
        np.array([paint, paint, paint * 0.97], dtype=np.float32),
        np.array([paint, paint * 0.62, 0.06], dtype=np.float32),
        float(rng.uniform(0.6, 1.4)),
        float(rng.beta(1, 1.6)),
        float(rng.uniform(-0.16, 0.22)),
        float(rng.uniform(0.45, 1.0)),
        patches,
        covers,
        float(rng.uniform(0.1, 0.8)) if rng.random() < 0.2 else 0.0,
    )


def material(palette: Palette, kind: str, s: Field, t: Field, size: Field) -> Colours:
    """Return the reflectance of ground all made of one material."""
    one, two = palette.tiles
    rough = np.float32(palette.roughness)
    medium = detail(one, t, s, size, 0.28)
    coarse = detail(two, s, t, size, 1.3)
    wide = sample(one, t, s, 7.0)
    if kind in ("grass", "meadow", "soil"):
        blades = detail(one, s, t, size, 0.025) * np.float32(0.45)
        tufts = detail(two, s, t, size, 0.09) * np.float32(0.30)
        shade = 1 + blades + tufts + np.float32(0.2) * medium + np.float32(0.13) * coarse
        mix = np.clip(np.float32(0.35) + np.float32(0.25) * wide + np.float32(0.12) * coarse, 0, 1)
        dried = np.asarray(palette.base[kind] * _DRIED, np.float32)
        other: RGB = palette.base["soil"] if kind == "meadow" else dried
        base = palette.base[kind]
        mixed = np.asarray(base + mix[..., None] * (other - base), np.float32)
        return np.asarray(mixed * np.maximum(shade, 0.15)[..., None], dtype=np.float32)
    fine = detail(one, s, t, size, 0.012) * np.float32(0.24)
    grain = fine + detail(two, s, t, size, 0.04) * np.float32(0.12)
    grain = grain + detail(two, t, s, size, 0.1) * np.float32(0.05) + medium * np.float32(0.035)
    shade = np.asarray(1 + rough * grain + np.float32(0.05) * (coarse + wide), np.float32)
    if kind in ("slabs", "paving", "cobbles", "concrete"):
        shade = shade * _joints(palette, kind, s, t, size)
    elif kind in ("gravel", "dirt"):
        shade = shade + detail(two, s, t, size, 0.03) * np.float32(0.22)
        shade = shade + np.float32(0.10) * coarse
    return np.asarray(palette.base[kind] * np.maximum(shade, 0.1)[..., None], dtype=np.float32)


_DRIED: RGB = np.array([1.5, 1.15, 1.1], dtype=np.float32)
_SLABS = {  # length and width of a slab, width of a joint, all in metres
    "slabs": (0.5, 0.5, 0.012),
    "paving": (0.2, 0.1, 0.008),
    "cobbles": (0.11, 0.11, 0.018),
    "concrete": (5.0, 3.6, 0.03),
}


def _joints(palette: Palette, kind: str, s: Field, t: Field, size: Field) -> Field:
    length, width, joint = _SLABS[kind]
    row = np.floor(t / np.float32(width))
    shifted = s + np.float32(length / 2) * np.mod(row, 2) if kind != "concrete" else s
    lines = np.maximum(
        dashes(shifted, joint, length - joint, size), dashes(t, joint, width - joint, size)
    )
    column = np.floor(shifted / np.float32(length))
    # Every slab has its own shade: noise that is constant over the slab.
    own = sample(palette.tiles[1], column * np.float32(3.1), row * np.float32(2.3), 1.0)
    tone = 1 + own * np.float32(0.07) * resolved(size, width)
    return np.asarray(tone * (1 - np.float32(0.5) * lines), dtype=np.float32)


def wear(
    palette: Palette, layout: RoadLayout, road: Colours, s: Field, t: Field, size: Field
) -> Colours:
    """Return the carriageway with wheel tracks, cracks, stains, repairs and manhole covers."""
    one, two = palette.tiles
    shade = np.ones_like(s)
    streaks = sample(two, t, s, 0.35, 40.0)
    shade += np.float32(0.05) * streaks
    for middle, _ in layout.lanes:
        apart = np.abs(t - np.float32(middle))
        track = np.exp(-np.square((apart - np.float32(0.78)) / np.float32(0.32)))
        shade += np.float32(palette.tracks) * track
        drips = np.exp(-np.square(apart / np.float32(0.35)))
        shade -= np.float32(0.07) * drips * np.clip(1 + streaks, 0, 2)
    if layout.surface in ("asphalt", "concrete"):
        shade *= _cracks(palette, s, t, size)
    for station, offset, half_length, half_width, tone in palette.patches:
        inner = band(s - np.float32(station), half_length, size)
        inner = inner * band(t - np.float32(offset), half_width, size)
        shade *= 1 + np.float32(tone - 1) * inner
    for station, offset in palette.covers:
        distance = np.hypot(s - np.float32(station), t - np.float32(offset))
        inner = np.clip((np.float32(0.33) - distance) / size + np.float32(0.5), 0, 1)
        shade *= 1 - np.float32(0.5) * inner
    stains = np.clip(sample(one, s, t, 0.9) - np.float32(1.9), 0, 1)
    shade *= 1 - np.float32(0.35) * stains
    return np.asarray(road * np.maximum(shade, 0.2)[..., None], dtype=np.float32)


def _cracks(palette: Palette, s: Field, t: Field, size: Field) -> Field:
    """Draw cracks and tar seams where noise crosses zero; factor 0..1."""
    one, two = palette.tiles
    if palette.cracks < 0.15:
        return np.ones_like(s)
    bend = detail(two, s, t, size, 0.2) * np.float32(0.10)
    level = np.abs(sample(one, s * np.float32(0.6), t, 0.75) + bend)
    width = np.float32(0.018 + 0.03 * palette.cracks) * np.clip(size / np.float32(0.03), 1, 4)
    where = np.clip(sample(two, t, s, 2.6) + np.float32(palette.cracks * 1.6 - 1.1), 0, 1)
    depth = where * resolved(size, 0.12) * np.float32(0.65)
    return np.asarray(1 - depth * np.clip(2 - level / width, 0, 1), dtype=np.float32)
