"""multilingual-e5-small as an encoder on onnxruntime, made from the packaged weights in a few seconds."""

from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.bert import Graph, add_embeddings, add_layer, add_mask, add_mean
from index.e5 import E5, read_e5

# What the model was trained to have before a text.
QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
LANGUAGES = ("en", "ja")


def export_e5(weights: Path, work: Path) -> dict[str, object]:
    """Write the model and its tokenizer into a folder; returns the facts of the encoder. Raises `ModelError`."""
    e5 = read_e5(weights)
    save_model(encoder_model(e5), work / "model.onnx")
    e5.tokenizer.save(str(work / "tokenizer.json"))
    return {
        "dimensions": e5.width,
        "max_tokens": e5.max_tokens,
        "pad_id": e5.pad_id,
        "query_prompt": QUERY_PROMPT,
        "document_prompt": PASSAGE_PROMPT,
        "languages": list(LANGUAGES),
    }


def encoder_model(e5: E5) -> Any:
    """The vector of each text, not of unit length, and those of its tokens."""
    graph = Graph()
    x, mask = add_embeddings(graph, e5.words, e5.weights, e5.epsilon), add_mask(graph)
    for layer in range(e5.layers):
        x = add_layer(graph, x, mask, e5.weights, f"encoder.layer.{layer}", e5.heads, e5.epsilon)
    return graph.model(
        {
            "sentence_embedding": (add_mean(graph, x), ["texts", e5.width]),
            "token_embeddings": (x, ["texts", "tokens", e5.width]),
        }
    )


def save_model(model: Any, path: Path) -> None:
    """Write a model; a full disk raises `OSError`, a model that onnx cannot write `ModelError`."""
    import onnx

    try:
        path.write_bytes(model.SerializeToString())
    except (ValueError, onnx.checker.ValidationError) as error:
        raise ModelError(f"Cannot write {path.name} ({error})", "free some memory") from error
