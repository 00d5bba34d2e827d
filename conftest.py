"""What every test shares: where real data is, and what is left out without TensorFlow."""

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# Whoever runs the tests may ignore these, as nohup does; the programs that tests start would too.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

collect_ignore_glob = ["tests/cases/*"]  # files for tests, and what made them
if not find_spec("tensorflow"):
    collect_ignore_glob += [
        f"{root}/{room}/*" for root in ("src/roadeye", "tests") for room in ("training", "export")
    ]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real pictures, or skip: it is not part of the repository."""
    root = Path(os.environ.get("ROADEYE_DATA", Path(__file__).parent / ".." / "shared" / "data"))
    if not root.is_dir():
        pytest.skip(f"real pictures are not at {root}; set ROADEYE_DATA to their folder")
    return root.resolve()
