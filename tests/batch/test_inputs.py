"""Inputs are found by their names, and no output becomes an input."""

from pathlib import Path

import pytest

from roadeye.batch.inputs import list_inputs, refuse_shared_outputs
from roadeye.errors import OutputError
from roadeye.inference.outputs.kinds import OutputKind


def touched(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def test_names_mirror_the_folders(tmp_path: Path) -> None:
    touched(tmp_path, "in/a b%20.jpg", "in/d/e/f.png", "in/d/clip.mp4", "in/notes.txt", "in/.x.png")
    listing = list_inputs([str(tmp_path / "in")], str(tmp_path / "out"), recursive=True)
    assert [(one.name, one.is_video) for one in listing.inputs] == [
        ("a b%20", False), ("d/clip", True), ("d/e/f", False),
    ]  # fmt: skip
    assert listing.left_out == {"no picture or video by its name (.txt)": 1}
    assert listing.inputs[0].outputs((OutputKind.MASK,)) == {OutputKind.MASK: "a b%20_mask.png"}
    assert listing.inputs[1].outputs(None) == {OutputKind.OVERLAY: "d/clip.mp4"}


def test_the_folder_for_outputs_is_not_looked_into(tmp_path: Path) -> None:
    touched(tmp_path, "in/a.jpg", "in/out/a_mask.png")
    listing = list_inputs([str(tmp_path / "in")], str(tmp_path / "in/out"), recursive=True)
    assert [one.name for one in listing.inputs] == ["a"]


def test_outputs_into_the_folder_of_the_inputs_are_refused(tmp_path: Path) -> None:
    touched(tmp_path, "in/a.jpg")
    listing = list_inputs([str(tmp_path / "in")], f"{tmp_path}/in/", recursive=False)
    assert not listing.inputs
    assert "is also the folder for outputs" in str(listing.missing[0][1])


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    touched(tmp_path, "in/a.jpg", "in/b.jpg")
    (tmp_path / "in/link.jpg").symlink_to(tmp_path / "in/b.jpg")
    sources = [str(tmp_path / "in"), str(tmp_path / "in/a.jpg"), f"{tmp_path}/in/*.jpg"]
    listing = list_inputs(sources, str(tmp_path / "out"), recursive=False)
    assert [one.name for one in listing.inputs] == ["a", "b"]
    assert listing.left_out == {"the same file as another": 1}


def test_a_version_changes_with_the_file(tmp_path: Path) -> None:
    touched(tmp_path, "in/a.jpg")
    out = str(tmp_path / "out")
    before = list_inputs([str(tmp_path / "in")], out, recursive=False)
    assert list_inputs([str(tmp_path / "in")], out, recursive=False) == before
    (tmp_path / "in/a.jpg").write_text("xy")
    after = list_inputs([str(tmp_path / "in")], out, recursive=False)
    assert after.inputs[0].version != before.inputs[0].version


def test_the_current_folder_is_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touched(tmp_path, "d/a.jpg")
    monkeypatch.chdir(tmp_path)
    (one,) = list_inputs(["."], "out", recursive=True).inputs
    assert (one.source, one.name) == ("d/a.jpg", "d/a")


def test_sources_that_are_not_there_are_told_beside_the_others(tmp_path: Path) -> None:
    touched(tmp_path, "a.jpg", "empty/notes.txt")
    sources = [str(tmp_path / name) for name in ("a.jpg", "none", "empty")]
    listing = list_inputs(sources, str(tmp_path / "out"), recursive=False)
    assert [one.name for one in listing.inputs] == ["a"]
    assert [source for source, _ in listing.missing] == sources[1:]


@pytest.mark.parametrize("second", ["y/a.png", "y/A.jpg"])
def test_two_inputs_of_one_name_are_refused(tmp_path: Path, second: str) -> None:
    touched(tmp_path, "x/a.png", second)
    sources = [str(tmp_path / "x"), str(tmp_path / "y")]
    inputs = list_inputs(sources, str(tmp_path / "out"), recursive=False).inputs
    with pytest.raises(OutputError, match="would both write"):
        refuse_shared_outputs(inputs)
