"""Camera: blur, grain and compression; labels stay.

They differ from what `robustness` measures: the grain is correlated and grows with the light
instead of being independent Gaussian, and JPEG stays above the qualities tested there.
"""

from dataclasses import replace

import cv2
import numpy as np

from roadeye.training.augment.crop import Crop

KERNELS = (3, 5, 7)


def blur(crop: Crop, rng: np.random.Generator) -> Crop:
    """Blur by a Gaussian of 3, 5 or 7 pixels, its deviation as OpenCV takes it from the size."""
    kernel = int(rng.choice(KERNELS))
    return replace(crop, image=cv2.GaussianBlur(crop.image, (kernel, kernel), 0))


def noise(crop: Crop, rng: np.random.Generator, levels: float) -> Crop:
    """Add grain, about two pixels wide, stronger in bright places, partly coloured.

    Args:
        crop: The piece.
        rng: Random generator.
        levels: Largest standard deviation, of 255.
    """
    height, width = crop.road.shape
    half = ((height + 1) // 2, (width + 1) // 2)
    grain = rng.standard_normal((*half, 1), np.float32) * np.ones(3, np.float32)
    grain += rng.uniform(0, 0.7) * rng.standard_normal((*half, 3), np.float32)
    grain = np.asarray(cv2.resize(grain, (width, height), interpolation=cv2.INTER_LINEAR))
    deviation = rng.uniform(0.2, 1.0) * levels
    by_light = (0.5 + np.sqrt(np.arange(256) / 255)).astype(np.float32) * np.float32(deviation)
    noisy = cv2.multiply(cv2.LUT(crop.image, by_light), grain)
    return replace(crop, image=cv2.add(crop.image, noisy, dtype=cv2.CV_8U))


def jpeg(crop: Crop, rng: np.random.Generator, quality: int) -> Crop:
    """Compress and decode, at a quality between `quality` and 95."""
    drawn = int(rng.integers(min(quality, 95), 96))
    # OpenCV takes red for blue, there and back: only their shares in the luma change places.
    _, coded = cv2.imencode(".jpg", crop.image, [cv2.IMWRITE_JPEG_QUALITY, drawn])
    return replace(crop, image=np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)))
