"""Sun, sky light, haze and exposure; all colours are linear RGB, 1 is white paint in full sun."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float32, Float64

from roadeye.scenes.noise import Field

Weather: TypeAlias = Literal["sun", "hazy", "overcast", "dusk"]
Colour: TypeAlias = tuple[float, float, float]
Colours: TypeAlias = Float32[np.ndarray, "rows columns 3"]


@dataclass(frozen=True)
class Light:
    """Describe the light of a scene.

    Attributes:
        weather: What it is called.
        towards_sun: Unit vector to the sun in the world frame (y down).
        sun: Light of the sun on a surface that faces it.
        sky: Light from everywhere.
        zenith: Colour of the sky above.
        horizon: Colour of the sky at the horizon; far things fade into it.
        visibility: Metres over which a thing keeps 37 % of its contrast.
        clouds: How much of the sky they cover, 0..1.
        exposure: Factor before the tone curve.
        wetness: How much the ground is darkened by rain, 0..1.
    """

    weather: Weather
    towards_sun: Float64[np.ndarray, "3"]
    sun: Float32[np.ndarray, "3"]
    sky: Float32[np.ndarray, "3"]
    zenith: Float32[np.ndarray, "3"]
    horizon: Float32[np.ndarray, "3"]
    visibility: float
    clouds: float
    exposure: float
    wetness: float


_WEATHERS: dict[Weather, tuple[Colour, Colour, Colour, Colour, float]] = {
    # sun, sky light, zenith, horizon, exposure
    "sun": ((1.1, 1.0, 0.86), (0.15, 0.19, 0.27), (0.13, 0.30, 0.68), (0.62, 0.78, 0.98), 1.9),
    "hazy": ((0.6, 0.56, 0.5), (0.26, 0.28, 0.32), (0.45, 0.58, 0.8), (0.95, 0.96, 0.98), 2.1),
    "overcast": (
        (0.05, 0.05, 0.05),
        (0.45, 0.47, 0.51),
        (0.75, 0.8, 0.86),
        (0.95, 0.96, 0.98),
        2.2,
    ),
    "dusk": ((0.6, 0.38, 0.2), (0.13, 0.14, 0.21), (0.14, 0.22, 0.42), (0.85, 0.6, 0.42), 2.2),
}


def random_light(rng: np.random.Generator) -> Light:
    """Return the light of some hour and weather."""
    weather: Weather = rng.choice(
        np.array(["sun", "hazy", "overcast", "dusk"]), p=[0.55, 0.12, 0.23, 0.10]
    ).item()
    azimuth = rng.uniform(0, 2 * np.pi)
    elevation = np.deg2rad(rng.uniform(9, 20) if weather == "dusk" else rng.uniform(22, 62))
    towards = np.array(
        [
            np.cos(elevation) * np.sin(azimuth),
            -np.sin(elevation),
            np.cos(elevation) * np.cos(azimuth),
        ]
    )
    sun, sky, zenith, horizon, exposure = _WEATHERS[weather]
    tint = np.array([1 + rng.uniform(-0.06, 0.06), 1.0, 1 + rng.uniform(-0.06, 0.06)])
    clouds = {"sun": 0.35, "hazy": 0.5, "overcast": 1.0, "dusk": 0.5}[weather]
    visibility = {"sun": 3500, "hazy": 400, "overcast": 1400, "dusk": 2200}[weather]
    return Light(
        weather,
        towards,
        (np.array(sun) * rng.uniform(0.85, 1.15)).astype(np.float32),
        (np.array(sky) * rng.uniform(0.7, 1.3)).astype(np.float32),
        (np.array(zenith) * rng.uniform(0.8, 1.2)).astype(np.float32),
        (np.array(horizon) * rng.uniform(0.85, 1.1)).astype(np.float32),
        float(visibility * rng.uniform(0.6, 1.5)),
        float(clouds * rng.uniform(0.2, 1.8)) if clouds < 1 else 1.0,
        float(exposure * rng.uniform(0.72, 1.3) * tint[1]),
        float(rng.uniform(0.3, 1)) if weather == "overcast" and rng.random() < 0.3 else 0.0,
    )


def facing(
    light: Light, normal: Float64[np.ndarray, "3"], lit: float = 1.0
) -> Float32[np.ndarray, "3"]:
    """Return the light on a surface of that unit normal; `lit` is 0 in shadow."""
    towards = max(float(normal @ light.towards_sun), 0.0)
    # A wall sees half of the sky, and the ground throws some light up.
    open_sky = 0.62 - 0.38 * float(normal[1])
    return np.asarray(light.sun * (towards * lit) + light.sky * open_sky, dtype=np.float32)


def faded(light: Light, colours: Colours, depth: Field | float) -> Colours:
    """Mix colours with the haze of that much air (depth in metres)."""
    clear = np.exp(-np.minimum(depth, 1e5) / np.float32(light.visibility))
    clear = np.asarray(clear, dtype=np.float32)[..., None]
    return np.asarray(colours * clear + light.horizon * (np.float32(0.8) * (1 - clear)), np.float32)
