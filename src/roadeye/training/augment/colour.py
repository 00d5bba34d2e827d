"""Colour: what the camera's settings and the colour of the light change; labels stay."""

from dataclasses import replace

import cv2
import numpy as np

from roadeye.training.augment.crop import Crop


def colour(crop: Crop, rng: np.random.Generator, hue: int, saturation: int, value: int) -> Crop:
    """Shift hue, saturation and value by whole levels of OpenCV's 8-bit HSV, clipped.

    Args:
        crop: The piece.
        rng: Random generator.
        hue: Most levels of 180.
        saturation: Most levels of 255.
        value: Most levels of 255.
    """
    shifts = [int(rng.integers(-most, most + 1)) for most in (hue, saturation, value)]
    levels = np.arange(256)
    table = np.stack(
        [
            (levels + shifts[0]) % 180,
            np.clip(levels + shifts[1], 0, 255),
            np.clip(levels + shifts[2], 0, 255),
        ],
        axis=-1,
    ).astype(np.uint8)
    hsv = cv2.LUT(cv2.cvtColor(crop.image, cv2.COLOR_RGB2HSV), table[None])
    return replace(crop, image=cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB))


def gamma(crop: Crop, rng: np.random.Generator, factor: float) -> Crop:
    """Raise values to an exponent between 1 / `factor` and `factor`: midtones change."""
    exponent = float(np.exp(rng.uniform(-1, 1) * np.log(factor)))
    table = 255 * (np.arange(256) / 255) ** exponent
    return replace(crop, image=cv2.LUT(crop.image, np.rint(table).astype(np.uint8)))


def temperature(crop: Crop, rng: np.random.Generator, share: float) -> Crop:
    """Make red stronger and blue weaker by up to `share`, or the reverse."""
    warmth = rng.uniform(-share, share)
    gains = np.array([1 + warmth, 1.0, 1 - warmth])
    table = np.clip(np.arange(256)[:, None] * gains, 0, 255)
    return replace(crop, image=cv2.LUT(crop.image, np.rint(table).astype(np.uint8)[None]))


def grey(crop: Crop, rng: np.random.Generator) -> Crop:
    """Mix the channels to one by random shares: grey cameras differ in what they are sensitive to.

    Half of the mixtures lean towards red, as silicon does without a filter against infrared.
    """
    shares = rng.dirichlet((4.0, 2.0, 1.0) if rng.uniform() < 0.5 else (3.0, 6.0, 1.0))
    mixed = cv2.transform(crop.image, shares[None])
    return replace(crop, image=np.asarray(cv2.merge([mixed] * 3), np.uint8))
