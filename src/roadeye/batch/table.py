"""The results of a job as one Parquet table, a row an input, written row group by row group."""

from array import array
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from roadeye.batch.manifest import Manifest
from roadeye.batch.place import Place
from roadeye.batch.record import Record

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "results.parquet"
EXTRA = "table"

_SAME = ("source", "width", "height", "road_fraction", "mean_confidence", "frames", "rle", "error")
_ROWS = 10_000  # a row group: the memory that is taken does not grow with the table


def write_table(records: Callable[[], Iterable[Record]], file: BinaryIO) -> int:
    """Write the last record of each input.

    Columns: `source`, `time` (UTC), `width`, `height`, `road_fraction` and `mean_confidence`
    (0..1), `frames` (of videos), `outputs` (a list), `rle` (the mask, where it was asked for, as
    COCO's run lengths: `pycocotools.mask.decode({"size": [height, width], "counts": rle})`), and
    `error`. What is not known is null.

    Args:
        records: Gives all records, as often as it is called.
        file: Gets the table.

    Returns:
        The number of rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    keep = iter(_is_last(records()).tolist())
    last = (record for record in records() if next(keep))
    rows = 0
    with pq.ParquetWriter(file, schema(), compression="zstd") as writer:
        while batch := list(islice(last, _ROWS)):
            writer.write_table(pa.Table.from_pylist([_row(one) for one in batch], schema()))
            rows += len(batch)
    return rows


def write_results(manifest: Manifest, place: Place) -> None:
    """Write the table of all that a manifest holds beside it.

    Raises:
        OutputError: It cannot be written.
    """
    with TemporaryFile() as file:
        write_table(manifest.records, file)
        file.seek(0)
        place.write(NAME, file.read())


def schema() -> "pa.Schema":
    """Return the columns of the table."""
    import pyarrow as pa

    return pa.schema(
        {
            "source": pa.string(),
            "time": pa.timestamp("s", tz="UTC"),
            "width": pa.int32(),
            "height": pa.int32(),
            "road_fraction": pa.float64(),
            "mean_confidence": pa.float64(),
            "frames": pa.int64(),
            "outputs": pa.list_(pa.string()),
            "rle": pa.string(),
            "error": pa.string(),
        }
    )


def _row(record: Record) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _SAME}
    return {**row, "time": datetime.fromisoformat(record.time), "outputs": list(record.outputs)}


def _is_last(records: Iterable[Record]) -> np.ndarray:
    """Tell of each record whether no later one is of the same input."""
    inputs = np.frombuffer(
        array("Q", (int(record.input, 16) for record in records)) or b"", np.uint64
    )
    backwards = np.unique(inputs[::-1], return_index=True)[1]
    last = np.zeros(len(inputs), np.bool_)
    last[len(inputs) - 1 - backwards] = True
    return last
