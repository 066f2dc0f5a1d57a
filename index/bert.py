"""A BERT as an ONNX graph, made from arrays: no torch is needed, and words stay in the 4 bits they come in."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.e5 import Blocks, Floats

_OPSET = 20


class Graph:
    """Nodes and constants, added one after another. Each method returns the name of what it adds."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: dict[str, npt.NDArray[Any]] = {}

    def constant(self, value: npt.NDArray[Any]) -> str:
        """An array."""
        name = f"c{len(self._constants)}"
        self._constants[name] = value
        return name

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        """A node with one output."""
        from onnx import helper

        name = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def shape(self, *sizes: int) -> str:
        """A shape as an input of `Reshape`; 0 keeps a dimension."""
        return self.constant(np.array(sizes, np.int64))

    def linear(self, x: str, weight: Floats, bias: Floats) -> str:
        """`weight`: (outputs, inputs), as torch keeps it."""
        return self.add("Add", self.add("MatMul", x, self.constant(np.ascontiguousarray(weight.T))), self.constant(bias))

    def norm(self, x: str, weight: Floats, bias: Floats, epsilon: float) -> str:
        """Layer normalisation over the last axis."""
        return self.add("LayerNormalization", x, self.constant(weight), self.constant(bias), axis=-1, epsilon=epsilon)

    def model(self, outputs: Mapping[str, tuple[str, Sequence[str | int]]]) -> Any:
        """The graph with inputs `input_ids` and `attention_mask` (texts, tokens) and the named outputs with their shapes."""
        from onnx import TensorProto, helper, numpy_helper

        inputs = [
            helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "tokens"]) for n in ("input_ids", "attention_mask")
        ]
        named = [helper.make_node("Identity", [node], [name]) for name, (node, _) in outputs.items()]
        results = [helper.make_tensor_value_info(n, TensorProto.FLOAT, list(shape)) for n, (_, shape) in outputs.items()]
        constants = [numpy_helper.from_array(value, name) for name, value in self._constants.items()]
        graph = helper.make_graph([*self._nodes, *named], "bert", inputs, results, constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=10)


def add_embeddings(graph: Graph, words: Blocks, weights: Mapping[str, Floats], epsilon: float) -> str:
    """The words with their positions: (texts, tokens, width)."""
    name = "embeddings."
    # What stands in 4 bits is unpacked for the words of a text only: the whole table would be 384 MB.
    halves = graph.add("Gather", graph.constant(np.ascontiguousarray(words.halves)), "input_ids")
    scales = graph.add("Cast", graph.add("Gather", graph.constant(words.scales), "input_ids"), to=1)
    low = graph.add("BitwiseAnd", halves, graph.constant(np.array(15, np.uint8)))
    high = graph.add("BitShift", halves, graph.constant(np.array(4, np.uint8)), direction="RIGHT")
    both = graph.add("Cast", graph.add("Concat", low, high, axis=3), to=1)
    less = graph.add("Sub", both, graph.constant(np.array(8, np.float32)))
    scaled = graph.add("Mul", less, graph.add("Unsqueeze", scales, graph.shape(3)))
    embedded = graph.add("Reshape", scaled, graph.shape(0, 0, words.halves.shape[1] * 32))
    places = weights[f"{name}position_embeddings.weight"] + weights[f"{name}token_type_embeddings.weight"][0]
    length = graph.add("Shape", "input_ids", start=1, end=2)
    positions = graph.add("Slice", graph.constant(places.astype(np.float32)), graph.shape(0), length, graph.shape(0))
    added = graph.add("Add", embedded, positions)
    return graph.norm(added, weights[f"{name}LayerNorm.weight"], weights[f"{name}LayerNorm.bias"], epsilon)


def add_mask(graph: Graph) -> str:
    """What is added to attention so that padding gets none: (texts, 1, 1, tokens)."""
    mask = graph.add("Unsqueeze", graph.add("Cast", "attention_mask", to=1), graph.shape(1, 2))
    missing = graph.add("Sub", mask, graph.constant(np.array(1, np.float32)))
    return graph.add("Mul", missing, graph.constant(np.array(1e4, np.float32)))


def add_layer(graph: Graph, x: str, mask: str, weights: Mapping[str, Floats], name: str, heads: int, epsilon: float) -> str:
    """A layer of the encoder: attention, then two linear maps, each with its own input added and normalised."""

    def part(which: str) -> tuple[Floats, Floats]:
        return weights[f"{name}.{which}.weight"], weights[f"{name}.{which}.bias"]

    width = len(part("attention.output.dense")[1])
    size = width // heads
    split = {}
    for each in ("query", "key", "value"):
        weight, bias = part(f"attention.self.{each}")
        scale = np.float32(1 / math.sqrt(size) if each == "query" else 1)
        flat = graph.add("Reshape", graph.linear(x, weight * scale, bias * scale), graph.shape(0, 0, heads, size))
        split[each] = graph.add("Transpose", flat, perm=[0, 2, 3, 1] if each == "key" else [0, 2, 1, 3])
    scores = graph.add("Add", graph.add("MatMul", split["query"], split["key"]), mask)
    seen = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), split["value"])
    joined = graph.add("Reshape", graph.add("Transpose", seen, perm=[0, 2, 1, 3]), graph.shape(0, 0, width))
    attended = graph.linear(joined, *part("attention.output.dense"))
    x = graph.norm(graph.add("Add", attended, x), *part("attention.output.LayerNorm"), epsilon)
    inner = graph.add("Gelu", graph.linear(x, *part("intermediate.dense")))
    return graph.norm(graph.add("Add", graph.linear(inner, *part("output.dense")), x), *part("output.LayerNorm"), epsilon)


def add_mean(graph: Graph, x: str) -> str:
    """The mean over the tokens that are no padding: (texts, width)."""
    mask = graph.add("Unsqueeze", graph.add("Cast", "attention_mask", to=1), graph.shape(2))
    total = graph.add("ReduceSum", graph.add("Mul", x, mask), graph.shape(1), keepdims=0)
    return graph.add("Div", total, graph.add("ReduceSum", mask, graph.shape(1), keepdims=0))
