"""Read and write the named metadata entries of a TFLite file: where a model describes itself.

The TFLite schema gives a model a table of `(name, buffer)` pairs for such use; other programs
ignore names they do not know.
"""

import struct

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

from roadeye.errors import ModelError

IDENTIFIER = b"TFL3"
SPEC_ENTRY = "roadeye"
_ALIGNMENT = 16  # what the schema asks of tensor data; kernels may load it in whole registers


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


def read_entry(content: bytes, name: str = SPEC_ENTRY) -> bytes | None:
    """Return the metadata entry `name` of a TFLite file, or None if it has none.

    Args:
        content: The whole file.
        name: Name of the entry.

    Raises:
        ModelError: The content is no TFLite file, or is damaged.
    """
    if content[4:8] != IDENTIFIER:
        raise ModelError("it is not a TFLite file (its identifier is missing).")
    try:
        model = schema.Model.GetRootAs(content, 0)
        for index in range(model.MetadataLength()):
            entry = model.Metadata(index)
            if entry.Name() == name.encode():
                data = model.Buffers(entry.Buffer()).DataAsNumpy()
                return bytes(data) if not isinstance(data, int) else b""
    except (struct.error, IndexError, TypeError, AttributeError, ValueError) as error:
        raise ModelError("its structure is damaged (cut short?).") from error
    return None


def with_entry(content: bytes, entry: bytes, name: str = SPEC_ENTRY) -> bytes:
    """Return a TFLite file with the metadata entry `name` added or replaced.

    Everything else in the file keeps its meaning; tensor data stays aligned.

    Raises:
        ModelError: The content is no TFLite file.
    """
    if content[4:8] != IDENTIFIER:
        raise ModelError("it is not a TFLite file (its identifier is missing).")
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    model.metadata = model.metadata or []
    found = [item for item in model.metadata if item.name in (name, name.encode())]
    if found:
        model.buffers[found[0].buffer].data = entry
    else:
        model.metadata.append(schema.MetadataT(name=name, buffer=len(model.buffers)))
        model.buffers.append(schema.BufferT(data=entry))
    model.buffers = [_AlignedBuffer(data=buffer.data) for buffer in model.buffers]
    builder = flatbuffers.Builder(len(content) + len(entry) + 1024)
    builder.Finish(model.Pack(builder), file_identifier=IDENTIFIER)
    return bytes(builder.Output())
