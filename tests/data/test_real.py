"""The layouts on the real data sets: counts, splits and one sample each."""

from pathlib import Path

import pytest

from roadeye.data.dataset import load
from roadeye.data.detect import open_dataset
from roadeye.data.split import select

SPLITS = Path(__file__).parents[2] / "experiments" / "splits"

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("folder", "layout", "train", "val"),
    [
        ("kitti-road", "kitti-road", 184, 48),
        ("camvid", "camvid", 367, 101),
        ("idd-lite", "cityscapes", 1246, 157),  # 31 of its 309 drives
    ],
)
def test_counts(real_data: Path, folder: str, layout: str, train: int, val: int) -> None:
    dataset = open_dataset(real_data / folder)
    assert dataset.layout == layout
    assert len(select(dataset, "train").items) == train
    assert len(select(dataset, "val").items) == val
    sample = load(dataset.items[0])
    assert 0.02 < sample.road.mean() < 0.9
    assert not (sample.road & ~sample.valid).any()


def test_kitti_lanes(real_data: Path) -> None:
    assert len(open_dataset(real_data / "kitti-road", "lane").items) == 79


@pytest.mark.parametrize("name", ["kitti-by-drive.json", "kitti-random10-seed123.json"])
def test_committed_splits_fit(real_data: Path, name: str) -> None:
    dataset = open_dataset(real_data / "kitti-road")
    train = select(dataset, f"{SPLITS / name}:train")
    val = select(dataset, f"{SPLITS / name}:val")
    assert {item.name for item in dataset.items} == {
        item.name for part in (train, val) for item in part.items
    }
    if "drive" in name:
        assert not {i.sequence for i in train.items} & {i.sequence for i in val.items}
