"""`dataset.toml` in a data set's folder: what its labels mean, where the layout cannot tell."""

from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from roadeye.data.labels import LabelMap
from roadeye.errors import InputError
from roadeye.heads import LabelHead
from roadeye.io.atomic import write_text
from roadeye.io.small_file import read_small

FILE = "dataset.toml"
MOST_BYTES = 1_000_000
_EXPECTED = 'expected a line such as labels = "road", or "drivable".'
_OLD_KEY = "meaning"
_LONGEST_CAUSE = 200

ClassNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=255)]


class LabelValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the class numbers in the masks mean.

    Attributes:
        road: The numbers that mean road.
        ignored: The numbers of pixels that do not count. All other numbers mean not road.
    """

    road: Annotated[frozenset[ClassNumber], msgspec.Meta(min_length=1)]
    ignored: frozenset[ClassNumber] = frozenset()

    def label_map(self) -> LabelMap:
        """Return the table of all 256 numbers."""
        others = frozenset(range(256)) - self.road - self.ignored
        return LabelMap(f"{FILE}'s", self.road, others, self.ignored - self.road)


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Describe a labelled data set.

    Attributes:
        labels: The head that the labels teach; empty if the layout says it.
        values: What the class numbers in masks mean, in a layout of plain folders. Without it, 255
            is road, 0 is not, and 128 does not count.
    """

    labels: LabelHead = ""
    values: LabelValues | None = None


def read_description(root: Path) -> Description:
    """Read the description of a data set, if it has one.

    Args:
        root: The data set's folder.

    Raises:
        InputError: The file is there but cannot be read.
    """
    path = root / FILE
    try:
        content = msgspec.toml.decode(read_small(path, MOST_BYTES), type=dict[str, object])
        if _OLD_KEY in content:
            raise InputError(
                f"{path} has {_OLD_KEY!r}, the former name of a key; write labels = "
                '"road" for what was "all", or "drivable" for what was "reachable".',
                code="old-key",
            )
        return msgspec.convert(content, Description)
    except FileNotFoundError:
        return Description()
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply; {_EXPECTED}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {str(error)[:_LONGEST_CAUSE]}; {_EXPECTED}") from error
    except ValueError as error:  # Python's own, of a number with thousands of digits
        raise InputError(f"{path} holds a number too long to read; {_EXPECTED}") from error


def write_description(root: Path, description: Description) -> None:
    """Write the description of a data set.

    Raises:
        OutputError: The file cannot be written.
    """
    write_text(root / FILE, f'labels = "{description.labels}"\n')
