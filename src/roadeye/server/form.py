"""Take the picture out of a form (multipart/form-data), in memory."""

from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from roadeye.server.problem_details import Problem

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD = "image"
_MOST_PARTS = 20
_NONE = f"the form holds no file in a field {FIELD!r}; send one, such as `-F {FIELD}=@street.jpg`."


def picture_of_form(content_type: str, body: bytes) -> bytes:
    """Return the content of the file in the field `image`.

    Args:
        content_type: The header of the request, which names the boundary.
        body: The whole body.

    Raises:
        Problem: The form cannot be read, or holds no such file, several, or other fields.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    if not boundary:
        raise Problem("bad-request", "the form's Content-Type names no boundary.")
    form = _Form()
    try:
        parser = MultipartParser(boundary, form.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise Problem(
            "bad-request", "the form cannot be read: it is damaged or was cut short."
        ) from error
    if not form.ended:
        raise Problem("bad-request", "the form has no end: it was cut short.")
    names = [name for name, _ in form.parts]
    if other := [name for name in names if name != FIELD]:
        raise Problem(
            "unknown-parameter",
            f"the form has a field {other[0][:40]!r}; it takes a file in {FIELD!r} alone, and "
            "options go into the address.",
        )
    if len(names) > 1:
        raise Problem("several-pictures", f"the form holds {len(names)} pictures; send one.")
    if not names or not form.parts[0][1]:
        raise Problem("no-picture", _NONE)
    return bytes(form.parts[0][1])


class _Form:
    """Collect the parts while they are parsed."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, bytearray]] = []
        self.ended = False
        self._name = bytearray()
        self._value = bytearray()
        self._field = ""

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._field = ""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            name = parse_options_header(bytes(self._value))[1].get(b"name", b"")
            self._field = name.decode("utf-8", "replace")
        self._name.clear()
        self._value.clear()

    def _headers_end(self) -> None:
        if len(self.parts) >= _MOST_PARTS:
            raise Problem(
                "several-pictures", f"the form has more than {_MOST_PARTS} parts; send one."
            )
        self.parts.append((self._field, bytearray()))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1][1].extend(memoryview(data)[start:end])

    def _end(self) -> None:
        self.ended = True
