"""Where the outputs of a picture go, and the check that none of them is an input."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from roadeye.errors import InputError, OutputError


class Kind(StrEnum):
    """What can be written for a picture."""

    OVERLAY = "overlay"
    MASK = "mask"
    PROBABILITY = "prob"


_ENDINGS = {
    Kind.OVERLAY: "_overlay.jpg",
    Kind.MASK: "_mask.png",
    Kind.PROBABILITY: "_prob.png",
}


def parse_kinds(text: str) -> tuple[Kind, ...]:
    """Read a list of kinds, such as `"overlay,mask"`.

    >>> [kind.value for kind in parse_kinds("mask, overlay")]
    ['mask', 'overlay']

    Raises:
        InputError: A word is not a kind, or there is none.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = [kind.value for kind in Kind]
    for word in words:
        if word not in known:
            raise InputError(f"--save {text!r}: {word!r} is none of {', '.join(known)}.")
    if not words:
        raise InputError(f"--save {text!r} names nothing; give some of {', '.join(known)}.")
    return tuple(dict.fromkeys(Kind(word) for word in words))


def output_paths(folder: Path, name: str, kinds: Sequence[Kind]) -> dict[Kind, Path]:
    """Return the file of each kind for the picture called `name`."""
    return {kind: folder / f"{name}{_ENDINGS[kind]}" for kind in kinds}


def is_folder_name(out: str) -> bool:
    """Tell whether what was given for the output is a folder, to be made or there already.

    >>> is_folder_name("my.out/"), is_folder_name("my.out")
    (True, False)
    """
    return out.endswith(("/", "\\")) or Path(out).is_dir()


def refuse_overwriting(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Check that no output is the same file as an input, by whatever path either is named.

    Raises:
        OutputError: One is.
    """
    read = {identity: path for path in inputs if (identity := _identity(path)) is not None}
    for output in outputs:
        identity = _identity(output)
        if identity is not None and identity in read:
            raise OutputError(
                f"writing {output} would overwrite the input {read[identity]}; nothing was "
                "written: choose another folder with -o."
            )


def make_folder(folder: Path) -> None:
    """Make a folder for outputs, if there is none.

    Raises:
        OutputError: It cannot be made, or it is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot make the folder {folder}: {reason}; choose another with -o."
        ) from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None  # it does not exist: nothing to overwrite
    return status.st_dev, status.st_ino
