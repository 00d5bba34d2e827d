"""Turn whatever a decoder raises into one sentence that names the file and the cause."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from roadeye.errors import InputError, RoadeyeError

ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,  # an unknown method of compression, or the flag of encryption
)
"""What Python raises on zip archives, `.npz` files included, that are cut short or altered."""

_OPENCV_NO_MEMORY = -4  # cv2.Error.StsNoMem
_LONGEST_REASON = 200  # characters: some decoders quote the file


@contextmanager
def named(name: str) -> Iterator[None]:
    """Raise every error of the block as one about the input called `name`.

    Decoders are known to raise far more than they document for damaged files (RecursionError,
    KeyError, struct.error, bare MemoryError), so nothing is left out.

    Raises:
        InputError: The block raised anything; errors of roadeye's own pass unchanged.
    """
    try:
        yield
    except RoadeyeError:
        raise
    except MemoryError as error:
        raise out_of_memory(name) from error
    except Exception as error:
        if getattr(error, "code", None) == _OPENCV_NO_MEMORY:
            raise out_of_memory(name) from error
        raise InputError(
            f"{name} is damaged or was cut short ({reason(error)}); copy or download it again.",
            code="damaged",
        ) from error


def out_of_memory(name: str) -> InputError:
    """Return the error of an input that needs more memory than there is."""
    return InputError(
        f"out of memory while reading {name}; close other programs or make it smaller.",
        code="out-of-memory",
    )


def unforeseen(what: str, error: Exception) -> InputError:
    """Return the error of an input that raised what nobody foresaw; `what` cannot be done."""
    told = InputError(f"{what} ({type(error).__name__}: {reason(error)}).", code="unforeseen")
    told.__cause__ = error
    return told


def reason(error: BaseException) -> str:
    """Return the words of an error on one line, or its type where it has none.

    >>> reason(MemoryError()), reason(ValueError("not a number"))
    ('MemoryError', 'not a number')
    """
    strerror = getattr(error, "strerror", None)
    words = " ".join(str(strerror or error).split()) or type(error).__name__
    return words if len(words) <= _LONGEST_REASON else f"{words[:_LONGEST_REASON]}…"
