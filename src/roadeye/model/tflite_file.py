"""Read and write the named metadata entries of a TFLite file: where a model describes itself.

The TFLite schema gives a model a table of `(name, buffer)` pairs for such use; other programs
ignore names they do not know. One entry is the spec, another a digest of the whole file: flatbuffers
have no checksum of their own, and altered weights would give a wrong mask without an error. A file
of one input size has the standard metadata too, for programs that know no other.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import replace

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

from roadeye.errors import ModelError
from roadeye.model.container import ModelFile
from roadeye.model.seal import DIGEST_NAME
from roadeye.model.spec import ModelSpec
from roadeye.model.tflite_metadata import STANDARD_ENTRY, standard_metadata, with_labels

IDENTIFIER = b"TFL3"
SPEC_ENTRY = "roadeye"
DIGEST_ENTRY = DIGEST_NAME
_NO_DIGEST = bytes(hashlib.sha256().digest_size)
_ALIGNMENT = 16  # what the schema asks of tensor data; kernels may load it in whole registers
_DAMAGED = (struct.error, IndexError, TypeError, AttributeError, ValueError, OverflowError)


class _AlignedBuffer(schema.BufferT):  # type: ignore[misc]
    """A buffer that keeps its data aligned when it is packed, which the generated code does not."""

    def Pack(self, builder: flatbuffers.Builder) -> int:  # noqa: N802, named by flatbuffers
        if self.data is None:
            return int(super().Pack(builder))
        content = bytes(self.data)
        builder.StartVector(1, len(content), _ALIGNMENT)
        builder.head = builder.head - len(content)
        builder.Bytes[builder.head : builder.head + len(content)] = content
        data = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, data)
        return int(schema.BufferEnd(builder))


def read_spec(file: ModelFile) -> ModelSpec:
    """Return the spec of a TFLite model file whose digest fits its content.

    Raises:
        ModelError: The content is no TFLite file, has no spec, or was altered.
    """
    content = file.content
    text = read_entry(content, SPEC_ENTRY)
    if text is None:
        raise ModelError("it is a TFLite file that does not describe itself.", code="foreign")
    spec = ModelSpec.from_json(text)
    place = _place_of(content, DIGEST_ENTRY)
    if place is None or content[place] != _digest(content, place):
        raise ModelError("its content does not fit the digest in it: it was altered or damaged.")
    return spec


def with_spec(file: ModelFile, spec: ModelSpec) -> ModelFile:
    """Return a TFLite file with this spec in it, and a digest of the whole.

    Raises:
        ModelError: The content is no TFLite file.
    """
    one_size = len(spec.input_sizes) == 1
    standard = {STANDARD_ENTRY: standard_metadata(spec)} if one_size else {}
    entries = {SPEC_ENTRY: spec.to_json(), **standard, DIGEST_ENTRY: _NO_DIGEST}
    unsigned = with_entries(file.content, entries)
    if one_size:
        unsigned = with_labels(unsigned, spec)
    place = _place_of(unsigned, DIGEST_ENTRY)
    if place is None:
        raise ModelError("its structure is damaged (cut short?).")
    content = unsigned[: place.start] + _digest(unsigned, place) + unsigned[place.stop :]
    return replace(file, content=content)


def read_entry(content: bytes, name: str) -> bytes | None:
    """Return the metadata entry `name` of a TFLite file, or None if it has none.

    Raises:
        ModelError: The content is no TFLite file, or is damaged.
    """
    place = _place_of(content, name)
    return None if place is None else content[place]


def with_entries(content: bytes, entries: Mapping[str, bytes]) -> bytes:
    """Return a TFLite file with metadata entries added or replaced, by their names.

    The network keeps its meaning, and tensor data stays aligned. What lies behind the model is
    left out.

    Raises:
        ModelError: The content is no TFLite file.
    """
    _require_tflite(content)
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    model.metadata = model.metadata or []
    for name, entry in entries.items():
        found = [item for item in model.metadata if item.name in (name, name.encode())]
        if found:
            model.buffers[found[0].buffer].data = entry
        else:
            model.metadata.append(schema.MetadataT(name=name, buffer=len(model.buffers)))
            model.buffers.append(schema.BufferT(data=entry))
    model.buffers = [_AlignedBuffer(data=buffer.data) for buffer in model.buffers]
    builder = flatbuffers.Builder(len(content) + sum(map(len, entries.values())) + 1024)
    builder.Finish(model.Pack(builder), file_identifier=IDENTIFIER)
    return bytes(builder.Output())


def _place_of(content: bytes, name: str) -> slice | None:
    """Return where in the file the data of an entry lies."""
    _require_tflite(content)
    try:
        model = schema.Model.GetRootAs(content, 0)
        for index in range(model.MetadataLength()):
            entry = model.Metadata(index)
            if entry.Name() == name.encode():
                table = model.Buffers(entry.Buffer())._tab  # noqa: SLF001  the only way to the place
                field = table.Offset(4)  # of `data`, the first field of a buffer
                if not field:
                    return slice(0, 0)
                start = int(table.Vector(field))
                stop = start + int(table.VectorLen(field))
                if not 0 <= start <= stop <= len(content):
                    raise ModelError("its structure is damaged (cut short?).")
                return slice(start, stop)
    except _DAMAGED as error:
        raise ModelError("its structure is damaged (cut short?).") from error
    return None


def _digest(content: bytes, place: slice) -> bytes:
    """Return the SHA-256 of a file as if the digest in it were zeros."""
    found = hashlib.sha256(memoryview(content)[: place.start])
    found.update(bytes(place.stop - place.start))
    found.update(memoryview(content)[place.stop :])
    return found.digest()


def _require_tflite(content: bytes) -> None:
    if content[4:8] != IDENTIFIER:
        raise ModelError("it is not a TFLite file (its identifier is missing).", code="foreign")
