"""Public rows and a network, both small enough for a test."""

import string

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from evals.reader.rows import Row
from index.e5 import E5, Blocks

BRIDGE = "The bridge was opened in 1932. It is 1149 metres long. Edda Moll designed it for the town of Port Ellery."
TOWER = "The tower of Kesrin was finished in 1871. It is 64 metres high. Its bells were cast by Anders Vik."
FERRY = "The ferry between the two towns needs 25 minutes. It stopped for good when the bridge was opened to everybody."
SHRINE = "この橋は昭和七年に完成した。全長は1149メートルである。設計はモール技師が担当した。"
MUSEUM = "The museum of Ostrel was founded in 1902 by two fishermen. It shows nets, anchors and the bridge of a ship."
GATE = "この門は明治四年に完成した。高さは64メートルである。鐘はヴィーク工房が鋳造した。"


def row(text: str, question: str, *answers: str, language: str = "en", title: str = "Port_Ellery") -> Row:
    return Row(language, "sample", title, text, question, tuple((text.index(a), text.index(a) + len(a)) for a in answers))


ROWS = (
    row(BRIDGE, "When was the bridge opened?", "1932"),
    row(BRIDGE, "How long is the bridge opened in 1932?", "1149 metres", "1149"),
    row(BRIDGE, "Where did Edda Moll design it?", "Port Ellery"),
    row(TOWER, "How high is the tower of Kesrin?", "64 metres"),
    row(TOWER, "Who cast the bells?", "Anders Vik"),
    row(FERRY, "Who owned the ferry?"),
    row(MUSEUM, "By whom was the museum of Ostrel founded?", "two fishermen", title="Ostrel"),
    row(SHRINE, "全長1149メートルの橋はいつ完成しましたか。", "昭和七年", language="ja", title="橋"),
    row(SHRINE, "橋の設計は誰が担当しましたか。", "モール技師", language="ja", title="橋"),
    row(GATE, "門の高さは?", "64メートル", language="ja", title="橋"),
)


def tokenizer() -> Tokenizer:
    """A piece for each character."""
    characters = ["▁", *string.ascii_letters, *string.digits, *".,?:>!"]
    pieces = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")] + [(piece, -1.0) for piece in characters]
    made = Tokenizer(models.Unigram(pieces, unk_id=3))
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def tiny_e5(layers: int = 6, width: int = 32, positions: int = 256) -> E5:
    """An encoder of random weights, the same each time."""
    rng, cut = np.random.default_rng(1), tokenizer()

    def drawn(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) * 0.2).astype(np.float32)

    weights = {
        "embeddings.position_embeddings.weight": drawn(positions, width),
        "embeddings.token_type_embeddings.weight": drawn(2, width),
        "embeddings.LayerNorm.weight": np.ones(width, np.float32),
        "embeddings.LayerNorm.bias": drawn(width),
    }
    sizes = {
        "attention.self.query": (width, width), "attention.self.key": (width, width), "attention.self.value": (width, width),
        "attention.output.dense": (width, width), "intermediate.dense": (4 * width, width), "output.dense": (width, 4 * width),
    }  # fmt: skip
    for layer in range(layers):
        for name, shape in sizes.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = drawn(*shape)
            weights[f"encoder.layer.{layer}.{name}.bias"] = drawn(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"encoder.layer.{layer}.{name}.weight"] = np.ones(width, np.float32)
            weights[f"encoder.layer.{layer}.{name}.bias"] = drawn(width)
    words = cut.get_vocab_size()
    halves = rng.integers(0, 256, (words, width // 32, 16), np.uint8)
    blocks = Blocks(halves, np.full((words, width // 32), 0.1, np.float16))
    return E5(layers, 4, width, 1e-12, positions, 1, blocks, weights, cut)
