"""Files are whole or not there, and an error says whose fault it was."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roadeye.errors import OutputError
from roadeye.io.atomic import (
    clear_leftovers,
    output_error,
    replacing,
    write_bytes,
    write_text,
)
from roadeye.io.temporary import is_leftover


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.txt"
    write_text(path, "old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.suffix == ".txt"
    assert path.read_text() == "new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no"), OSError(errno.EIO, "io")])
def test_a_block_that_fails_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(type(error)) as caught, replacing(path) as temporary:  # noqa: PT012
        temporary.write_text("half")
        raise error
    assert caught.value is error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_reading_another_file_passes_unchanged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"input\.jpg"), replacing(tmp_path / "a.txt"):
        (tmp_path / "input.jpg").read_bytes()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "disk-full", "free some space"),
        (errno.EDQUOT, "disk-full", "free some space"),
        (errno.EROFS, "read-only", "choose a place that can be written"),
        (errno.ENAMETOOLONG, "cannot-write", "choose a shorter name"),
        (errno.EACCES, "cannot-write", "permissions"),
        (errno.EISDIR, "cannot-write", "choose another place"),
    ],
)
def test_the_code_tells_what_ends_a_batch(number: int, code: str, words: str) -> None:
    error = output_error(Path("a.png"), OSError(number, os.strerror(number)))
    assert error.code == code
    assert words in str(error)
    assert os.strerror(number) in str(error)


def test_a_full_disk_is_seen_inside_the_block(tmp_path: Path) -> None:
    full = Path("/dev/full")  # every write to it fails as on a full disk
    with pytest.raises(OutputError) as caught, replacing(tmp_path / "a.bin"):
        full.write_bytes(b"content")
    assert caught.value.code == "disk-full"
    assert "a.bin" in str(caught.value)


def test_a_name_too_long_is_about_this_file_alone(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="choose a shorter name") as caught:
        write_bytes(tmp_path / ("x" * 300), b"")
    assert caught.value.code == "cannot-write"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write") as caught:
        write_bytes(tmp_path / "file" / "a.png", b"")
    assert caught.value.code == "cannot-write"


WRITER = """
import sys
from pathlib import Path
from roadeye.io.atomic import replacing
with replacing(Path(sys.argv[1])) as temporary:
    temporary.write_text("half")
    print("written", flush=True)
    sys.stdin.read()
"""


def test_only_what_no_process_writes_is_cleared(tmp_path: Path) -> None:
    mine = tmp_path / ".roadeye-notes"
    mine.write_text("keep")
    command = [sys.executable, "-c", WRITER, str(tmp_path / "a.txt")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        clear_leftovers(tmp_path)
        (temporary,) = [path for path in tmp_path.iterdir() if is_leftover(path)]
        assert str(writer.pid) in temporary.name
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert temporary.exists()
        clear_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == [mine]


def test_what_this_process_writes_is_not_cleared(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
        clear_leftovers(tmp_path)
    assert (tmp_path / "a.txt").read_text() == "new"


def test_no_folder_has_no_leftovers(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "none")
