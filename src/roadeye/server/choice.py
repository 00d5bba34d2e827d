"""Read what a client asks for out of the address."""

from starlette.requests import Request

from roadeye.errors import InputError
from roadeye.inference.crop import parse_rows
from roadeye.server.models import Choice
from roadeye.server.problem_details import Problem

PARAMETERS = ("model", "head", "threshold", "crop")


def read_choice(request: Request) -> Choice:
    """Read the parameters `model`, `head`, `threshold` and `crop`.

    Raises:
        Problem: One is unknown, given twice, or makes no sense.
        InputError: The crop cannot be read.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in PARAMETERS or name in given:
            raise Problem(
                "unknown-parameter",
                f"the parameter {name[:40]!r} is unknown or given twice; there are: "
                f"{', '.join(PARAMETERS)}.",
            )
        given[name] = value
    return Choice(
        model=given.get("model"),
        head=given.get("head"),
        threshold=None if "threshold" not in given else _number(given["threshold"]),
        rows=None if "crop" not in given else parse_rows(given["crop"]),
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError(
            f"the threshold {text[:40]!r} is not a number; give a probability from 0 to 1.",
            code="bad-threshold",
        ) from error
