from pathlib import Path

import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.data.split_file import read_names
from roadeye.errors import InputError
from roadeye.training.run_split import Split, read_split

SPLIT = Split(roots=("a", "b"), train=(("x", "y"), ("p",)), val=(("z",), ("q", "r")))


def test_a_split_comes_back_and_serves_evaluate(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(SPLIT.to_json(), encoding="utf-8")
    assert read_split(path) == SPLIT
    assert list(read_names(str(path))) == ["z"]
    assert list(read_names(f"{path}:train-2")) == ["p"]
    assert list(read_names(f"{path}:val-2")) == ["q", "r"]


@pytest.mark.parametrize("text", ["", "[]", '{"roots": ["a"]}', '{"roots": 3}'])
def test_damage_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"split\.json"):
        read_split(path)
