"""What is added to the message of an error, by its code and by the command that met it."""

import pytest

from roadeye.cli.hints import worded
from roadeye.errors import InputError


@pytest.mark.parametrize(
    ("code", "command", "added"),
    [
        ("bad-size", "export", " Set it with --size."),
        ("too-many-pixels", "predict", " Or raise the limit with --max-megapixels."),
        ("too-many-pixels", "bev", ""),  # it has no such option
        ("worker-died", "robustness", " Ask for fewer processes with --jobs."),
        ("worker-died", "evaluate", ""),  # its --jobs are not processes
        ("ray-lost", "predict", ""),
        ("nobody-knows-this", "predict", ""),
        ("", "", ""),
    ],
)
def test_options_are_named_where_they_are(code: str, command: str, added: str) -> None:
    assert worded(InputError("It is so.", code=code), command) == f"It is so.{added}"
