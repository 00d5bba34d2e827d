"""The 15 common corruptions of Hendrycks and Dietterich (ICLR 2019), each in 5 severities.

They are those of Michaelis et al., "Benchmarking Robustness in Object Detection" (2019), who made
them for pictures of any size, by the package `imagecorruptions-imaug`.
"""

import io
from contextlib import redirect_stdout
from difflib import get_close_matches
from hashlib import sha256
from types import MappingProxyType

import numpy as np

from roadeye.arrays import Image
from roadeye.errors import InputError

FAMILIES = MappingProxyType(
    {
        "noise": ("gaussian_noise", "shot_noise", "impulse_noise"),
        "blur": ("defocus_blur", "glass_blur", "motion_blur", "zoom_blur"),
        "weather": ("snow", "frost", "fog", "brightness"),
        "digital": ("contrast", "elastic_transform", "pixelate", "jpeg_compression"),
    }
)
COMMON = tuple(name for family in FAMILIES.values() for name in family)
SEVERITIES = (1, 2, 3, 4, 5)
PACKAGE = "imagecorruptions-imaug"
SMALLEST_SIDE = 32  # pixels; the package refuses smaller pictures

_OWN_SEED = frozenset({"impulse_noise", "glass_blur"})  # the others draw from `numpy.random`


def parse_corruptions(text: str) -> tuple[str, ...]:
    """Read a list of corruptions or of their families, in the order of `COMMON`.

    >>> parse_corruptions("fog, noise")
    ('gaussian_noise', 'shot_noise', 'impulse_noise', 'fog')

    Raises:
        InputError: A name is unknown; the nearest is named.
    """
    chosen: set[str] = set()
    for word in (word.strip() for word in text.split(",")):
        if word in FAMILIES:
            chosen.update(FAMILIES[word])
        elif word in COMMON:
            chosen.add(word)
        else:
            near = get_close_matches(word, (*COMMON, *FAMILIES), n=1, cutoff=0)
            raise InputError(
                f"there is no corruption {word!r}, did you mean {near[0]}? There are: "
                f"{', '.join(COMMON)}; or all of a family: {', '.join(FAMILIES)}."
            )
    return tuple(name for name in COMMON if name in chosen)


def parse_severities(text: str) -> tuple[int, ...]:
    """Read a list of severities, 1 to 5.

    >>> parse_severities("5,1-3")
    (1, 2, 3, 5)

    Raises:
        InputError: Something else is given.
    """
    chosen: set[int] = set()
    for word in text.split(","):
        first, dash, last = word.strip().partition("-")
        ends = (first, last if dash else first)
        if not all(end in {str(severity) for severity in SEVERITIES} for end in ends):
            raise InputError(f"severities are 1 to 5, such as `1,3,5` or `1-5`; got {text!r}.")
        chosen.update(range(int(ends[0]), int(ends[1]) + 1))
    return tuple(sorted(chosen))


def seed_of(picture: str, corruption: str, severity: int, seed: int) -> int:
    """Return the random seed of one corrupted picture, 0 to 2**32 - 1, the same everywhere."""
    text = f"{seed}\n{corruption}\n{severity}\n{picture}"
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big")


def corrupt(image: Image, corruption: str, severity: int, seed: int) -> Image:
    """Return a corrupted copy of a picture; equal arguments give equal pictures.

    Args:
        image: At least 32x32.
        corruption: One of `COMMON`.
        severity: 1 (weak) to 5 (strong).
        seed: 0 to 2**32 - 1.

    Raises:
        InputError: The picture is too small.
    """
    from imagecorruptions import corrupt as corrupted

    check_size(image)
    before = np.random.get_state()  # noqa: NPY002  the package draws from the global state
    np.random.seed(seed)  # noqa: NPY002
    own = {"seed": seed} if corruption in _OWN_SEED else {}
    try:
        with redirect_stdout(io.StringIO()):  # it prints about its own workarounds
            result: Image = corrupted(image, severity, corruption, **own)
    finally:
        np.random.set_state(before)  # noqa: NPY002
    return result


def check_size(image: Image) -> None:
    """Check that a picture can be corrupted.

    Raises:
        InputError: It is smaller than 32x32.
    """
    height, width = image.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        raise InputError(
            f"the picture is {width}x{height}; corruptions need at least "
            f"{SMALLEST_SIDE}x{SMALLEST_SIDE}."
        )
