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
    """How training pictures are augmented; the defaults are strong.

    Fields without a second name are probabilities, 0..1; the field after one is its strength,
    the most that is drawn.

    Attributes:
        region: `crop` cuts a random region at a random zoom; `whole` squeezes the whole picture
            into the crop.
        zoom: For `crop`: smallest and largest zoom, relative to prediction.
        flip: Probability of a horizontal flip.
        aspect: Probability of a change of the aspect ratio.
        aspect_factor: Largest factor of that change, in both directions.
        rotate: Probability of a rotation, as if the camera rolled.
        rotate_degrees: Largest angle, in both directions.
        perspective: Probability of a change of perspective, as if the camera turned and tilted:
            each corner moves.
        perspective_share: Largest move, as a share of the side.
        shadow: Probability of shadows.
        shadow_depth: Largest share of the light that a shadow takes.
        reflection: Probability of a mirror image of the scene, as in a pane or on a wet road.
        reflection_share: Largest share of the light in the mirror image.
        occluder: Probability of objects in front of the scene; what they hide is not road.
        occluder_share: Their largest side, as a share of the crop's.
        bonnet: Probability of a bonnet of the own car at the lower edge; it is not road.
        bonnet_share: Its largest height, as a share of the crop's.
        colour: Probability of a shift of hue, saturation and value.
        hue_levels: Largest shift of the hue, in OpenCV's 180 levels.
        saturation_levels: Largest shift of the saturation, in 255 levels.
        value_levels: Largest shift of the value, in 255 levels.
        gamma: Probability of a gamma change.
        gamma_factor: Largest gamma; its inverse is the smallest.
        temperature: Probability of warmer or colder light.
        temperature_share: Largest gain of red against blue.
        grey: Probability of a grey picture, as from an infrared camera.
        night: Probability of a dark scene with lamps and headlights.
        night_depth: Largest share of the light that is taken away.
        glare: Probability of glare from the sun or a lamp.
        glare_strength: Largest brightness at its centre, as a share of white.
        blur: Probability of a Gaussian blur of 3, 5 or 7 pixels.
        noise: Probability of sensor noise: correlated, and stronger in bright places.
        noise_levels: Largest standard deviation of the noise, in 255 levels.
        jpeg: Probability of JPEG compression.
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
