"""Trained networks small enough for tests; import needs the train extra."""

from functools import cache

import msgspec
import numpy as np
from fake_engine import fake_spec

from roadeye.export.trained import Trained
from roadeye.model.spec import Head
from roadeye.training.networks.build import build
from roadeye.training.networks.config import NetworkConfig, NetworkName

SIZES = ((64, 96), (96, 64))


@cache
def tiny_network(name: NetworkName = "mobilenet_v2") -> Trained:
    """Return a network with two heads, of which one has a temperature, and weights of a seed."""
    config = NetworkConfig(name=name, alpha=0.35, decoder_width=16, heads=("road", "drivable"))
    network = build(config)
    rng = np.random.default_rng(0)
    weights = [value + rng.normal(0, 0.05, value.shape) for value in network.get_weights()]
    heads = (Head(name="road"), Head(name="drivable", temperature=1.5, calibrated_on="a test"))
    spec = msgspec.structs.replace(
        fake_spec(*SIZES, heads=heads), name="tiny", parameters=network.count_params()
    )
    return Trained(config, weights, spec)
