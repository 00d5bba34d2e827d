"""Objects in stores such as S3, by their addresses: one place that knows fsspec and its errors."""

import re
from typing import Any

from roadeye.errors import InputError, MissingExtraError

_ADDRESS = re.compile(r"(s3|gs|az|abfs|memory)://")
_PACKAGES = {"gs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "s3": "s3fs"}


def is_address(text: str) -> bool:
    """Tell an address in an object store from a path.

    >>> is_address("s3://bucket/drive"), is_address("drive/s3")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def joined(out: str, name: str) -> str:
    """Return the path or address of a name below a folder.

    >>> joined("s3://bucket/out/", "a b%_mask.png"), joined("out", "a/b.png")
    ('s3://bucket/out/a b%_mask.png', 'out/a/b.png')
    """
    return f"{out.rstrip('/')}/{name}" if out != "/" else f"/{name}"


def open_store(address: str) -> tuple[Any, str]:
    """Open the store of an address; credentials come from where its own tools look for them.

    Returns:
        The fsspec file system, and the address's path in it.

    Raises:
        MissingExtraError: fsspec is not installed.
        InputError: The package for this kind of store is missing, or the address is none.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError("an object store", "cloud") from error
    kind = address.partition("://")[0]
    try:
        store, path = url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        raise InputError(
            f"{kind}:// needs the package {_PACKAGES.get(kind, kind)}: install it with pip.",
            code="missing-extra",
        ) from error
    except Exception as error:
        raise InputError(f"{address}: {store_fault(error)}.", code="store") from error
    if not path.strip("/") and kind != "memory":
        raise InputError(f"{address} names no bucket; it begins as {kind}://BUCKET/FOLDER.")
    return store, path.rstrip("/")


def store_fault(error: BaseException) -> str:
    """Say in a few words why a store did not answer.

    The error's own text is not repeated: it may hold signed addresses or keys.
    """
    name = type(error).__name__
    if isinstance(error, FileNotFoundError):
        return "there is no such object or bucket"
    if isinstance(error, PermissionError):
        return "access is denied: check the credentials and what they allow"
    if "Credential" in name:
        return "no credentials were found where the store's own tools look for them"
    if "Connect" in name or "Timeout" in name:
        return f"the store cannot be reached ({name})"
    return f"the store answers with an error ({name})"
