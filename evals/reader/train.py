"""Trains the reader, in steps that can be interrupted and gone on with."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from evals.reader.batches import Batch
from evals.reader.network import Network
from evals.reader.scores import Scores

WARM_UP = 200
SPAN_WEIGHT, EVIDENCE_WEIGHT = 0.4, 0.4
# How much it counts that two readings of one example, from which other parts of the network are left out, differ.
CONSISTENCY = 1.0
KEPT_EVERY = 250


@dataclass(frozen=True, slots=True)
class Schedule:
    """`rate` holds until the last `falling` of the `steps`, over which it falls to nothing."""

    steps: int
    rate: float = 1.5e-4
    falling: float = 0.5

    def factor(self, step: int) -> float:
        """What the rate is multiplied by."""
        left = (self.steps - step) / max(1.0, self.steps * self.falling)
        return min(1.0, (step + 1) / WARM_UP, max(left, 0.0))


class Training:
    """A run in a folder: `state.pt` is what it goes on from, `curve.jsonl` the scores on what is not trained on."""

    def __init__(self, network: Network, schedule: Schedule, folder: Path) -> None:
        self.network, self._schedule, self._folder = network, schedule, folder
        self._device = next(network.parameters()).device.type
        parameters = [each for each in network.parameters() if each.requires_grad]
        self._optimizer = torch.optim.AdamW(parameters, schedule.rate, weight_decay=0.01, fused=True)
        self.step = 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "state.pt").is_file():
            state = torch.load(folder / "state.pt", map_location=self._device)
            network.load_trained(state["trained"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]

    def run(self, batches: Iterator[Batch], score: Callable[[], Sequence[Scores]], every: int, until: int) -> None:
        """Go on until that step. `score` is called every so many steps."""
        began, losses = time.monotonic(), []
        while self.step < until:
            losses.append(self._learn(next(batches)))
            self.step += 1
            if self.step % KEPT_EVERY == 0 or self.step == until:
                self._keep()
            if self.step % every == 0 or self.step == until:
                loss = float(sum(losses) / len(losses))
                self._note({"step": self.step, "seconds": round(time.monotonic() - began), "loss": loss}, score())
                losses = []

    def _learn(self, batch: Batch) -> Any:
        self.network.train()
        for group in self._optimizer.param_groups:
            group["lr"] = self._schedule.rate * self._schedule.factor(self.step)
        with torch.autocast(self._device, dtype=torch.bfloat16):
            read = [self.network(batch.ids, batch.attention, batch.is_text) for _ in range(2)]
        first, second = ((answered.float(), tokens.float()) for answered, tokens in read)
        loss = (loss_of(*first, batch) + loss_of(*second, batch)) / 2 + CONSISTENCY * apart(first, second, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        # Waiting for the number would keep a GPU waiting.
        return loss.detach()

    def _keep(self) -> None:
        state = {"trained": self.network.trained(), "optimizer": self._optimizer.state_dict(), "step": self.step}
        torch.save(state, self._folder / "state.new")
        os.replace(self._folder / "state.new", self._folder / "state.pt")

    def _note(self, facts: dict[str, Any], scores: Sequence[Scores]) -> None:
        line = json.dumps(facts | {"scores": [asdict(each) for each in scores]})
        with (self._folder / "curve.jsonl").open("a") as curve:
            curve.write(line + "\n")
        print(line, flush=True)  # noqa: T201  # a run tells how it goes


def loss_of(answered: Any, tokens: Any, batch: Batch) -> Any:
    """Answered or not, where the answer begins and ends, and which tokens are quoted."""
    outside = _outside(batch)
    spans = sum(functional.cross_entropy(tokens[:, :, i] + outside, batch.spans[:, i], ignore_index=-1) for i in (0, 1))
    each = functional.binary_cross_entropy_with_logits(tokens[:, :, 2], batch.evidence, reduction="none")
    quoted = (each * batch.is_text).sum() / batch.is_text.sum()
    return (
        functional.binary_cross_entropy_with_logits(answered, batch.answered) + SPAN_WEIGHT * spans + EVIDENCE_WEIGHT * quoted
    )


def apart(first: tuple[Any, Any], second: tuple[Any, Any], batch: Batch) -> Any:
    """How far two readings (answered, tokens) are from each other: the divergence of their probabilities, in both directions
    (R-Drop: Liang et al., 2021)."""
    (answered, tokens), (other_answered, other_tokens) = first, second
    whether = (answered.sigmoid() - other_answered.sigmoid()) * (answered - other_answered)
    where = 0.0
    for i in (0, 1):
        one, other = (_log_shares(each[:, :, i], batch) for each in (tokens, other_tokens))
        where = where + ((one.exp() - other.exp()) * (one - other)).sum(1)
    return (whether + SPAN_WEIGHT * where).mean() / 2


def _log_shares(logits: Any, batch: Batch) -> Any:
    return functional.log_softmax(logits + _outside(batch), dim=1)


def _outside(batch: Batch) -> Any:
    """What is added to the logits of tokens, so that none is chosen but those of the text and the first, which stands for no
    answer."""
    outside = torch.where(batch.is_text, 0.0, -1e4)
    outside[:, 0] = 0.0
    return outside
