"""See whether an optional package is there before a command needs it."""

from importlib.util import find_spec

from roadeye.errors import MissingExtraError


def require(package: str, what: str, extra: str) -> None:
    """Make sure that an optional package is installed, without importing it.

    Args:
        package: The package.
        what: What the user asked for, such as `"training"`.
        extra: The extra of roadeye that brings the package.

    Raises:
        MissingExtraError: It is not installed.
    """
    if find_spec(package) is None:
        raise MissingExtraError(what, extra)


def require_tensorflow(what: str) -> None:
    """Make sure that TensorFlow is installed, without importing it.

    Args:
        what: What the user asked for, such as `"training"`.

    Raises:
        MissingExtraError: It is not installed.
    """
    require("tensorflow", what, "train")
