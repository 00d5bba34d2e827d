"""Tell a picture that an encoder refuses from a file that cannot be written."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av

from roadeye.errors import InputError
from roadeye.io.atomic import output_error
from roadeye.io.faults import reason
from roadeye.io.video_format import VideoFormat

_OF_THE_FILE = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.ENOENT,
        errno.ENOSPC,
        errno.EPERM,
        errno.EROFS,
    }
)


@contextmanager
def encoding(path: Path, form: VideoFormat, shape: Sequence[int]) -> Iterator[None]:
    """Translate what PyAV raises while it encodes a frame of this shape, height first.

    Raises:
        InputError: The encoder refuses the frame.
        OutputError: The file cannot be written.
    """
    height, width = shape[:2]
    try:
        yield
    except MemoryError as error:
        raise InputError(
            f"out of memory while encoding frames of {width}×{height} pixels for {path}; make "
            "them smaller.",
            code="out-of-memory",
        ) from error
    except (av.FFmpegError, OSError, ValueError, ArithmeticError) as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_FILE:
            raise output_error(path, error) from error
        raise InputError(
            f"frames of {width}×{height} pixels cannot be written to {path}: the {form.name} "
            f"encoder refuses them ({reason(error)}).",
            code="encoder-refuses",
        ) from error
