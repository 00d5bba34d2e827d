"""Pictures that trained a model are recognised, and can be left out."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from roadeye.data.dataset import Dataset
from roadeye.data.detect import open_dataset
from roadeye.data.fingerprint import fingerprint, join
from roadeye.errors import InputError
from roadeye.evaluation.overlap import hash_pictures, overlap, without
from roadeye.io.images import read_image, write_jpeg
from roadeye.scenes import write_dataset


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    root = tmp_path_factory.mktemp("scenes")
    write_dataset(root, 4, 9, (94, 310), "kitti")
    return open_dataset(root)


def test_copies_in_jpeg_and_other_sizes_are_recognised(scenes: Dataset, tmp_path: Path) -> None:
    copies = []
    for item in scenes.items[:2]:
        small = cv2.resize(read_image(item.image), (200, 60), interpolation=cv2.INTER_AREA)
        write_jpeg(tmp_path / f"{item.name}.jpg", np.asarray(small), 40)
        copies.append(fingerprint(read_image(tmp_path / f"{item.name}.jpg")))
    names = overlap(hash_pictures(scenes), join(copies))
    assert names == {item.name for item in scenes.items[:2]}
    rest = without(scenes, names)
    assert rest.items == scenes.items[2:]


def test_a_picture_that_cannot_be_read_is_left_to_the_scores(tmp_path: Path) -> None:
    write_dataset(tmp_path, 2, 9, (94, 310), "kitti")
    dataset = open_dataset(tmp_path)
    dataset.items[0].image.write_bytes(b"no picture")
    calls: list[None] = []
    hashes = hash_pictures(dataset, 2, lambda: calls.append(None))
    assert list(hashes) == [dataset.items[1].name]
    assert len(calls) == 2


def test_nothing_left_is_refused_with_what_to_do(scenes: Dataset) -> None:
    everything = frozenset(item.name for item in scenes.items)
    with pytest.raises(
        InputError, match=r"all 4 pictures trained this model.*score pictures"
    ) as told:
        without(scenes, everything)
    assert told.value.code == "all-trained"


def test_a_model_without_fingerprints_trained_on_nothing_known(scenes: Dataset) -> None:
    assert overlap(hash_pictures(scenes), b"") == frozenset()
