"""Read and write what an ONNX file says about itself: entries of its `metadata_props`.

An ONNX file is a protocol buffer, a row of fields in any order; those that repeat, as
`metadata_props` does, may stand apart. Ours stand at the end, so that they are found, and a digest
is checked, without a parser of the whole. Field numbers are those of `onnx.proto`.
"""

from collections.abc import Iterator
from dataclasses import replace

from roadeye.errors import ModelError
from roadeye.model.container import ModelFile
from roadeye.model.seal import DIGEST_NAME, HEX_LENGTH, require_seal, sealed
from roadeye.model.spec import ModelSpec

SPEC_KEY = b"roadeye"
_KEY, _VALUE, _METADATA_PROPS = b"\x0a", b"\x12", b"\x72"  # field 1, 2 and 14, all of bytes
_FIXED_LENGTHS = {1: 8, 5: 4}
_BYTES, _VARINT = 2, 0


def read_spec(file: ModelFile) -> ModelSpec:
    """Return the spec of an ONNX model file whose digest fits its content.

    Raises:
        ModelError: The file has no spec, or was altered.
    """
    require_seal(file.content, _seal_start())
    found = None
    for field in _fields(file.content):
        if field.startswith(_METADATA_PROPS):
            key, value = _pair(field)
            found = value if key == SPEC_KEY else found
    if found is None:
        raise ModelError("it is an ONNX file that does not describe itself.", code="foreign")
    return ModelSpec.from_json(found)


def with_spec(file: ModelFile, spec: ModelSpec) -> ModelFile:
    """Return an ONNX file with this spec in it, and a digest of the whole.

    Raises:
        ModelError: The content is no protocol buffer.
    """
    ours = (SPEC_KEY, DIGEST_NAME.encode())
    kept = [
        field
        for field in _fields(file.content)
        if not (field.startswith(_METADATA_PROPS) and _pair(field)[0] in ours)
    ]
    content = b"".join([*kept, _entry(SPEC_KEY, spec.to_json()), _seal_start()])
    return replace(file, content=sealed(content))


def _entry(key: bytes, value: bytes) -> bytes:
    pair = _KEY + _varint(len(key)) + key + _VALUE + _varint(len(value)) + value
    return _METADATA_PROPS + _varint(len(pair)) + pair


def _seal_start() -> bytes:
    return _entry(DIGEST_NAME.encode(), bytes(HEX_LENGTH))[:-HEX_LENGTH]


def _fields(content: bytes) -> Iterator[bytes]:
    """Yield the fields of a message one by one, each with its tag.

    Raises:
        ModelError: The content is no protocol buffer, or is cut short.
    """
    start = 0
    while start < len(content):
        tag, stop = _read_varint(content, start)
        if tag & 7 == _BYTES:
            length, stop = _read_varint(content, stop)
            stop += length
        elif tag & 7 == _VARINT:
            _, stop = _read_varint(content, stop)
        else:
            stop += _FIXED_LENGTHS.get(tag & 7, len(content))
        if stop > len(content):
            raise ModelError("it is not an ONNX file, or is cut short.", code="foreign")
        yield content[start:stop]
        start = stop


def _pair(field: bytes) -> tuple[bytes, bytes]:
    """Return key and value of an entry of `metadata_props`."""
    _, start = _read_varint(field, len(_METADATA_PROPS))
    parts = {part[:1]: part[1 + _varint_length(part, 1) :] for part in _fields(field[start:])}
    return parts.get(_KEY, b""), parts.get(_VALUE, b"")


def _varint(number: int) -> bytes:
    """Return a number in groups of seven bits, lowest first.

    >>> _varint(300).hex()
    'ac02'
    """
    groups = []
    while True:
        number, group = number >> 7, number & 0x7F
        groups.append(group | (0x80 if number else 0))
        if not number:
            return bytes(groups)


def _read_varint(content: bytes, start: int) -> tuple[int, int]:
    """Return the number that starts at a place, and the place behind it."""
    number = 0
    for index in range(10):  # 64 bits
        if start + index >= len(content):
            break
        byte = content[start + index]
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return number, start + index + 1
    raise ModelError("it is not an ONNX file, or is cut short.", code="foreign")


def _varint_length(content: bytes, start: int) -> int:
    return _read_varint(content, start)[1] - start
