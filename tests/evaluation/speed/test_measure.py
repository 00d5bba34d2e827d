"""Timing: every row has a process of its own, and what fails there is one clear error here."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason="needs the export extra")
pytest.importorskip("openvino", reason="needs the openvino extra")

from tiny_models import tiny_onnx, tiny_openvino

from roadeye.data.detect import open_dataset
from roadeye.errors import ModelError
from roadeye.evaluation.speed.accuracy import iou_of
from roadeye.evaluation.speed.measure import measure
from roadeye.evaluation.speed.plot import write_speed_plot
from roadeye.evaluation.speed.subject import model_subject, peer_subjects
from roadeye.io.images import read_image, write_png


@pytest.mark.slow
def test_a_row_for_each_file_and_number_of_threads(tmp_path: Path) -> None:
    subjects = [
        model_subject(str(tiny_onnx(tmp_path / "a.onnx"))),
        model_subject(str(tiny_openvino(tmp_path / "b.xml"))),
    ]
    turns: list[None] = []
    cases = [(subjects[0], 1), (subjects[1], 1), (subjects[1], 2)]
    images = [np.zeros((40, 60, 3), np.uint8), np.zeros((60, 40, 3), np.uint8)]
    held = np.ones(1_000_000_000, np.uint8)  # memory of this process is not theirs
    rows = measure(cases, images, 2, lambda: turns.append(None))
    del held
    assert len(turns) == 6
    assert [(row.model, row.engine, row.threads) for row in rows] == [
        ("a.onnx", "onnxruntime", 1),
        ("b.xml", "openvino", 1),
        ("b.xml", "openvino", 2),
    ]
    for row in rows:
        assert row.network_ms > 0
        assert 0 < row.picture_to_mask_ms <= row.p95_ms
        assert row.images_per_second > 0
        assert 10 < row.peak_mb < 1000
        assert row.iou is None
    assert rows[0].file_mb == pytest.approx((tmp_path / "a.onnx").stat().st_size / 1e6)
    both = sum((tmp_path / name).stat().st_size for name in ("b.xml", "b.bin"))
    assert rows[1].file_mb == pytest.approx(both / 1e6)
    write_speed_plot(tmp_path / "plot.png", rows)
    assert read_image(tmp_path / "plot.png").shape[0] > 100


def test_a_damaged_file_is_one_error(tmp_path: Path) -> None:
    path = tiny_onnx(tmp_path / "a.onnx")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelError, match=r"a\.onnx is not a roadeye model"):
        measure([(model_subject(str(path)), 1)], [np.zeros((40, 60, 3), np.uint8)], 1)


def test_labels_score_what_is_timed(tmp_path: Path) -> None:
    """Red is road: the picture is red in its right half, the label says so of its right quarter."""
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    image, label = np.zeros((64, 96, 3), np.uint8), np.zeros((64, 96), np.uint8)
    image[:, 48:, 0] = 255
    label[:, 72:] = 255
    write_png(tmp_path / "images" / "a.png", image)
    write_png(tmp_path / "masks" / "a.png", label)
    subject = model_subject(str(tiny_onnx(tmp_path / "a.onnx")))
    assert iou_of(subject, 1, open_dataset(tmp_path).items, "road") == pytest.approx(0.5)


def test_what_cannot_be_timed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no known network; known networks are road-seg"):
        peer_subjects(tmp_path)
    (tmp_path / "m.keras").touch()
    with pytest.raises(ModelError, match="has no engine"):
        model_subject(str(tmp_path / "m.keras"))


@pytest.mark.real
def test_peers_find_road(real_data: Path) -> None:
    """Each finds half of the road and more on a street of CamVid, used as its makers say."""
    items = [one for one in open_dataset(real_data / "camvid").items if one.split == "val"][:1]
    for subject in peer_subjects(real_data / "peers"):
        assert iou_of(subject, 2, items, "road") > 0.5, subject.name
