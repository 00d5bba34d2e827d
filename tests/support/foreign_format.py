"""A converter that writes another network than the one it is given: the parity gate must see it."""

from tiny_models import onnx_content

from roadeye.export.convert import Wanted
from roadeye.export.trained import Trained
from roadeye.model.container import ModelFile


def convert(_trained: Trained, _wanted: Wanted) -> ModelFile:
    """Return the network that calls red road."""
    return ModelFile("model.onnx", onnx_content())
