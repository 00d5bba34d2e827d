"""Read a labelled picture."""

from roadeye.data.dataset import Item, Sample
from roadeye.errors import InputError
from roadeye.io.image import read_image


def load(item: Item) -> Sample:
    """Read the picture and the label of an item.

    Raises:
        InputError: A file is missing or broken, the label has values of no meaning, or the two
            differ in size.
    """
    image = read_image(item.image)
    road, valid = item.read_label(item.label)
    if image.shape[:2] != road.shape:
        raise InputError(
            f"{item.label} is {road.shape[1]}×{road.shape[0]} pixels, but its picture "
            f"{item.image} is {image.shape[1]}×{image.shape[0]}: label the picture at its own size."
        )
    return Sample(name=item.name, image=image, road=road, valid=valid)
