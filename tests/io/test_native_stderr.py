"""What native code logs is held back, and shown where something fails."""

import os

import pytest

from roadeye.io.native_stderr import held_back


def test_what_is_logged_is_held_back(capfd: pytest.CaptureFixture[str]) -> None:
    with held_back():
        os.write(2, b"E0000 chatter\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_what_is_logged_before_a_failure_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        os.write(2, b"no such symbol\n")
        raise ImportError

    with pytest.raises(ImportError), held_back():
        fail()
    assert capfd.readouterr().err == "no such symbol\n"


def test_a_closed_standard_error_is_no_failure(capfd: pytest.CaptureFixture[str]) -> None:
    own = os.dup(2)
    os.close(2)
    try:
        with held_back():
            pass
    finally:
        os.dup2(own, 2)
        os.close(own)
