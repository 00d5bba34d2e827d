"""Hostile archives are refused before a single file is written."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_server import zipped

from roadeye.data import unpack
from roadeye.data.unpack import check_archive, extract
from roadeye.errors import InputError


def ignore(count: int) -> None:
    pass


def archive(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    return path


def named(name: str) -> Callable[[], bytes]:
    return lambda: zipped({"good.txt": b"good", name: b"evil"})


def with_mode(mode: int) -> Callable[[], bytes]:
    def make() -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as file:
            file.writestr("good.txt", b"good")
            info = zipfile.ZipInfo("evil")
            info.external_attr = (mode | 0o777) << 16
            file.writestr(info, b"/etc/passwd")
        return content.getvalue()

    return make


def twice() -> bytes:
    return zipped({"a.txt": b"one", "A.TXT": b"two"})


def encrypted() -> bytes:
    plain = bytearray(zipped({"a.txt": b"one"}))
    plain[plain.index(b"PK\x01\x02") + 8] |= 1  # general purpose flags in the table of contents
    return bytes(plain)


def lzma() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.txt", b"one")
    return content.getvalue()


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.bin", bytes(10_000_000))
    return content.getvalue()


def unprintable() -> bytes:
    return zipped({"aXb.txt": b"evil"}).replace(b"aXb.txt", b"a\0b.txt")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "absolute": (named("/etc/passwd"), "absolute path"),
    "parent": (named("../evil.txt"), "no plain path"),
    "parent inside": (named("a/../../evil.txt"), "no plain path"),
    "drive": (named("C:/evil.txt"), "colon"),
    "backslash": (named("..\\evil.txt"), "backslash"),
    "link": (with_mode(stat.S_IFLNK), "is a link"),
    "device": (with_mode(stat.S_IFCHR), "not a plain file"),
    "pipe": (with_mode(stat.S_IFIFO), "not a plain file"),
    "twice": (twice, "occurs twice"),
    "file as folder": (lambda: zipped({"a": b"", "a/b": b""}), "lies inside a file"),
    "encrypted": (encrypted, "encrypted"),
    "method": (lzma, "unknown method"),
    "bomb": (bomb, "would unpack to 10.0 MB"),
    "zero byte": (unprintable, "unprintable"),
    "text": (lambda: b"<html>Not found</html>", "cannot be read as a zip file"),
    "empty": (lambda: b"", "cannot be read as a zip file"),
    "cut short": (lambda: zipped({"a.txt": bytes(5000)})[:3000], "cannot be read as a zip file"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archive_is_refused(kind: str, tmp_path: Path) -> None:
    make, message = HOSTILE[kind]
    path = archive(tmp_path, make())
    with pytest.raises(InputError, match=message):
        check_archive(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MAX_MEMBERS", 3, "4 members; at most 3"),
        ("MAX_BYTES", 1_000_000, r"2\.4 MB, more than the 1\.0 MB"),
    ],
)
def test_too_much(
    limit: str, value: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, limit, value)
    path = archive(tmp_path, zipped({f"{number}.txt": bytes(600_000) for number in range(4)}))
    with pytest.raises(InputError, match=message):
        check_archive(path)


def test_good_archive_is_unpacked(tmp_path: Path) -> None:
    members = {"top/a.txt": b"one", "top/deep/b.txt": b"two", "top/empty/": b""}
    path = archive(tmp_path, zipped(members))
    found = check_archive(path)
    assert sorted(found) == ["top/a.txt", "top/deep/b.txt"]
    counted: list[int] = []
    extract(path, found, tmp_path / "out", counted.append)
    assert (tmp_path / "out/top/a.txt").read_bytes() == b"one"
    assert (tmp_path / "out/top/deep/b.txt").read_bytes() == b"two"
    assert sum(counted) == 6


def test_damaged_member_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = archive(tmp_path, zipped({"a.txt": b"precious"}).replace(b"precious", b"PRECIOUS"))
    with pytest.raises(InputError, match=r"is damaged .*a\.txt"):
        extract(path, check_archive(path), tmp_path / "out", ignore)


def test_member_longer_than_it_says_is_damaged(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", bytes(1000))
    lying = bytearray(content.getvalue())
    at = lying.index(b"PK\x01\x02") + 24  # the unpacked size in the table of contents
    lying[at : at + 4] = (10).to_bytes(4, "little")
    path = archive(tmp_path, bytes(lying))
    with pytest.raises(InputError, match="is damaged"):
        extract(path, check_archive(path), tmp_path / "out", ignore)
    assert (tmp_path / "out/a.txt").stat().st_size <= 10
