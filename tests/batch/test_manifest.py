"""The manifest: repaired where it was cut, refused where it belongs to another job."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from roadeye.batch.file_log import FileLog
from roadeye.batch.identity import BatchIdentity
from roadeye.batch.manifest import Manifest, open_manifest
from roadeye.batch.record import Record
from roadeye.errors import OutputError

IDENTITY = BatchIdentity(1, "roadeye 0.1.0", "aa", "road", 0.5, "all", "0 to the end")
DONE, FAILED = bytes(range(16)), bytes(range(16, 32))


@dataclass(frozen=True)
class Opener:
    path: Path

    def __call__(self, identity: BatchIdentity = IDENTITY, *, anew: bool = False) -> Manifest:
        return open_manifest(FileLog(self.path), identity, anew=anew)


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    opener = Opener(tmp_path / "manifest.jsonl")
    manifest = opener()
    manifest.begin([b"12345678", b"abcdefgh"])
    manifest.add(
        [
            Record(DONE.hex(), "0a", "caf\udce9.png", "t", ("out/a_mask.png",)),
            Record(FAILED.hex(), "0b", "b.png", "t", error="b.png is empty"),
        ]
    )
    return opener


def test_the_next_run_knows_what_is_done(opened: Opener) -> None:
    manifest = opened()
    assert manifest.done == {DONE: False, FAILED: True}
    assert manifest.begun == {b"12345678", b"abcdefgh"}
    assert [record.error for record in manifest.records()] == [None, "b.png is empty"]


def test_what_was_done_again_counts_as_it_ended_last(opened: Opener) -> None:
    opened().add([Record(FAILED.hex(), "0b", "b.png", "t")])
    assert opened().done == {DONE: False, FAILED: False}


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_that_was_cut_is_dropped_and_overwritten(opened: Opener, cut: int) -> None:
    content = opened.path.read_bytes()
    opened.path.write_bytes(content[:-cut])
    manifest = opened()
    assert manifest.done == {DONE: False}
    manifest.add([Record(FAILED.hex(), "0b", "b.png", "t")])
    assert opened().done == {DONE: False, FAILED: False}
    assert opened.path.read_bytes().count(b"\n") == 4


def test_a_head_that_was_cut_begins_anew(opened: Opener) -> None:
    opened.path.write_bytes(opened.path.read_bytes()[:40])
    manifest = opened()
    assert not manifest.done
    manifest.begin([b"12345678"])
    assert opened().begun == {b"12345678"}


def test_another_model_is_refused_and_both_are_named(opened: Opener) -> None:
    other = msgspec.structs.replace(IDENTITY, model="mine 2", sha256="bb", threshold=0.7)
    before = opened.path.read_bytes()
    with pytest.raises(OutputError, match=r"roadeye 0.1.0 there, mine 2 now.*0.5 there, 0.7 now"):
        opened(other)
    assert opened.path.read_bytes() == before


def test_other_frames_of_videos_are_another_job_and_older_manifests_took_each(
    opened: Opener,
) -> None:
    assert b"every" not in opened.path.read_bytes()
    with pytest.raises(OutputError, match="every each there, 10 frames now"):
        opened(msgspec.structs.replace(IDENTITY, every="10 frames"))


def test_another_roadeye_may_give_other_masks_and_is_refused(opened: Opener) -> None:
    opened.path.unlink()
    first = opened(msgspec.structs.replace(IDENTITY, roadeye="0.1.0"))
    first.add([Record(DONE.hex(), "0b", "b.png", "t")])
    with pytest.raises(OutputError, match=r"roadeye 0\.1\.0 there, 0\.2\.0 now"):
        opened(msgspec.structs.replace(IDENTITY, roadeye="0.2.0"))


def test_another_file_of_the_same_name_is_refused_too(opened: Opener) -> None:
    with pytest.raises(OutputError, match="sha256 aa there, bb now"):
        opened(msgspec.structs.replace(IDENTITY, sha256="bb"))


@pytest.mark.parametrize("content", [b"not json\n", b'{"format": 1}\n', b"\0" * 50 + b"\n"])
def test_what_is_no_manifest_is_refused(opened: Opener, content: bytes) -> None:
    opened.path.write_bytes(content)
    with pytest.raises(OutputError, match="is damaged or not a manifest"):
        opened()


def test_damage_in_the_middle_is_refused(opened: Opener) -> None:
    lines = opened.path.read_bytes().splitlines(keepends=True)
    opened.path.write_bytes(b"".join([lines[0], b"{]\n", *lines[1:]]))
    with pytest.raises(OutputError, match="damaged"):
        opened()


def test_to_begin_anew_replaces_the_manifest_with_the_first_line(opened: Opener) -> None:
    other = msgspec.structs.replace(IDENTITY, model="mine 2")
    before = opened.path.read_bytes()
    manifest = opened(other, anew=True)
    assert opened.path.read_bytes() == before
    manifest.begin([b"12345678"])
    assert not opened(other).done
    assert opened.path.read_bytes().count(b"\n") == 2


def test_nothing_is_written_before_work_begins(tmp_path: Path) -> None:
    Opener(tmp_path / "manifest.jsonl")()
    assert not list(tmp_path.iterdir())
