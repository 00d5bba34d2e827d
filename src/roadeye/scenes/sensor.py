"""From light to the 8 bits that a camera writes: tone curve, vignette, blur, noise, JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np

from roadeye.arrays import Image
from roadeye.scenes.light import Colours
from roadeye.scenes.noise import grid


@dataclass(frozen=True)
class Sensor:
    """Describe what a camera does to a picture.

    Attributes:
        contrast: Strength of the tone curve, about 1.
        saturation: Factor on the colours, about 1.
        vignette: How much darker the corners are, 0..1.
        blur: Deviation of the blur in pixels.
        noise: Deviation of the noise in grey levels.
        quality: Of the JPEG that the picture went through; 0 for none.
    """

    contrast: float
    saturation: float
    vignette: float
    blur: float
    noise: float
    quality: int


def random_sensor(rng: np.random.Generator) -> Sensor:
    """Return some camera's traits."""
    return Sensor(
        float(rng.uniform(0.92, 1.25)),
        float(rng.uniform(0.85, 1.35)),
        float(rng.uniform(0.0, 0.3)),
        float(rng.uniform(0.3, 0.85)),
        float(rng.uniform(0.8, 4.0)),
        int(rng.integers(60, 96)) if rng.random() < 0.5 else 0,
    )


def expose(sensor: Sensor, colours: Colours, exposure: float, rng: np.random.Generator) -> Image:
    """Return the picture that the camera writes of some linear light."""
    height, width = colours.shape[:2]
    if sensor.blur > 0.3:
        scale = min(1.0, height / 300)
        colours = np.asarray(cv2.GaussianBlur(colours, (0, 0), max(0.25, sensor.blur * scale)))
    u, v = grid(height, width)
    radius = np.square((u * 2 / width) - 1) + np.square((v * 2 / height) - 1)
    dimmed = np.float32(exposure) * (1 - np.float32(sensor.vignette * 0.5) * radius)
    linear = np.maximum(colours, 0) * dimmed[..., None]
    # A shoulder keeps highlights from clipping at once; the power is the display's.
    shaped = linear * (1 + linear * np.float32(0.11)) / (1 + linear * np.float32(0.75))
    levels = np.asarray(cv2.pow(np.minimum(shaped, 1), 1 / 2.2), np.float32)
    grey = levels.mean(axis=2, keepdims=True)
    levels = grey + (levels - grey) * np.float32(sensor.saturation)
    middle = np.float32(0.45)
    levels = middle + (levels - middle) * np.float32(sensor.contrast)
    grain = rng.standard_normal(colours.shape, dtype=np.float32) * np.float32(sensor.noise * 0.8)
    picture = np.asarray(np.clip(levels * 255 + grain + np.float32(0.5), 0, 255), np.uint8)
    return picture if sensor.quality == 0 else _through_jpeg(picture, sensor.quality)


def _through_jpeg(picture: Image, quality: int) -> Image:
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    _, packed = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)
    unpacked = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.cvtColor(unpacked, cv2.COLOR_BGR2RGB), np.uint8)
