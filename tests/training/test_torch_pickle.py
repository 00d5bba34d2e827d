"""Legacy torch files written here by hand: tensors come out, anything else is refused."""

import collections
import io
import os
import pickle
import struct
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roadeye.errors import ModelError
from roadeye.training.torch_pickle import MAGIC, read_tensors


class FloatStorage:
    """Stands for torch.FloatStorage while a file is written."""


def _rebuild_tensor_v2(*_: Any) -> None:
    """Stands for torch._utils._rebuild_tensor_v2 while a file is written."""


@pytest.fixture
def torch_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pickle find our stand-ins under torch's names, for writing only."""
    torch, inner = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.FloatStorage = FloatStorage  # type: ignore[attr-defined]
    inner._rebuild_tensor_v2 = _rebuild_tensor_v2  # type: ignore[attr-defined]
    monkeypatch.setattr(FloatStorage, "__module__", "torch")
    monkeypatch.setattr(_rebuild_tensor_v2, "__module__", "torch._utils")
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", inner)


class Reference:
    """A storage that is pickled as a reference, as torch does it."""

    def __init__(self, key: str, count: int) -> None:
        self.pid = ("storage", FloatStorage, key, "cpu", count, None)


class Tensor:
    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments

    def __reduce__(self) -> Any:
        return _rebuild_tensor_v2, self.arguments


class Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        return obj.pid if isinstance(obj, Reference) else None


def tensor(key: str, count: int, offset: int, shape: Any, strides: Any) -> Tensor:
    return Tensor(Reference(key, count), offset, shape, strides, False, None)


def write(path: Path, tensors: Any, storages: dict[str, np.ndarray], magic: int = MAGIC) -> Path:
    file = io.BytesIO()
    for part in (magic, 1001, {"little_endian": True}, tensors, sorted(storages)):
        Pickler(file, 2).dump(part)
    for key in sorted(storages):
        values = storages[key].astype("<f4")
        file.write(struct.pack("<q", values.size) + values.tobytes())
    path.write_bytes(file.getvalue())
    return path


VALUES = np.arange(6, dtype=np.float32)


@pytest.mark.usefixtures("torch_names")
def test_strides_are_honoured(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.pth",
        collections.OrderedDict(
            plain=tensor("k", 6, 0, (2, 3), (3, 1)),
            turned=tensor("k", 6, 0, (2, 3), (1, 2)),
            tail=tensor("k", 6, 4, (2,), (1,)),
            single=tensor("k", 6, 5, (), ()),
        ),
        {"k": VALUES},
    )
    read = read_tensors(path)
    np.testing.assert_array_equal(read["plain"], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(read["turned"], [[0, 2, 4], [1, 3, 5]])
    np.testing.assert_array_equal(read["tail"], [4, 5])
    assert read["single"].shape == ()
    assert read["single"] == 5


class Shell:
    def __reduce__(self) -> Any:
        return os.mkdir, (str(Shell.place),)

    place: Path


@pytest.mark.usefixtures("torch_names")
@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_executed(tmp_path: Path, inside: bool) -> None:
    Shell.place = tmp_path / "executed"
    content: Any = {"a": Shell()} if inside else Shell()
    path = write(tmp_path / "a.pth", content, {"k": VALUES})
    with pytest.raises(ModelError, match=r"posix\.mkdir"):
        read_tensors(path)
    assert not Shell.place.exists()
    pickle.loads(pickle.dumps(Shell()))  # the same pickle does harm elsewhere
    assert Shell.place.exists()


@pytest.mark.usefixtures("torch_names")
@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [
        (0, (7,), (1,)),  # longer than the storage
        (5, (2,), (1,)),  # begins too late
        (-1, (2,), (1,)),  # begins before it
        (5, (3,), (-1,)),  # runs backwards
        (0, (10**9,), (0,)),  # the same value a thousand million times
        (0, (2, 3), (3,)),  # not as many strides as axes
    ],
)
def test_a_tensor_outside_its_storage_is_refused(
    tmp_path: Path, offset: int, shape: Any, strides: Any
) -> None:
    path = write(tmp_path / "a.pth", {"a": tensor("k", 6, offset, shape, strides)}, {"k": VALUES})
    with pytest.raises(ModelError):
        read_tensors(path)


@pytest.mark.usefixtures("torch_names")
def test_other_files_are_refused(tmp_path: Path) -> None:
    good = write(tmp_path / "a.pth", {"a": tensor("k", 6, 0, (6,), (1,))}, {"k": VALUES})
    whole = good.read_bytes()
    assert read_tensors(good).keys() == {"a"}
    for length in (0, 5, 40, len(whole) // 2, len(whole) - 1):
        good.write_bytes(whole[:length])
        with pytest.raises(ModelError, match="download it again"):
            read_tensors(good)
    with pytest.raises(ModelError, match="download it again"):
        read_tensors(write(tmp_path / "b.pth", {"a": 1}, {}))
    with pytest.raises(ModelError, match="does not begin like one"):
        read_tensors(write(tmp_path / "c.pth", {}, {}, magic=7))
    with pytest.raises(ModelError, match="check the path"):
        read_tensors(tmp_path / "none.pth")
