"""The errors that a user can meet.

Everything that a user's input can cause raises [`RoadeyeError`][roadeye.errors.RoadeyeError] or a
subclass, with a message that says what was given, what was expected and what to do:

- `RoadeyeError`
    - `InputError`: a file or value from outside is missing, broken or of the wrong kind
    - `OutputError`: a result cannot be written where it was asked for
    - `ModelError`: a model file is not one of ours, is damaged, or does not fit the task
    - `MissingExtraError`: an optional dependency is not installed

The library speaks of things; a program that calls it adds what its own users can do. For that an
error carries a `code`, such as `"disk-full"`, and `facts`, such as `{"path": ...}`.
"""


class RoadeyeError(Exception):
    """Base of all errors that a user's input can cause; its text is one readable sentence.

    Args:
        message: What was given, what was expected, what to do.
        code: A short name of the cause for programs, such as `"disk-full"`; `""` where none is
            needed.
        **facts: What a program needs to word its own advice.
    """

    def __init__(self, message: str = "", *, code: str = "", **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the facts, so that a worker process can hand the error over."""
        return _rebuild, (type(self), str(self), self.code, self.facts)


class InputError(RoadeyeError):
    """A file or value from outside is missing, broken or of the wrong kind."""


class OutputError(RoadeyeError):
    """A result cannot be written where it was asked for."""


class ModelError(RoadeyeError):
    """A model file is not one of ours, is damaged, or does not fit the task."""


class MissingExtraError(RoadeyeError):
    """An optional dependency is not installed.

    Args:
        what: What the user asked for, such as `"training"`.
        extra: The name of the extra that brings it, such as `"train"`.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs packages that are not installed: run `pip install '.[{extra}]'` in a clone "
            f"of roadeye, or `pip install 'roadeye[{extra}]'`.",
            code="missing-extra",
            extra=extra,
        )


def _rebuild(
    kind: type[RoadeyeError], message: str, code: str, facts: dict[str, object]
) -> RoadeyeError:
    error = kind.__new__(kind)
    RoadeyeError.__init__(error, message, code=code, **facts)
    return error
