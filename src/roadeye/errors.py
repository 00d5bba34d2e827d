"""The one error a user can meet.

Everything that a user's input can cause raises [`RoadeyeError`][roadeye.errors.RoadeyeError] or a
subclass, with a message that says what was given, what was expected and what to do:

- `RoadeyeError`
    - `InputError`: a file or value that came from outside is missing, broken or of the wrong kind
    - `OutputError`: a result cannot be written where it was asked for
    - `ModelError`: a model file is not one of ours, is cut short, or does not fit the task
    - `MissingExtraError`: an optional dependency is not installed
"""


class RoadeyeError(Exception):
    """Base of all errors that a user's input can cause; its text is one readable sentence.

    Args:
        message: What was given, what was expected, what to do.
        code: A short name of the cause for programs, such as `"disk-full"`; `""` where none is
            needed.
    """

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class InputError(RoadeyeError):
    """A file or value that came from outside is missing, broken or of the wrong kind."""


class OutputError(RoadeyeError):
    """A result cannot be written where it was asked for."""


class ModelError(RoadeyeError):
    """A model file is not one of ours, is cut short, or does not fit the task."""


class MissingExtraError(RoadeyeError):
    """An optional dependency is not installed.

    Args:
        what: What the user asked for, such as `"training"`.
        extra: The name of the extra that brings it, such as `"train"`.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs more packages: run `pip install 'roadeye[{extra}]'`.")
