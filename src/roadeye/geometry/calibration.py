"""Camera calibrations as KITTI Road writes them: from the road in metres to pixels of camera 2."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from jaxtyping import Float64

from roadeye.errors import InputError

Matrix33: TypeAlias = Float64[np.ndarray, "3 3"]
Matrix34: TypeAlias = Float64[np.ndarray, "3 4"]
Matrix44: TypeAlias = Float64[np.ndarray, "4 4"]

P2 = "P2"
R0_RECT = "R0_rect"
CAM_TO_ROAD = "Tr_cam_to_road"
SHAPES = {P2: (3, 4), R0_RECT: (3, 3), CAM_TO_ROAD: (3, 4)}

MAX_BYTES = 1 << 20  # a real file has 2 kB
SMALLEST_RECIPROCAL_CONDITION = 1e-9  # KITTI's projections have about 1e-3


@dataclass(frozen=True, eq=False)
class Calibration:
    """Hold what maps a point of the road to a pixel of camera 2.

    A road point (x right, y down, z forward, metres; the road is the plane y = 0) becomes the
    pixel `p2 · r0_rect · inverse(cam_to_road) · (x, y, z, 1)`, divided by its third coordinate.

    Attributes:
        p2: Projection of rectified camera coordinates to pixels.
        r0_rect: Rotation of camera 0 to rectified coordinates.
        cam_to_road: From camera to road coordinates: a rotation and a shift in metres.
        size: Height and width of the pictures it belongs to, where the file tells.
    """

    p2: Matrix34
    r0_rect: Matrix33
    cam_to_road: Matrix34
    size: tuple[int, int] | None = None

    @property
    def road_to_image(self) -> Matrix34:
        """Return the projection of road coordinates (metres) to homogeneous pixels."""
        projection: Matrix34 = (
            self.p2 @ _square(self.r0_rect) @ np.linalg.inv(_square(self.cam_to_road))
        )
        return projection


def parse_calibration(content: bytes, source: str) -> Calibration:
    """Parse the text of a KITTI calibration file.

    Every line is `KEY: number …`; `P2` and `Tr_cam_to_road` have 12 numbers, `R0_rect` has 9, row
    by row. Other keys are passed over.

    Args:
        content: What the file holds.
        source: How to name the file in messages.

    Raises:
        InputError: It is not text, a line is malformed, a key is missing or a matrix is singular.
    """
    found: dict[str, np.ndarray] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(_text(content, source).splitlines(), start=1):
        if not line.strip():
            continue
        key, colon, values = line.partition(":")
        key = key.strip()
        if not colon:
            raise InputError(
                f"{source}, line {number}: expected `KEY: numbers`, got {_shown(line)}; "
                "take the file from the data set again."
            )
        if key not in SHAPES:
            continue
        if key in found:
            raise InputError(
                f"{source}, line {number}: {key} is given a second time (first in line "
                f"{lines[key]}); remove one of them."
            )
        found[key] = _matrix(values, key, f"{source}, line {number}")
        lines[key] = number
    missing = [key for key in SHAPES if key not in found]
    if missing:
        last = max(content.count(b"\n"), 1)
        raise InputError(
            f"{source}, lines 1 to {last}: {', '.join(missing)} missing; expected "
            f"{', '.join(SHAPES)} (the calib files of the KITTI Road data set have them)."
        )
    for key, part in (
        (P2, found[P2][:, :3]),
        (R0_RECT, found[R0_RECT]),
        (CAM_TO_ROAD, found[CAM_TO_ROAD][:, :3]),
    ):
        if 1 / np.linalg.cond(part) < SMALLEST_RECIPROCAL_CONDITION:
            raise InputError(
                f"{source}, line {lines[key]}: the matrix {key} is singular, so no point of the "
                "road can be computed from it; take the file from the data set again."
            )
    return Calibration(found[P2], found[R0_RECT], found[CAM_TO_ROAD])


def format_calibration(calibration: Calibration) -> str:
    """Return the text of a KITTI calibration file that reads back bit for bit."""
    parts = (
        (P2, calibration.p2),
        (R0_RECT, calibration.r0_rect),
        (CAM_TO_ROAD, calibration.cam_to_road),
    )
    return "".join(
        f"{key}: {' '.join(f'{value:.17e}' for value in part.ravel())}\n" for key, part in parts
    )


def read_calibration(path: Path) -> Calibration:
    """Read a calibration: a KITTI `calib` file, or the TOML file of a pinhole camera.

    Raises:
        InputError: The file is missing or malformed; the message names the line.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise InputError(f"{path} is not a regular file; give a calibration.")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot read the calibration {path}: {error.strerror or error}; expected a KITTI "
            "calib file (calib/um_000000.txt) or a .toml file with a pinhole camera."
        ) from error
    if len(content) > MAX_BYTES:
        raise InputError(
            f"{path}: more than {MAX_BYTES} bytes, so not a calibration (a real one has 2 kB); "
            "give the file from the folder `calib`."
        )
    if path.suffix.lower() == ".toml":
        from roadeye.geometry.pinhole import parse_pinhole

        return parse_pinhole(content, str(path)).calibration()
    return parse_calibration(content, str(path))


def _text(content: bytes, source: str) -> str:
    if not content.strip():
        raise InputError(f"{source}, line 1: the file is empty; expected {', '.join(SHAPES)}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _not_text(source, line) from error
    for position, character in enumerate(text):
        if not (character.isprintable() or character in "\t\r\n"):
            raise _not_text(source, text.count("\n", 0, position) + 1)
    return text


def _not_text(source: str, line: int) -> InputError:
    return InputError(
        f"{source}, line {line}: not text (binary data), so the file is damaged or no "
        "calibration; take it from the data set again."
    )


def _matrix(values: str, key: str, place: str) -> Float64[np.ndarray, "rows columns"]:
    shape = SHAPES[key]
    words = values.split()
    count = shape[0] * shape[1]
    if len(words) != count:
        raise InputError(
            f"{place}: {key} has {len(words)} numbers, expected {count} ({shape[0]}x{shape[1]}, "
            "row by row); the file may be cut short: take it from the data set again."
        )
    numbers = []
    for position, word in enumerate(words, start=1):
        try:
            value = float(word)
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            raise InputError(
                f"{place}: value {position} of {key} is {_shown(word)}, expected a finite number."
            )
        numbers.append(value)
    return np.array(numbers, np.float64).reshape(shape)


def _square(matrix: Float64[np.ndarray, "3 columns"]) -> Matrix44:
    square = np.eye(4)
    square[:3, : matrix.shape[1]] = matrix
    return square


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
