"""Pictures with one cause are told in one line."""

import pytest

from roadeye.cli.unscored import lines, tell_unscored
from roadeye.evaluation.result import UnscoredPicture

MISSING = [
    UnscoredPicture(f"um_{n:06}", f"there is no map of um_{n:06}; expected um_road_{n:06}.png.")
    for n in range(324)
]


def test_one_cause_is_one_line_with_five_names() -> None:
    (line,) = lines(MISSING, verbose=False)
    assert line == (
        "324 files, such as um_000000, um_000001, um_000002, um_000003, um_000004 and 319 more: "
        f"um_000000 is left out: {MISSING[0].reason}"
    )


def test_a_single_picture_is_named_with_its_reason() -> None:
    assert lines(MISSING[:1], verbose=False) == [f"um_000000 is left out: {MISSING[0].reason}"]


def test_verbose_names_all(capsys: pytest.CaptureFixture[str]) -> None:
    tell_unscored(MISSING, 10, verbose=True)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 325
    assert told[-1] == "roadeye: the scores are over 10 of 334 pictures only."
    tell_unscored(MISSING, 10)
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_terminal_does_not_act_on_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    tell_unscored([UnscoredPicture("\x1b[31mred", "it is empty.")], 1)
    first = capsys.readouterr().err.splitlines()[0]
    assert first == r"roadeye: \x1b[31mred is left out: it is empty."
