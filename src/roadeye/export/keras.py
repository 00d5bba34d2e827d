"""Write a network as a `.keras` file, from which it can be trained or exported again."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec

from roadeye.errors import ModelError
from roadeye.export.convert import Wanted
from roadeye.export.trained import Trained
from roadeye.model.container import ModelFile
from roadeye.model.keras_file import WEIGHTS_MEMBER, read_member, with_members
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig
from roadeye.training.weights import fill

SUFFIX = ".keras"
NETWORK_MEMBER = "roadeye_network.json"
"""Which network of ours the weights belong to."""


def convert(trained: Trained, _wanted: Wanted) -> ModelFile:
    """Save a network in Keras's own format, with a member that says which of ours it is.

    `keras.saving.load_model` reads it once `roadeye.training.networks.build` is imported.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{SUFFIX}"
        trained.model().save(path)
        file = ModelFile(path.name, path.read_bytes())
    return with_members(file, {NETWORK_MEMBER: msgspec.json.encode(trained.network)})


def read_network(file: ModelFile) -> tuple[NetworkConfig, list[Any]]:
    """Read the network of a `.keras` file; Keras's own description in it is not used.

    Raises:
        ModelError: The weights are damaged or do not fit the network.
    """
    try:
        config = msgspec.json.decode(read_member(file, NETWORK_MEMBER), type=NetworkConfig)
    except msgspec.MsgspecError as error:
        raise ModelError(f"{file.name} names a network that is not known ({error}).") from error
    model = build(config)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / WEIGHTS_MEMBER
        path.write_bytes(read_member(file, WEIGHTS_MEMBER))
        fill(model, path)
    return config, model.get_weights()
