"""Splits are parts of the data set: disjoint, complete, seeded, never empty."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.data.dataset import Dataset, Item
from roadeye.data.layouts.folders import LABELS
from roadeye.data.layouts.kitti_sequences import sequence_of
from roadeye.data.split import has_sides, select
from roadeye.errors import InputError

SPLITS = Path(__file__).parents[2] / "experiments" / "splits"


def dataset(
    names: Sequence[str],
    *,
    layout: str = "pairs",
    sequences: Sequence[str] | None = None,
    splits: Sequence[str] | None = None,
) -> Dataset:
    items = tuple(
        Item(
            name=name,
            image=Path(name),
            label=Path(name),
            label_map=LABELS,
            sequence=sequences[index] if sequences else "",
            split=splits[index] if splits else "",
        )
        for index, name in enumerate(names)
    )
    return Dataset(Path("somewhere"), layout, items)


def names(part: Dataset) -> list[str]:
    return [item.name for item in part.items]


@given(count=st.integers(2, 200), seed=st.integers(0, 2**32 - 1))
def test_train_and_val_share_nothing_and_miss_nothing(count: int, seed: int) -> None:
    whole = dataset([f"{index:03}" for index in range(count)])
    train, val = select(whole, "train", seed), select(whole, "val", seed)
    assert sorted(names(train) + names(val)) == names(whole)
    assert len(val.items) == max(1, round(count / 10))
    assert names(val) == names(select(whole, "val", seed))


def test_another_seed_holds_out_others() -> None:
    whole = dataset([f"{index:03}" for index in range(100)])
    assert names(select(whole, "val", 1)) != names(select(whole, "val", 2))


@given(sizes=st.lists(st.integers(1, 5), min_size=2, max_size=30), seed=st.integers(0, 99))
def test_no_drive_is_on_both_sides(sizes: list[int], seed: int) -> None:
    sequences = [f"d{index:02}" for index, size in enumerate(sizes) for _ in range(size)]
    whole = dataset([f"{index:03}" for index in range(len(sequences))], sequences=sequences)
    train = {item.sequence for item in select(whole, "train", seed).items}
    val = {item.sequence for item in select(whole, "val", seed).items}
    assert not train & val
    assert len(val) == max(1, round(len(sizes) / 10))


def kitti(last: dict[str, int]) -> Dataset:
    """Return KITTI Road with pictures 0 to `last` of each category."""
    pictures = [f"{name}_{number:06}" for name, end in last.items() for number in range(end + 1)]
    return dataset(
        pictures, layout="kitti-road", sequences=[sequence_of(name) for name in pictures]
    )


WHOLE = {"um": 78, "umm": 79, "uu": 72}  # the pictures whose sequences are known


def test_kitti_is_split_by_sequence() -> None:
    whole = kitti(WHOLE)
    committed = json.loads((SPLITS / "kitti-by-drive.json").read_text())
    for side in ("train", "val"):
        assert sorted(names(select(whole, side))) == committed[side]
        assert names(select(whole, f"by-sequence:{side}")) == names(select(whole, side))
    assert names(select(whole, "by-sequence")) == names(select(whole, "val"))


def test_kittis_random_tenth_is_a_named_split() -> None:
    whole = kitti(WHOLE)
    committed = json.loads((SPLITS / "kitti-random10-seed123.json").read_text())
    for side in ("train", "val"):
        assert sorted(names(select(whole, f"random10:{side}", seed=7))) == committed[side]
    assert sorted(names(select(whole, "random10"))) == committed["val"]


def test_few_pictures_in_kittis_layout_are_split_by_names() -> None:
    few = kitti({"um": 9, "uu": 9})  # as drawn scenes are: none of what validates
    assert len(select(few, "val").items) == 2
    assert len(select(few, "train").items) == 18


def test_sequences_must_be_known_to_split_by_them() -> None:
    with pytest.raises(InputError, match=r"cannot be split by sequence: .* fewer than two"):
        select(dataset(["a", "b"], sequences=["s", ""]), "by-sequence")


@pytest.mark.parametrize(
    ("split", "sides"),
    [("random10", True), ("by-sequence", True), ("val", False), ("random10:val", False)],
)
def test_which_splits_have_two_sides(split: str, sides: bool) -> None:
    assert has_sides(split) == sides


def test_folders_decide_where_there_are_any() -> None:
    whole = dataset(["a", "b", "c", "d"], splits=["train", "val", "test", "train"])
    assert names(select(whole, "train")) == ["a", "d"]
    assert names(select(whole, "val")) == ["b"]
    assert names(select(whole, "test")) == ["c"]
    assert names(select(whole, "all")) == ["a", "b", "c", "d"]


def test_pictures_beside_the_folders_train() -> None:
    whole = dataset(["a", "b", "c", "d"], splits=["", "val", "test", "train"])
    assert sorted(names(select(whole, "train"))) == ["a", "d"]
    assert names(select(whole, "val")) == ["b"]
    beside_test = dataset(["a", "b", "c"], splits=["", "", "test"])
    train, val = names(select(beside_test, "train")), names(select(beside_test, "val"))
    assert sorted(train + val) == ["a", "b"]


def test_without_a_val_folder_a_part_of_train_is_held_out() -> None:
    whole = dataset(
        ["a", "b", "c", "d"],
        splits=["train", "train", "train", "test"],
        sequences=["1", "2", "3", ""],
    )
    train, val = names(select(whole, "train")), names(select(whole, "val"))
    assert sorted(train + val) == ["a", "b", "c"]
    assert len(val) == 1


@pytest.mark.parametrize(
    ("split", "part"),
    [
        ("test", dataset(["a", "b"])),  # no such folder
        ("train", dataset(["a", "b"], splits=["val", "val"])),  # only a val folder
        ("train", dataset(["a"])),  # one picture validates, none is left
        ("val", dataset([])),
    ],
)
def test_empty_split_is_refused(split: str, part: Dataset) -> None:
    with pytest.raises(InputError, match=f"split '{split}' .* is empty"):
        select(part, split)


def test_unknown_split_is_refused() -> None:
    with pytest.raises(InputError, match="'vaal' is not a split; give train, val, test, all"):
        select(dataset(["a"]), "vaal")


def test_files_of_names(tmp_path: Path) -> None:
    whole = dataset(["a", "b", "c"])
    listed, keyed = tmp_path / "list.json", tmp_path / "keys.json"
    listed.write_text(json.dumps(["c", "a"]))
    keyed.write_text(json.dumps({"train": ["a"], "val": ["b", "c"]}))
    assert names(select(whole, str(listed))) == ["a", "c"]
    assert names(select(whole, str(keyed))) == ["b", "c"]
    assert names(select(whole, f"{keyed}:train")) == ["a"]


@pytest.mark.parametrize(
    ("content", "key", "message"),
    [
        ('["a", "x"]', "", "names 1 of 2 pictures that somewhere does not have: x"),
        ('["a", "a"]', "", "lists a more than once"),
        ("[]", "", "is empty"),
        ('{"train": ["a"]}', "", "has no list 'val'; it has train"),
        ('["a"]', ":val", "plain list and has no key 'val'"),
        ('["a"', "", "is not a split file"),
        ("[1]", "", "is not a split file"),
    ],
)
def test_bad_files_of_names(content: str, key: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "names.json"
    file.write_text(content)
    with pytest.raises(InputError, match=message):
        select(dataset(["a", "b"]), f"{file}{key}")


def test_a_file_of_names_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "names.json").write_bytes(b'\xef\xbb\xbf["a"]')
    assert names(select(dataset(["a", "b"]), str(tmp_path / "names.json"))) == ["a"]


def test_many_missing_names_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "names.json"
    file.write_text(json.dumps([f"{index:06}" for index in range(3_000)]))
    with pytest.raises(InputError, match="000004 and 2995 more") as refused:
        select(dataset(["a"]), str(file))
    assert len(str(refused.value)) < 400 + len(str(tmp_path))


def test_missing_names_may_be_skipped_on_request(tmp_path: Path) -> None:
    file = tmp_path / "names.json"
    file.write_text('["a", "x"]')
    assert names(select(dataset(["a", "b"]), str(file), allow_missing=True)) == ["a"]


def test_missing_file_of_names(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the split file"):
        select(dataset(["a"]), str(tmp_path / "none.json"))


def held_out(name: str) -> bool:
    category, number = name.split("_")
    first, last = {"um": (61, 78), "umm": (40, 54), "uu": (58, 72)}[category]
    return first <= int(number) <= last


def test_committed_split_by_drive() -> None:
    split = json.loads((SPLITS / "kitti-by-drive.json").read_text())
    assert (len(split["train"]), len(split["val"])) == (184, 48)
    assert all(held_out(name) for name in split["val"])
    assert not any(held_out(name) for name in split["train"])


def test_committed_random_split_is_what_its_recipe_gives() -> None:
    split = json.loads((SPLITS / "kitti-random10-seed123.json").read_text())
    ordered = sorted(split["train"] + split["val"])
    order = np.random.RandomState(123).permutation(len(ordered))
    cut = int(0.9 * len(ordered))
    assert split["train"] == sorted(ordered[index] for index in order[:cut])
    assert split["val"] == sorted(ordered[index] for index in order[cut:])
    assert (len(split["train"]), len(split["val"])) == (208, 24)
