"""TFLite's standard metadata: how MediaPipe and its like prepare a picture and name the heads.

The tables follow MediaPipe's `metadata_schema.fbs`, version 1.0.0. The labels lie in a ZIP archive
behind the model, where that schema keeps its files.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import flatbuffers
import numpy as np

from roadeye.model.checks import INPUT, OUTPUT
from roadeye.model.spec import ModelSpec

STANDARD_ENTRY = "TFLITE_METADATA"
LABELS_FILE = "labels.txt"
_IDENTIFIER = b"M001"
_PARSER = "1.0.0"

_MODEL = (
    "name", "description", "version", "subgraphs", "author", "license", "files", "parser",
)  # fmt: skip
_SUBGRAPH = ("name", "description", "inputs", "outputs")
_TENSOR = ("name", "description", "dimensions", "content", "process", "stats", "files")
_CONTENT = ("kind", "properties")
_IMAGE = ("colours",)
_PROCESS = ("kind", "options")
_NORMALIZATION = ("mean", "std")
_FILE = ("name", "description", "kind")

_IMAGE_PROPERTIES, _RGB, _NORMALIZATION_OPTIONS, _AXIS_LABELS = 2, 1, 1, 2  # kinds and enums


@dataclass(frozen=True)
class _Table:
    """A flatbuffers table: its fields in the schema's order, and those that it has.

    A number is one byte: the kind of a union, or an enum.
    """

    fields: tuple[str, ...]
    values: "Mapping[str, _Value]"


_Value: TypeAlias = "int | str | np.ndarray | _Table | Sequence[_Table]"


def standard_metadata(spec: ModelSpec) -> bytes:
    """Return the metadata of a TFLite file that has one input size and float ends."""
    plain = _Table(_NORMALIZATION, {"mean": np.zeros(1, np.float32), "std": np.ones(1, np.float32)})
    pixels = _Table(
        _TENSOR,
        {
            "name": INPUT,
            "description": "RGB, 0 to 255.",
            "content": _Table(
                _CONTENT,
                {"kind": _IMAGE_PROPERTIES, "properties": _Table(_IMAGE, {"colours": _RGB})},
            ),
            "process": [_Table(_PROCESS, {"kind": _NORMALIZATION_OPTIONS, "options": plain})],
        },
    )
    labels = _Table(_FILE, {"name": LABELS_FILE, "kind": _AXIS_LABELS})
    probabilities = _Table(
        _TENSOR,
        {"name": OUTPUT, "description": "0 to 1, a channel for each head.", "files": [labels]},
    )
    graph = _Table(_SUBGRAPH, {"inputs": [pixels], "outputs": [probabilities]})
    builder = flatbuffers.Builder(1024)
    root = _Table(
        _MODEL,
        {
            "name": spec.name,
            "description": spec.description,
            "version": spec.version,
            "subgraphs": [graph],
            "license": spec.licence,
            "parser": _PARSER,
        },
    )
    builder.Finish(_written(builder, root), file_identifier=_IDENTIFIER)
    return bytes(builder.Output())


def with_labels(content: bytes, spec: ModelSpec) -> bytes:
    """Return a TFLite file with an archive behind it that names the heads, one a line.

    The same file and spec give the same bytes.
    """
    whole = io.BytesIO()
    whole.write(content)
    names = "".join(f"{head.name or 'road'}\n" for head in spec.heads)
    with zipfile.ZipFile(whole, "w") as archive:  # begins where the model ends
        archive.writestr(zipfile.ZipInfo(LABELS_FILE), names)
    return whole.getvalue()


def _written(builder: flatbuffers.Builder, table: _Table) -> int:
    """Write a table, its parts first, as flatbuffers asks; return its place."""
    places = {name: _placed(builder, value) for name, value in table.values.items()}
    builder.StartObject(len(table.fields))
    for slot, name in enumerate(table.fields):
        if name not in places:
            continue
        if isinstance(table.values[name], int):
            builder.PrependUint8Slot(slot, places[name], 0)
        else:
            builder.PrependUOffsetTRelativeSlot(slot, places[name], 0)
    return int(builder.EndObject())


def _placed(builder: flatbuffers.Builder, value: _Value) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(builder.CreateString(value))
    if isinstance(value, np.ndarray):
        return int(builder.CreateNumpyVector(value))
    if isinstance(value, _Table):
        return _written(builder, value)
    tables = [_written(builder, one) for one in value]
    builder.StartVector(4, len(tables), 4)
    for place in reversed(tables):
        builder.PrependUOffsetTRelative(place)
    return int(builder.EndVector())
