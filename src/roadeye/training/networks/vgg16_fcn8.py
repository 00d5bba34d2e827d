"""FCN-8s on VGG-16, where road segmentation by networks began: the baseline for cost.

Long, Shelhamer and Darrell, Fully Convolutional Networks (2015). VGG's dense layers become
convolutions of 7×7 and 1×1 (`fc1`, `fc2`); scores of strides 32, 16 and 8 are added.
"""

import keras

from roadeye.training.networks.features import Tensor
from roadeye.training.networks.upsample import CropLike, Upsample

BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
DENSE_WIDTH = 4096
DROPOUT = 0.5
BGR_MEAN = (103.939, 116.779, 123.68)  # of ImageNet, which its weights expect taken away
SKIP_DEVIATION = 1e-3  # pooled maps reach hundreds: the skips start near nothing, as in FCN


def logits(pixels: Tensor, outputs: int) -> Tensor:
    """Build the network over RGB pixels 0..255; logits come at the picture's size."""
    x = keras.ops.flip(pixels, axis=-1)
    x = keras.layers.Rescaling(1.0, offset=[-mean for mean in BGR_MEAN], name="centre_pixels")(x)
    pooled = []
    for block, (convolutions, width) in enumerate(BLOCKS, start=1):
        for index in range(1, convolutions + 1):
            x = _conv(x, width, 3, f"block{block}_conv{index}")
        x = keras.layers.MaxPooling2D(2, padding="same", name=f"block{block}_pool")(x)
        pooled.append(x)
    for name, kernel in (("fc1", 7), ("fc2", 1)):
        x = _conv(x, DENSE_WIDTH, kernel, name)
        x = keras.layers.Dropout(DROPOUT, name=f"{name}_dropout")(x)
    x = keras.layers.Conv2D(outputs, 1, name="score_32")(x)
    for stride, skip in ((16, pooled[3]), (8, pooled[2])):
        scores = keras.layers.Conv2D(
            outputs,
            1,
            kernel_initializer=keras.initializers.RandomNormal(stddev=SKIP_DEVIATION),
            name=f"score_{stride}",
        )(skip)
        x = Upsample(2, name=f"double_{stride}")(x)
        x = CropLike(name=f"crop_{stride}")(x, scores)
        x = keras.layers.Add(name=f"add_{stride}")([x, scores])
    return Upsample(8, dtype="float32", name="logits")(x)


def _conv(x: Tensor, filters: int, kernel: int, name: str) -> Tensor:
    return keras.layers.Conv2D(
        filters,
        kernel,
        padding="same",
        activation="relu",
        kernel_initializer="he_normal",
        name=name,
    )(x)
