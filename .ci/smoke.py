"""See that the wheel without extras finds road with the default model, installed or as a zip."""

import subprocess
import sys
from pathlib import Path

scratch = Path(sys.argv[1])
bare = scratch / "bare" / "bin"
(wheel,) = (scratch / "dist").glob("*.whl")


def call(*words: str | Path) -> str:
    """Run a program in the bare environment, away from the checkout."""
    done = subprocess.run(
        [str(word) for word in words], cwd=scratch, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


installed = call(bare / "pip", "list", "--disable-pip-version-check").lower()
if "tensorflow" in installed or "keras" in installed:
    sys.exit(f"the bare wheel brings TensorFlow or Keras:\n{installed}")
call(bare / "roadeye", "data", "scenes", "-n", "1", "--seed", "5", "-o", scratch / "scenes")
pictures = scratch / "scenes" / "training" / "image_2"
call(bare / "roadeye", "predict", pictures, "-o", scratch / "out", "--save", "mask,overlay")
scores = call(bare / "roadeye", "evaluate", scratch / "scenes", "--split", "all", "--json")
print("the bare wheel predicts and scores:", scores[:300])
if not list((scratch / "out").glob("*_mask.png")):
    sys.exit("predict wrote no mask")

call(bare / "pip", "uninstall", "--yes", "roadeye")
ZIPPED = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy, roadeye
assert roadeye.__file__.startswith(sys.argv[1]), roadeye.__file__
print(roadeye.load()(numpy.zeros((90, 160, 3), numpy.uint8)).mask.shape)
"""
print("the wheel as a zip predicts:", call(bare / "python", "-c", ZIPPED, wheel).strip())
