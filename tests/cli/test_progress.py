import sys
import time

import pytest

from roadeye.cli.progress import progress


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = _Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    with progress("predict", 10, "pictures") as told:
        for _ in range(10):
            clock.now += 1.0
            told.advance(1, "loss 0.5")
    # A line every five seconds, and one at the end.
    assert capsys.readouterr().err.splitlines() == [
        "predict: 5/10 pictures, 1.0/s, 0:05 left, loss 0.5",
        "predict: 10/10 pictures, 1.0/s, 0:00 left, loss 0.5",
        "predict: 10/10 pictures, 1.0/s, took 0:10",
    ]


def test_short_work_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("predict", None, "frames") as told:
        told.advance(1)
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal_keeps_stdout_clean(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress("predict", 4, "pictures") as told:
        told.advance(2)
        told.say("[red] :car: is said as it is")
        print("result")
    shown = capsys.readouterr()
    assert shown.out == "result\n"
    assert "[red] :car: is said as it is" in shown.err
    assert "2/4 pictures" in shown.err
