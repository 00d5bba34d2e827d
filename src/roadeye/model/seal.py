"""A digest at the end of a model file, so that damage is found before any runtime reads it."""

import hashlib

from roadeye.errors import ModelError

DIGEST_NAME = "roadeye_sha256"
"""What the digest is called in every format."""

HEX_LENGTH = 2 * hashlib.sha256().digest_size


def sealed(content: bytes, end: bytes = b"") -> bytes:
    """Return `content`, the SHA-256 of it as hexadecimal text, and `end`."""
    return content + hashlib.sha256(content).hexdigest().encode() + end


def require_seal(content: bytes, start: bytes, end: bytes = b"") -> None:
    """Make sure that a file ends as `sealed` left it.

    Args:
        content: The whole file.
        start: What stands before the digest.
        end: What stands behind it.

    Raises:
        ModelError: There is no digest at its place, or it is another file's.
    """
    signed = content[: len(content) - HEX_LENGTH - len(end)]
    if not (content.endswith(end) and signed.endswith(start)):
        raise ModelError("it does not describe itself, or was cut short.", code="foreign")
    if sealed(signed, end) != content:
        raise ModelError("its content does not fit the digest in it: it was altered or damaged.")
