"""Drafts are opened by the tools' own readers, and come back as the masks that they were."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools.coco import COCO

from roadeye.arrays import Mask
from roadeye.data.importers.detect import read_labels
from roadeye.data.importers.paint import ROAD, Roles
from roadeye.data.importers.write import painted_mask
from roadeye.draw.polygons import mask_polygons
from roadeye.errors import OutputError
from roadeye.geometry.polygon_fill import fill_rings
from roadeye.inference.segmenter import Segmenter
from roadeye.io.find import FoundFile
from roadeye.io.images import write_png
from roadeye.labelling.drafts import DraftFormat
from roadeye.labelling.drafts.draft import area_of, keyhole, without_specks
from roadeye.labelling.prelabel import Prelabelled, prelabel, writer_of

TOOLS = os.environ.get("ROADEYE_LABEL_TOOLS", "")
"""A Python that has labelme and datumaro, which want other packages than roadeye."""


def street() -> Mask:
    """Draw a road with a hole, a speck beside it and a speck of a hole in it."""
    road = np.zeros((96, 320), np.bool_)
    road[40:, 60:260] = True
    road[60:80, 100:140] = False
    road[5, 5] = True
    road[50, 200] = False
    return road


def draft(root: Path, kind: DraftFormat, tolerance: float = 0.0) -> Prelabelled:
    white = street()[..., None].repeat(3, axis=2).astype(np.uint8) * np.uint8(255)
    write_png(root / "src" / "drive" / "a.png", white)
    write_png(root / "src" / "b.png", np.zeros((96, 320, 3), np.uint8))
    files = [FoundFile(path, root / "src") for path in sorted((root / "src").rglob("*.png"))]
    writer, copies = writer_of(kind, root / "out")
    return prelabel(files, Segmenter(FakeEngine()), writer, copies, tolerance)


def test_progress_counts_every_picture_also_one_that_is_left_out(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        write_png(tmp_path / "src" / name, np.zeros((96, 320, 3), np.uint8))
    (tmp_path / "src" / "a.jpg").write_bytes((tmp_path / "src" / "b.png").read_bytes())
    (tmp_path / "src" / "c.png").write_bytes(b"no picture")
    files = [FoundFile(path, tmp_path / "src") for path in sorted((tmp_path / "src").iterdir())]
    writer, copies = writer_of(DraftFormat.MASKS, tmp_path / "out")
    counted: list[None] = []
    done = prelabel(
        files, Segmenter(FakeEngine()), writer, copies, advance=lambda: counted.append(None)
    )
    assert len(counted) == len(files) == 4
    assert done.names == ["a", "b"]
    assert "would be named a as another picture" in done.problems[0].what
    assert len(done.problems) == 2


@pytest.mark.parametrize("kind", list(DraftFormat))
def test_drafts_come_back(kind: DraftFormat, tmp_path: Path) -> None:
    done = draft(tmp_path, kind)
    assert (done.names, done.without_road, done.problems) == (["b", "drive/a"], 1, [])
    labels = read_labels(tmp_path / "out")
    assert labels.problems == ()
    roles = Roles(frozenset({"255" if kind is DraftFormat.MASKS else "road"}))
    found = {one.key: painted_mask(one, roles)[1].mask == ROAD for one in labels.pictures}
    assert np.array_equal(found["drive/a"], without_specks(street()))
    assert not found["b"].any()


def test_coco_drafts_open_in_its_own_library(tmp_path: Path) -> None:
    draft(tmp_path, DraftFormat.COCO)
    coco = COCO(tmp_path / "out" / "annotations.json")
    (number,) = coco.getCatIds(["road"])
    (one,) = coco.loadAnns(coco.getAnnIds(catIds=[number]))
    expected = without_specks(street())
    assert one["area"] == np.count_nonzero(expected)
    differing = np.count_nonzero(coco.annToMask(one).astype(np.bool_) ^ expected)
    assert differing <= 100  # its own rule at edges, and the cut to the hole


@pytest.mark.skipif(not TOOLS, reason="ROADEYE_LABEL_TOOLS names no Python with the tools")
@pytest.mark.parametrize("kind", [DraftFormat.LABELME, DraftFormat.CVAT, DraftFormat.COCO])
def test_tools_open_drafts(kind: DraftFormat, tmp_path: Path) -> None:
    draft(tmp_path, kind)
    script = Path(__file__).parents[1] / "cases" / "labels" / "open_drafts.py"
    out = tmp_path / "out"
    if kind is DraftFormat.COCO:  # datumaro looks in annotations/ alone
        (out / "annotations").mkdir()
        (out / "annotations.json").rename(out / "annotations" / "instances_default.json")
        (out / "images").rename(out / "default")
        (out / "images").mkdir()
        (out / "default").rename(out / "images" / "default")
    ran = subprocess.run(
        [TOOLS, str(script), kind.value, str(out)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, check=True,
    )  # fmt: skip
    found = json.loads(ran.stdout.splitlines()[-1])
    assert set(found) == {"b", "drive/a"}
    assert found["b"] == []
    (corners,) = found["drive/a"]
    ring = np.array(corners).reshape(-1, 2)
    assert np.array_equal(fill_rings([ring], (96, 320)), without_specks(street()))


@settings(deadline=None)
@given(arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_one_ring_is_as_an_area_with_holes(mask: Mask) -> None:
    rings = [keyhole(polygon) for polygon in mask_polygons(mask, 0.0)]
    size = (mask.shape[0], mask.shape[1])
    assert np.array_equal(fill_rings([ring.astype(np.float64) for ring in rings], size), mask)
    assert sum(map(area_of, rings)) == np.count_nonzero(mask)


def test_pictures_that_cannot_be_drafted_are_told(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.zeros((96, 320, 3), np.uint8))
    write_png(tmp_path / "c.png", np.zeros((96, 320, 3), np.uint8))
    (tmp_path / "b.png").write_bytes(b"no picture")
    (tmp_path / "a.jpg").write_bytes((tmp_path / "a.png").read_bytes())
    files = [FoundFile(path, tmp_path) for path in sorted(tmp_path.iterdir())]
    writer, copies = writer_of(DraftFormat.LABELME, tmp_path / "out")
    done = prelabel(files, Segmenter(FakeEngine()), writer, copies)
    assert done.names == ["a", "c"]
    assert [Path(one.file).name for one in done.problems] == ["a.png", "b.png"]
    with pytest.raises(OutputError, match="is not empty"):
        writer_of(DraftFormat.CVAT, tmp_path / "out")
