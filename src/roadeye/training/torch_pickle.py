"""Read tensors from a legacy torch file, and refuse everything else that a pickle can say.

A pickle names functions and calls them. This reader knows four harmless ones (ordered dictionary,
two storages, one tensor) as records of its own; any other name is refused before it is looked up,
so nothing of the file is executed and torch is not needed.

The format (torch before 1.6): five pickles in a row (magic number, version, machine, the tensors
by name, the keys of their storages), then each storage as a 64-bit count and raw values.
"""

import io
import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from roadeye.errors import ModelError

MAGIC = 0x1950A86A20F9469CFC6C
DTYPES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Storage(NamedTuple):
    dtype: np.dtype[Any]


class _StorageRef(NamedTuple):
    dtype: np.dtype[Any]
    key: str
    size: int


class _TensorRef(NamedTuple):
    storage: _StorageRef
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Read the tensors of a legacy torch file (`.pth`).

    Args:
        path: A file that holds a flat dictionary of tensors, as `torch.save(state_dict)` wrote it.

    Returns:
        Float32 and int64 arrays by name, contiguous, of the shapes the file gives them.

    Raises:
        ModelError: The file cannot be read, holds anything but tensors, or is cut short.
    """
    try:
        return _parse(path.read_bytes())
    except OSError as error:
        raise ModelError(
            f"cannot read weights from {path} ({error.strerror}): check the path."
        ) from error
    except (
        pickle.UnpicklingError, EOFError, struct.error,
        ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError,
        OverflowError, MemoryError, UnicodeDecodeError,
    ) as error:  # fmt: skip  # all that a broken pickle is known to raise
        raise ModelError(
            f"{path} is not a plain legacy torch file of tensors ({error}): "
            "it is damaged, of another format, or holds more than tensors; download it again."
        ) from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in DTYPES:
            return _Storage(DTYPES[name])
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any, /) -> _StorageRef:
        kind, storage, key, _, count, view = pid
        if kind != "storage" or not isinstance(storage, _Storage) or view is not None:
            raise pickle.UnpicklingError(f"it refers to a {kind}")
        return _StorageRef(storage.dtype, str(key), int(count))


def _tensor(storage: _StorageRef, offset: int, shape: Any, strides: Any, *_: Any) -> _TensorRef:
    return _TensorRef(
        storage, int(offset), tuple(int(n) for n in shape), tuple(int(n) for n in strides)
    )


def _parse(content: bytes) -> dict[str, np.ndarray]:
    file = io.BytesIO(content)
    magic, _, machine, tensors, keys = (_Unpickler(file).load() for _ in range(5))
    if magic != MAGIC or machine["little_endian"] is not True:
        raise pickle.UnpicklingError("it does not begin like one")
    references = {name: value for name, value in tensors.items() if isinstance(value, _TensorRef)}
    if len(references) != len(tensors):
        raise pickle.UnpicklingError("it holds more than tensors")
    by_key = {reference.storage.key: reference.storage for reference in references.values()}
    storages = {key: _read_storage(file, by_key[key]) for key in keys}
    return {
        str(name): _view(reference, storages[reference.storage.key])
        for name, reference in references.items()
    }


def _read_storage(file: io.BytesIO, storage: _StorageRef) -> np.ndarray:
    (count,) = struct.unpack("<q", file.read(8))
    if count != storage.size:
        raise pickle.UnpicklingError(f"storage {storage.key} has {count} values")
    return np.frombuffer(file.read(count * storage.dtype.itemsize), storage.dtype, count)


def _view(tensor: _TensorRef, storage: np.ndarray) -> np.ndarray:
    """Lay the tensor's shape over its storage: strides may be those of any transposed view."""
    size = int(np.prod(tensor.shape))
    last = tensor.offset + sum(
        (n - 1) * stride for n, stride in zip(tensor.shape, tensor.strides, strict=True)
    )
    inside = tensor.offset >= 0 and min(tensor.strides, default=0) >= 0 and last < storage.size
    if not inside or not 0 < size <= storage.size:
        raise pickle.UnpicklingError("a tensor reaches outside its storage")
    view = np.lib.stride_tricks.as_strided(
        storage[tensor.offset :],
        tensor.shape,
        [stride * storage.itemsize for stride in tensor.strides],
        writeable=False,
    )
    return np.ascontiguousarray(view).reshape(tensor.shape)
