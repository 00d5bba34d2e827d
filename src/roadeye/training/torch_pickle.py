"""Read the tensors of a legacy torch file (before torch 1.6) without torch.

A pickle names functions and calls them. This unpickler knows the four names that a dictionary of
tensors needs and refuses any other, so nothing of the file is executed. Whoever calls it has
compared the file's SHA-256 with a pinned one.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from roadeye.errors import ModelError


class _Tensor(NamedTuple):
    storage: tuple[str, str, str, str, int, None]  # kind, dtype, key, device, values, view
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    requires_grad: bool
    hooks: object


_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _Tensor,
    ("torch", "FloatStorage"): "<f4",
    ("torch", "LongStorage"): "<i8",
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in _ALLOWED:
            raise ModelError(f"the weight file asks for {module}.{name}: only tensors are read.")
        return _ALLOWED[module, name]

    def persistent_load(self, pid: Any, /) -> Any:
        return pid


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Return the float32 and int64 arrays of a file that `torch.save(state_dict)` wrote, by name.

    Raises:
        ModelError: The file asks for anything but tensors.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:  # magic number, version, machine, tensors, keys, then the values
        _, _, _, tensors, keys = (_Unpickler(file).load() for _ in range(5))
        dtypes = {tensor.storage[2]: tensor.storage[1] for tensor in tensors.values()}
        values = {}
        for key in keys:
            count = int.from_bytes(file.read(8), "little")
            values[key] = np.frombuffer(
                file.read(count * np.dtype(dtypes[key]).itemsize), dtypes[key]
            )
    return {name: _array(tensor, values[tensor.storage[2]]) for name, tensor in tensors.items()}


def _array(tensor: _Tensor, values: np.ndarray) -> np.ndarray:
    """Gather a tensor from its storage; NumPy checks every index."""
    steps = np.ix_(*(np.arange(n) * s for n, s in zip(tensor.shape, tensor.strides, strict=True)))
    return np.asarray(values[sum(steps, start=np.asarray(tensor.offset))])
