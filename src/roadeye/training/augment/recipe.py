"""`AugmentRecipe`: how often and how strongly training pictures are varied."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

Chance: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.0)]
Zoom: TypeAlias = Annotated[float, Meta(ge=0.1, le=10.0)]
Factor: TypeAlias = Annotated[float, Meta(ge=1.0, le=4.0)]
Levels: TypeAlias = Annotated[int, Meta(ge=0, le=127)]


class AugmentRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say how training pictures are varied; the defaults are strong.

    Fields without a second name are probabilities, 0..1; the field after one is its strength,
    the most that is drawn.

    Attributes:
        region: `crop` cuts a region at a random place and zoom; `whole` squeezes the whole
            picture into the crop.
        zoom: Smallest and largest size relative to that of prediction; for `crop`.
        flip: Left and right change places.
        aspect: Width against height changes.
        aspect_factor: By at most this factor, either way.
        rotate: The camera rolls.
        rotate_degrees: By at most this, either way.
        perspective: The camera turns and tilts: each corner moves.
        perspective_share: By at most this share of the side.
        shadow: Shadows are cast.
        shadow_depth: Share of the light that they take.
        reflection: The scene mirrors in a pane or a wet road.
        reflection_share: Share of the light in the mirror image.
        occluder: Things stand in the way; what they hide is not road.
        occluder_share: Their largest side as a share of the crop's.
        bonnet: The own car's bonnet is in the picture, not road.
        bonnet_share: Its height as a share of the crop's.
        colour: Hue, saturation and value shift.
        hue_levels: Of 180 (OpenCV's 8-bit hue).
        saturation_levels: Of 255.
        value_levels: Of 255.
        gamma: Midtones change.
        gamma_factor: Largest exponent, or its inverse.
        temperature: The light is warmer or colder.
        temperature_share: Gain of red against blue.
        grey: The colours are lost, as in an infrared or a grey camera.
        night: The scene darkens, lamps and headlights remain.
        night_depth: Share of the light that is taken.
        glare: The sun or a lamp dazzles.
        glare_strength: Share of full white at its centre.
        blur: Gaussian blur of 3, 5 or 7 pixels.
        noise: Grain of a sensor: correlated, stronger in bright places.
        noise_levels: Its standard deviation.
        jpeg: The picture is compressed.
        jpeg_quality: Lowest quality.
    """

    region: Literal["crop", "whole"] = "crop"
    zoom: tuple[Zoom, Zoom] = (0.6, 1.7)
    flip: Chance = 0.5
    aspect: Chance = 0.5
    aspect_factor: Factor = 1.2
    rotate: Chance = 0.3
    rotate_degrees: Annotated[float, Meta(ge=0.0, le=45.0)] = 5.0
    perspective: Chance = 0.25
    perspective_share: Annotated[float, Meta(ge=0.0, le=0.25)] = 0.08
    shadow: Chance = 0.3
    shadow_depth: Share = 0.65
    reflection: Chance = 0.1
    reflection_share: Share = 0.35
    occluder: Chance = 0.2
    occluder_share: Share = 0.3
    bonnet: Chance = 0.1
    bonnet_share: Annotated[float, Meta(ge=0.0, le=0.5)] = 0.2
    colour: Chance = 0.5
    hue_levels: Levels = 6
    saturation_levels: Levels = 40
    value_levels: Levels = 40
    gamma: Chance = 0.4
    gamma_factor: Factor = 1.8
    temperature: Chance = 0.3
    temperature_share: Share = 0.2
    grey: Chance = 0.0
    night: Chance = 0.08
    night_depth: Share = 0.85
    glare: Chance = 0.1
    glare_strength: Share = 0.9
    blur: Chance = 0.2
    noise: Chance = 0.2
    noise_levels: Annotated[float, Meta(ge=0.0, le=64.0)] = 10.0
    jpeg: Chance = 0.2
    jpeg_quality: Annotated[int, Meta(ge=1, le=100)] = 35

    def __post_init__(self) -> None:
        if self.zoom[0] > self.zoom[1]:
            raise ValueError(f"augment.zoom = {list(self.zoom)}: the smaller comes first")


NONE = AugmentRecipe(
    zoom=(1.0, 1.0), flip=0.0, aspect=0.0, rotate=0.0, perspective=0.0, shadow=0.0, reflection=0.0, occluder=0.0,
    bonnet=0.0, colour=0.0, gamma=0.0, temperature=0.0, grey=0.0, night=0.0, glare=0.0, blur=0.0, noise=0.0, jpeg=0.0,
)  # fmt: skip
"""A crop at the size of prediction, otherwise as it is."""
