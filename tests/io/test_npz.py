"""Arrays from `.npz` files, and a reason for each file that is none."""

import os
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from roadeye.io.npz import read_npz


def test_arrays_come_back(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", first=np.arange(3), second=np.eye(2))
    arrays = read_npz(tmp_path / "a.npz")
    assert arrays["first"].tolist() == [0, 1, 2]
    assert arrays["second"].tolist() == [[1, 0], [0, 1]]


def test_a_lone_array_is_not_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))
    with pytest.raises(ValueError, match="not a zip file"):
        read_npz(tmp_path / "a.npy")


def test_a_sparse_tail_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, first=np.arange(3))
    os.truncate(path, 30_000_000_000)
    with pytest.raises(ValueError, match="not a zip file"):
        read_npz(path)


def test_the_size_is_checked_before_reading(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", zeros=np.zeros(10**6, np.uint8))
    assert (tmp_path / "a.npz").stat().st_size < 5000
    with pytest.raises(ValueError, match="1,000,128 bytes of arrays; at most 1,000,000"):
        read_npz(tmp_path / "a.npz", max_bytes=10**6)


def test_an_array_that_does_not_fit_into_memory_says_so(tmp_path: Path) -> None:
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1" + "0" * 15 + ",)}"
    text = (header.ljust(117) + "\n").encode()
    with ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)
    with pytest.raises(ValueError, match="out of memory"):
        read_npz(tmp_path / "a.npz")


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="is a pipe"):
        read_npz(tmp_path / "a.npz")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such file"):
        read_npz(tmp_path / "a.npz")
