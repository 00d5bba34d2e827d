"""Write the recording anew: python tests/recording/make.py DATA, the folder of real pictures.

It was made from the code before the pipeline became a library. Record again only where a
change is meant to alter a result, and say in the commit which rows of `rows.py` it alters.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rows import drawn, real

if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        rows = drawn(Path(scratch)) | real(Path(scratch), Path(sys.argv[1]))
    recording = Path(__file__).with_name("recording.json")
    recording.write_text(json.dumps(rows, indent=1) + "\n")
