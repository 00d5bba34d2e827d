"""Which pictures are held out together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.data.dataset import Item
from roadeye.data.folds import NEAR_DUPLICATES, SEQUENCES, divide, near_duplicates
from roadeye.data.layouts.camvid import LABELS

A, NEAR_A, B = bytes(32), bytes([255] * 4 + [0] * 28), bytes([255] * 32)


def items(*sequences: str) -> list[Item]:
    path = Path("picture.png")
    return [
        Item(f"{number}", path, path, LABELS, sequence=sequence)
        for number, sequence in enumerate(sequences)
    ]


@pytest.mark.parametrize(
    ("fingerprints", "groups"),
    [
        ([], ()),
        ([A, B], (0, 1)),
        ([A, A, B], (0, 0, 1)),
        ([A, B, NEAR_A], (0, 1, 0)),  # 32 of 256 bits differ
        ([b"", b""], (0, 1)),  # flat pictures are nobody's duplicates
        ([bytes([255] * 4 + [0] * 28), bytes([0] * 28 + [255] * 4), A], (0, 0, 0)),  # by a third
    ],
)
def test_near_duplicates(fingerprints: list[bytes], groups: tuple[int, ...]) -> None:
    assert near_duplicates(fingerprints) == groups


def test_three_sequences_stay_together() -> None:
    divided = divide(items("a", "a", "b", "c"), [A, B, b"", b""], 5)
    assert (divided.grouped_by, divided.groups) == (SEQUENCES, (0, 0, 1, 2))
    assert divided.folds == (0, 0, 1, 2)
    assert divided.count == 3


@pytest.mark.parametrize("sequences", [("a", "a", "b", "b"), ("a", "b", "c", ""), ("",) * 4])
def test_fewer_sequences_are_grouped_by_near_duplicates(sequences: tuple[str, ...]) -> None:
    divided = divide(items(*sequences), [A, B, NEAR_A, b""], 2)
    assert (divided.grouped_by, divided.groups) == (NEAR_DUPLICATES, (0, 1, 0, 2))
    assert divided.folds == (0, 1, 0, 1)


def test_pictures_that_are_all_alike_make_one_fold() -> None:
    assert divide(items("", "", ""), [A, A, NEAR_A], 5).count == 1


@given(st.lists(st.integers(0, 9), min_size=1, max_size=59), st.integers(2, 6))
def test_a_group_is_in_one_fold_and_every_fold_has_pictures(groups: list[int], most: int) -> None:
    fingerprints = [np.random.default_rng(group).bytes(32) for group in groups]
    divided = divide(items(*("",) * len(groups)), fingerprints, most)
    assert len(set(divided.groups)) == len(set(groups))
    pairs = set(zip(divided.groups, divided.folds, strict=True))
    assert len(pairs) == len(set(groups)), "no group is divided"
    sizes = sorted(divided.folds.count(fold) for fold in range(divided.count))
    assert divided.count == min(most, len(set(groups)))
    assert sizes[0] > 0
