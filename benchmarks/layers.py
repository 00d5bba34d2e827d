"""Where the time of the network goes: processor time of its groups of layers in LiteRT, one thread.

    python benchmarks/layers.py [MODEL] [--rounds 20]

MODEL is a `.tflite` file with the network `roadeye`; the one in the package if none is given. Its
first input size is cut behind each group. A group's time is the smallest of its cut minus that of
the cut before; cuts run in turns. Processor time holds on a busy machine too, to a millisecond or two.
Multiply-accumulates (MACs) are those of the convolutions.
"""

import argparse
import re
import time
from dataclasses import dataclass
from math import prod
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from roadeye.model.engine import read_model
from roadeye.model.tflite_file import IDENTIFIER, with_entries

GROUPS = {
    "pixels to -1..1": "scale_pixels",
    "stem, block 0 (stride 2)": "stem|block_0_",
    "blocks 1 to 4 (4 and 8)": r"block_[1-4]_",
    "blocks 5 to 10 (16)": r"block_\d+",
    "context (stride 16)": "decoder_16|context",
    "decoder, stride 8": "decoder_8",
    "decoder, stride 4": "decoder_4",
    "logits to all pixels": "",
}
"""Groups in order, and how the names of their layers begin; the first that fits holds."""


@dataclass
class Group:
    """A group of layers: where it ends among the operations, and its cost."""

    last: int
    macs: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", nargs="?", default="roadeye")
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    content = read_model(given.model).content
    found = groups(schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0)))
    interpreters = [opened(cut(content, group.last)) for group in found.values()]
    times: list[list[float]] = [[] for _ in found]
    for _ in range(given.rounds):
        for interpreter, took in zip(interpreters, times, strict=True):
            interpreter.invoke()  # its memory is at hand again
            started = time.process_time()
            interpreter.invoke()
            took.append(1000 * (time.process_time() - started))
    until = [min(took) for took in times]
    whole, before = until[-1], 0.0
    for (name, group), reached in zip(found.items(), until, strict=True):
        own, before = reached - before, reached
        rate = f"{group.macs / own / 1e6:7.1f} G MACs a second" if group.macs else ""
        print(f"{name:25} {own:7.2f} ms {own / whole:6.1%} {group.macs / 1e6:7.1f} M MACs {rate}")
    print(
        f"{'all':25} {whole:7.2f} ms        {sum(g.macs for g in found.values()) / 1e6:7.1f} M MACs"
    )


def groups(model: Any) -> dict[str, Group]:
    """Return the groups that a network has, in order."""
    found: dict[str, Group] = {}
    graph = model.subgraphs[0]
    for index, operation in enumerate(graph.operators):
        out = graph.tensors[operation.outputs[0]]
        layer = re.sub(r"^[^/]*/", "", out.name.decode())
        name = next(name for name, layers in GROUPS.items() if re.match(layers, layer))
        group = found.setdefault(name, Group(index, 0))
        group.last = index
        code = model.operatorCodes[operation.opcodeIndex]
        kind = max(code.builtinCode, code.deprecatedBuiltinCode)
        if kind in (schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.DEPTHWISE_CONV_2D):
            kernel = graph.tensors[operation.inputs[1]].shape  # out or 1, height, width, in
            depthwise = kind == schema.BuiltinOperator.DEPTHWISE_CONV_2D
            group.macs += int(prod(out.shape) * prod(kernel[1:3] if depthwise else kernel[1:]))
    return found


def cut(content: bytes, last: int) -> bytes:
    """Return the network of the first input size, ending with an operation."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = model.subgraphs[0]
    graph.operators = graph.operators[: last + 1]
    graph.outputs = graph.operators[-1].outputs
    model.subgraphs, model.signatureDefs, model.metadata = [graph], None, None
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), file_identifier=IDENTIFIER)
    return with_entries(bytes(builder.Output()), {})  # which aligns the weights


def opened(content: bytes) -> Any:
    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    taken = interpreter.get_input_details()[0]
    pixels = np.random.default_rng(0).integers(0, 256, taken["shape"])
    interpreter.set_tensor(taken["index"], pixels.astype(taken["dtype"]))
    return interpreter


if __name__ == "__main__":
    main()
