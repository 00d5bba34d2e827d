"""Write a network as OpenVINO's two files, `.xml` and `.bin`."""

import tempfile
from pathlib import Path
from typing import Any

from roadeye.export import onnx
from roadeye.export.convert import Wanted
from roadeye.export.trained import Trained
from roadeye.model.container import ModelFile


def convert(trained: Trained, wanted: Wanted) -> ModelFile:
    """Convert a network to float32 OpenVINO: pixels as uint8 in, probabilities out.

    Returns:
        Files that say nothing about themselves yet.
    """
    return saved(network(trained, wanted))


def network(trained: Trained, wanted: Wanted) -> Any:
    """Return a network as OpenVINO holds it; it comes by way of ONNX, so that both are one graph.

    OpenVINO's ONNX reader computes the shape of depthwise kernels at run time. They are made
    constants here: NNCF quantises no others.
    """
    import openvino
    from openvino import passes

    model = openvino.Core().read_model(model=onnx.convert(trained, wanted).content)
    folding = passes.Manager()
    folding.register_pass(passes.ConstantFolding())
    folding.run_passes(model)
    model.set_friendly_name(trained.spec.name)
    return model


def saved(model: Any) -> ModelFile:
    """Return the files of a network; the float32 weights stay what they are."""
    import openvino

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xml"
        openvino.save_model(model, path, compress_to_fp16=False)
        return ModelFile(path.name, path.read_bytes(), path.with_suffix(".bin").read_bytes())
