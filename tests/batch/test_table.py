"""The table of results: a row an input, as pandas reads it."""

from pathlib import Path

import numpy as np
import pytest
from batch_models import open_bright

from roadeye.batch.file_log import FileLog
from roadeye.batch.identity import BatchIdentity
from roadeye.batch.inputs import list_inputs
from roadeye.batch.job import open_job
from roadeye.batch.manifest import open_manifest
from roadeye.batch.place import FolderPlace
from roadeye.batch.plan import Rerun
from roadeye.batch.record import Record
from roadeye.batch.run import run_batch
from roadeye.batch.table import write_results
from roadeye.batch.task import BatchSettings, Finished, do_task
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.io.images import write_png

pq = pytest.importorskip("pyarrow.parquet")


def test_a_row_an_input_with_its_mask(tmp_path: Path) -> None:
    coco = pytest.importorskip("pycocotools.mask")
    image = np.zeros((32, 48, 3), np.uint8)
    image[:, 12:] = 255
    write_png(tmp_path / "in/a.png", image)
    (tmp_path / "in/b.png").touch()
    settings = BatchSettings(str(tmp_path / "out"), (OutputKind.RLE, OutputKind.MASK))
    inputs = list_inputs([str(tmp_path / "in")], settings.out, recursive=False).inputs
    with open_job(inputs, open_bright, "roadeye", settings, Rerun()) as job:
        list(
            run_batch(
                lambda tasks, _: (
                    Finished(task, list(do_task(open_bright(), task, settings))) for task in tasks
                ),
                job.plan.todo,
                job.manifest,
                job.digest,
            )
        )
        write_results(job.manifest, job.place)
    a, b = pq.read_table(tmp_path / "out/results.parquet").to_pylist()
    assert a["source"] == str(tmp_path / "in/a.png")
    assert (a["width"], a["height"], a["road_fraction"]) == (48, 32, 0.75)
    assert a["mean_confidence"] == 1.0
    assert a["outputs"] == [str(tmp_path / "out/a_mask.png")]
    mask = coco.decode({"size": [32, 48], "counts": a["rle"]})
    assert (mask == (image[..., 0] > 0)).all()
    assert a["time"].tzinfo is not None
    assert "is empty" in b["error"]
    assert (b["width"], b["outputs"]) == (None, [])


def test_the_last_record_of_an_input_counts(tmp_path: Path) -> None:
    identity = BatchIdentity(1, "m", "aa", "", 0.5, "all", "")
    manifest = open_manifest(FileLog(tmp_path / "manifest.jsonl"), identity)
    time = "2026-01-02T03:04:05Z"
    manifest.add(
        [
            Record("00", "0a", "a.png", time, error="a.png is empty"),
            Record("01", "0b", "b.png", time),
            Record("02", "0a", "a.png", time, road_fraction=0.5),
        ]
    )
    write_results(manifest, FolderPlace(tmp_path))
    rows = pq.read_table(tmp_path / "results.parquet").to_pylist()
    assert [(row["source"], row["error"], row["road_fraction"]) for row in rows] == [
        ("b.png", None, None), ("a.png", None, 0.5),
    ]  # fmt: skip


def test_a_job_without_inputs_is_a_table_without_rows(tmp_path: Path) -> None:
    identity = BatchIdentity(1, "m", "aa", "", 0.5, "all", "")
    write_results(open_manifest(FileLog(tmp_path / "m"), identity), FolderPlace(tmp_path))
    assert pq.read_table(tmp_path / "results.parquet").num_rows == 0
