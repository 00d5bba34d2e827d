"""`dataset.toml` in a data set's folder: what its labels mean, where the layout cannot tell."""

from pathlib import Path

import msgspec

from roadeye.errors import InputError
from roadeye.heads import LabelHead
from roadeye.io.atomic import write_text
from roadeye.io.small_file import read_small

FILE = "dataset.toml"
MOST_BYTES = 1_000_000
_EXPECTED = 'expected a line such as labels = "road", or "drivable".'
_OLD_KEY = "meaning"
_LONGEST_CAUSE = 200


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Describe a labelled data set.

    Attributes:
        labels: What its labels mean by road; empty for what its layout tells.
    """

    labels: LabelHead = ""


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
