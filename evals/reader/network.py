"""The reader as it is trained: the encoder's layers over question and text together, and heads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy.typing as npt
import torch
from torch import nn
from transformers import BertConfig, BertModel

from assistant.reading.spans import LONGEST
from index.e5 import E5, Blocks

DROPOUT = 0.15
HEADS = 3  # of each token: begins the answer, ends it, belongs to what is quoted


class Network(nn.Module):  # type: ignore[misc]  # torch has no types here
    """Gives the logit of "answered", and three logits a token. Its states are named as in the weights that ship."""

    def __init__(self, e5: E5) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=len(e5.words.halves),
            hidden_size=e5.width,
            num_hidden_layers=e5.layers,
            num_attention_heads=e5.heads,
            intermediate_size=4 * e5.width,
            max_position_embeddings=e5.max_tokens,
            layer_norm_eps=e5.epsilon,
            # Pieces are numbered anew where only some are kept, and what pads is masked whatever it is.
            pad_token_id=None,
            hidden_dropout_prob=DROPOUT,
            attention_probs_dropout_prob=0.0,
        )
        config._attn_implementation = "sdpa"
        self.bert = BertModel(config, add_pooling_layer=False)
        states = {name: torch.from_numpy(value.copy()) for name, value in e5.weights.items()}
        states["embeddings.word_embeddings.weight"] = torch.from_numpy(e5.words.unpacked())
        self.bert.load_state_dict(states, strict=False)
        self.bert.embeddings.requires_grad_(False)
        self.tokens, self.first = nn.Linear(e5.width, HEADS), nn.Linear(e5.width, 1)
        self.scale = nn.Parameter(torch.ones(1))
        nn.init.normal_(self.tokens.weight, std=0.02)
        nn.init.zeros_(self.first.weight)

    def forward(self, ids: Any, attention: Any, is_text: Any) -> tuple[Any, Any]:
        """`is_text` marks the tokens of the text. Returns (examples,) and (examples, tokens, 3)."""
        mask = ((1 - attention[:, None, None, :].to(torch.bfloat16)) * -1e4).expand(-1, 1, attention.shape[1], -1)
        with torch.no_grad():
            hidden = self.bert.embeddings(ids).to(torch.bfloat16)
        for layer in self.bert.encoder.layer:
            output = layer(hidden, mask)
            hidden = output[0] if isinstance(output, tuple) else output
        hidden = hidden.float()
        tokens = self.tokens(hidden)
        return self.answered(hidden, tokens, is_text), tokens

    def answered(self, hidden: Any, tokens: Any, is_text: Any) -> Any:
        """How much better the best span is than none, and what the first token says."""
        outside = torch.where(is_text, 0.0, -1e4)
        begin, end = tokens[:, :, 0] + outside, tokens[:, :, 1] + outside
        length = begin.shape[1]
        band = torch.ones(length, length, dtype=torch.bool, device=begin.device).triu().tril(LONGEST)
        best = (begin[:, :, None] + end[:, None, :]).masked_fill(~band, -1e4).flatten(1).max(1).values
        return self.scale * (best - tokens[:, 0, 0] - tokens[:, 0, 1]) + self.first(hidden[:, 0])[:, 0]

    def trained(self) -> Mapping[str, Any]:
        """What ships: the trained layers and the heads."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("bert.embeddings.")}

    def load_trained(self, states: Mapping[str, Any]) -> None:
        """Take what `trained` gives; what is missing there stays as it is."""
        self.load_state_dict({**self.state_dict(), **states})


def with_pieces(e5: E5, pieces: npt.NDArray[Any]) -> E5:
    """The encoder with those words of its vocabulary only, and no tokenizer."""
    return replace(e5, words=Blocks(e5.words.halves[pieces], e5.words.scales[pieces]), tokenizer=None)
