"""Write a network as OpenVINO's files in whole numbers, quantised by NNCF."""

import contextlib
import os
from typing import Any

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

    Each picture is seen at its nearest input size; all sizes share the ranges.

    Raises:
        ModelError: A convolution would still compute in floating point.
    """
    import nncf

    sizes = trained.spec.input_sizes
    tensors = [
        letterbox(image, nearest_size((image.shape[0], image.shape[1]), sizes))[0][None]
        for image in wanted.calibration
    ]
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        model = nncf.quantize(
            network(trained, wanted),
            nncf.Dataset(tensors),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(tensors),
        )
    if real := real_convolutions(model, sizes[0]):
        raise ModelError(
            f"the convolutions {', '.join(real[:5])} of the quantised network compute in floating "
            "point: it was not kept. Please report this."
        )
    return saved(model)


def real_convolutions(model: Any, size: tuple[int, int]) -> list[str]:
    """Return the names of convolutions that a CPU does not compute in whole numbers."""
    import openvino

    fixed = model.clone()
    fixed.reshape({INPUT: [1, *size, 3]})
    compiled = openvino.Core().compile_model(fixed, "CPU")
    found = []
    for operation in compiled.get_runtime_model().get_ops():
        info = operation.get_rt_info()
        kind = info["layerType"].astype(str) if "layerType" in info else ""
        if kind == "Convolution" and info["runtimePrecision"].astype(str) not in _INTEGER:
            found.append(operation.get_friendly_name())
    return sorted(found)
