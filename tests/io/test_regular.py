"""Only regular files are opened, and none is read beyond its limit."""

import os
import socket
from pathlib import Path

import pytest

from roadeye.errors import InputError
from roadeye.io.regular import open_regular, read_limited, sha256_of


def test_a_pipe_a_device_a_socket_and_a_folder_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    os.mkfifo("pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.jpg")
        for name, kind in [
            ("pipe.jpg", "a pipe"),
            ("socket.jpg", "a socket"),
            ("/dev/zero", "a device"),
            (".", "a directory"),
        ]:
            with pytest.raises(InputError, match=f"{name} is {kind}") as caught:
                open_regular(Path(name))
            assert caught.value.code == "not-regular"


@pytest.mark.parametrize("name", ["none.jpg", "null\0.jpg", "x" * 300])
def test_what_cannot_be_opened_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot open"):
        open_regular(tmp_path / name)


def test_a_link_to_a_file_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to("a")
    assert read_limited(tmp_path / "link", 7) == b"content"


def test_a_file_above_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.toml").touch()
    os.truncate(tmp_path / "a.toml", 30_000_000_000)
    with pytest.raises(InputError, match=r"a\.toml has 30,000,000,000 bytes; at most 100"):
        read_limited(tmp_path / "a.toml", 100)
    with pytest.raises(InputError, match="upload has 4 bytes"):
        read_limited(b"1234", 3, "upload")
    assert read_limited(b"1234", 4) == b"1234"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ],
)
def test_digests_are_the_published_ones(tmp_path: Path, content: bytes, expected: str) -> None:
    """Test vectors of NIST FIPS 180-4."""
    path = tmp_path / "file"
    path.write_bytes(content)
    assert sha256_of(path) == expected
