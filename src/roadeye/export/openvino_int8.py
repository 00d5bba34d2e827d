"""Write a network as OpenVINO's files in whole numbers, quantised by NNCF."""

import contextlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from roadeye.arrays import AnyImage, Size
from roadeye.errors import ModelError
from roadeye.export.convert import Wanted
from roadeye.export.openvino import network, saved
from roadeye.export.trained import Trained
from roadeye.inference.letterbox import letterbox, nearest_size
from roadeye.model.checks import INPUT
from roadeye.model.container import ModelFile

_INTEGER = {"i8", "u8"}


def convert(trained: Trained, wanted: Wanted) -> ModelFile:
    """Convert a network to OpenVINO whose convolutions compute in whole numbers.

    All pictures are seen at one input size, that of most of them: ranges belong to values, not to
    shapes, and NNCF cannot measure a network of open size.

    Raises:
        ModelError: A convolution would still compute in floating point.
    """
    import nncf

    nncf.set_log_level(logging.ERROR)
    model = network(trained, wanted)
    open_shape = model.input(0).partial_shape
    size = _commonest_size(wanted.calibration, trained.spec.input_sizes)
    tensors = [letterbox(image, size)[0][None] for image in wanted.calibration]
    model.reshape({INPUT: [1, *size, 3]})
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        quantised = nncf.quantize(
            model,
            nncf.Dataset(tensors),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(tensors),
        )
    if real := real_convolutions(quantised):
        raise ModelError(
            f"the convolutions {', '.join(real[:5])} of the quantised network compute in floating "
            "point: it was not kept. Please report this."
        )
    quantised.reshape({INPUT: open_shape})
    return saved(quantised)


def _commonest_size(images: Iterable[AnyImage], sizes: Sequence[Size]) -> Size:
    nearest = Counter(nearest_size((image.shape[0], image.shape[1]), sizes) for image in images)
    return nearest.most_common(1)[0][0]


def real_convolutions(model: Any) -> list[str]:
    """Return the convolutions of a network of fixed size that a CPU computes in real numbers."""
    import openvino

    compiled = openvino.Core().compile_model(model, "CPU")
    found = []
    for operation in compiled.get_runtime_model().get_ops():
        info = operation.get_rt_info()
        kind = info["layerType"].astype(str) if "layerType" in info else ""
        if kind == "Convolution" and info["runtimePrecision"].astype(str) not in _INTEGER:
            found.append(operation.get_friendly_name())
    return sorted(found)
