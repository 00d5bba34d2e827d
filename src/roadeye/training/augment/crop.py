"""`Crop`: what augmentation works on."""

from dataclasses import dataclass

from roadeye.arrays import Gray, Image, Mask


@dataclass(frozen=True)
class Crop:
    """Hold a piece of a labelled picture.

    Attributes:
        image: RGB.
        road: True where the label says road.
        valid: True where the label counts; pixels from outside the picture do not.
        answers: A map for each head, or none at all: the probability of road that a trained model
            gives, times `ANSWER_STEPS`.
    """

    image: Image
    road: Mask
    valid: Mask
    answers: tuple[Gray, ...] = ()
