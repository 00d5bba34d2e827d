"""A TFLite file of one input size tells other programs how to feed it and what it gives."""

import io
import zipfile

import msgspec
import numpy as np
import pytest
from fake_engine import fake_spec

from roadeye.errors import ModelError
from roadeye.model.container import ModelFile, read_spec, with_spec
from roadeye.model.engine import open_file, read_model
from roadeye.model.spec import Head, ModelSpec
from roadeye.model.tflite_file import read_entry
from roadeye.model.tflite_metadata import (
    LABELS_FILE,
    STANDARD_ENTRY,
    standard_metadata,
    with_labels,
)

WIDE = (240, 800)


def spec_of(*heads: Head) -> ModelSpec:
    return msgspec.structs.replace(fake_spec(WIDE, heads=heads), name="Straße", licence="mine")


TWO = spec_of(Head(name="road"), Head(name="drivable"))


@pytest.fixture(scope="module")
def file() -> ModelFile:
    return with_spec(read_model("roadeye"), TWO)


@pytest.mark.parametrize(
    ("heads", "labels"),
    [
        ((Head(name="road"), Head(name="drivable")), "road\ndrivable\n"),
        ((Head(name="drivable"),), "drivable\n"),
        ((Head(),), "road\n"),
    ],
    ids=["two heads", "one", "one without a name"],
)
def test_the_labels_are_the_heads_in_order(heads: tuple[Head, ...], labels: str) -> None:
    content = with_labels(b"a model", spec_of(*heads))
    assert content.startswith(b"a model")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [LABELS_FILE]
        assert archive.read(LABELS_FILE).decode() == labels


def test_the_file_still_runs_and_describes_itself(file: ModelFile) -> None:
    assert read_spec(file) == TWO
    picture = np.full((1, *WIDE, 3), 90, np.uint8)
    np.testing.assert_array_equal(
        open_file(file)(picture), open_file(read_model("roadeye"))(picture)
    )


def test_another_spec_replaces_it_and_the_same_gives_the_same_bytes(file: ModelFile) -> None:
    other = msgspec.structs.replace(TWO, name="other")
    changed = with_spec(file, other)
    assert read_entry(changed.content, STANDARD_ENTRY) == standard_metadata(other)
    assert "Straße".encode() not in changed.content
    assert with_spec(changed, TWO).content == file.content


def test_altered_labels_are_found(file: ModelFile) -> None:
    place = file.content.rindex(b"drivable\n")
    altered = file.content[:place] + b"walkable\n" + file.content[place + 9 :]
    for content in (altered, file.content[:-1], file.content + b"\0"):
        with pytest.raises(ModelError, match="altered or damaged"):
            read_spec(ModelFile(file.name, content))


def test_a_file_of_several_sizes_has_none() -> None:
    """Its signatures are graphs of their own; the programs that read such metadata expect one."""
    spec = fake_spec(WIDE, (320, 640), heads=(Head(name="road"), Head(name="drivable")))
    content = with_spec(read_model("roadeye"), spec).content
    assert read_entry(content, STANDARD_ENTRY) is None
    assert not zipfile.is_zipfile(io.BytesIO(content))
