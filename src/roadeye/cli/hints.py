"""What a person at the command line can do about an error: the library does not know options."""

from roadeye.errors import RoadeyeError

HINTS = {
    "app-exists": "Give --overwrite, or another folder.",
    "no-calibration": "It is given as --calibration DATA.",
    "bad-size": "It is given as --size.",
    "exists": "Give --overwrite, --skip-existing, or another folder with -o.",
    "disk-full": "-o chooses another disk.",
    "read-only": "-o chooses it.",
    "same-output": "Such a folder is searched with --recursive.",
    "too-many-pixels": "--max-megapixels raises the limit.",
    "too-long-for-jpeg": "--save mask,prob writes PNG alone.",
    "bad-crop": "It is given as --crop TOP,BOTTOM.",
    "empty-crop": "It is given as --crop TOP,BOTTOM.",
    "bad-threshold": "It is given as --threshold.",
    "no-such-head": "It is given as --head.",
    "no-such-device": "It is given as --device.",
    "no-such-model": "It is given as --model.",
    "bad-crf": "It is given as --crf.",
    "one-film": "--save chooses what a video shows.",
    "bad-step": "It is given as --every.",
    "bad-raw": "It is given as --raw.",
    "no-topic": "It is given as --topic.",
    "which-topic": "--topic chooses it.",
    "no-connection": "--timeout sets how long to wait.",
    "all-trained": "--include-trained scores them all the same.",
    "submission-incomplete": "--partial makes what can be made.",
    "other-checkpoint-log": "Another folder is given with -o.",
    "run-not-empty": "--resume resumes it, -o chooses another folder.",
    "run-in-use": "-o chooses another folder.",
    "no-run": "Leave out --resume to start one.",
    "broken-pictures": "`roadeye data check` lists them all.",
    "import-taken": "-o chooses another folder.",
    "no-road-class": "They are named with --road NAME[,NAME].",
    "other-manifest": "--overwrite begins anew.",
    "folder-in-use": "-o chooses another folder.",
    "no-ray-here": "--jobs N does the same without Ray.",
    "no-ray": "It is given as --on.",
    "worker-died": "Fewer processes are asked for with --jobs.",
}
"""One sentence by the code of an error."""


def worded(error: RoadeyeError) -> str:
    """Return the message of an error with what its options can do about it."""
    hint = HINTS.get(error.code, "")
    return f"{error} {hint}".strip()
