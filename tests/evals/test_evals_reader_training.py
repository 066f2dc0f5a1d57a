"""A reader so small that a test can train it, pack it, and read with what ships."""

import json
import random
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.reading.inputs import Inputs
from assistant.reading.model import Model, graph_of
from assistant.reading.spans import LONGEST, best_span
from assistant.reading.weights import read_weights
from evals.reader.__main__ import pack
from evals.reader.batches import Batch, batch
from evals.reader.examples import Example
from evals.reader.network import Network
from evals.reader.public import Public
from evals.reader.scores import overlap, score
from evals.reader.train import Schedule, Training
from index.e5 import E5
from index.e5_export import save_model
from tests.evals.reader_sample import ROWS, tiny_e5

QUICK = Schedule(10_000, rate=1e-2)


@pytest.fixture
def e5() -> E5:
    torch.manual_seed(1)
    return tiny_e5()


@pytest.fixture
def inputs(e5: E5) -> Inputs:
    return Inputs(e5.tokenizer, e5.pad_id)


@pytest.fixture
def eight() -> list[Example]:
    public, english = Public(ROWS), [each for each in ROWS if each.language == "en" and each.spans]
    answered = [public.example(each, "answered", random.Random(2)) for each in english[:4]]
    missing = [public.example(each, "paragraph", random.Random(2)) for each in english[:4]]
    return [each for each in (*answered, *missing) if each]


def as_batch(examples: list[Example], inputs: Inputs) -> Batch:
    return batch(examples, inputs.pairs([(each.question, each.heading, each.text) for each in examples]), inputs.pad_id)


def test_training_lowers_the_loss_and_leaves_the_base_as_it_was(e5: E5, inputs: Inputs, eight: list[Example], tmp_path: Path):
    assert len(eight) == 8
    network = Network(e5)
    frozen = {name: value.clone() for name, value in network.state_dict().items() if name not in network.trained()}
    stream = repeat(as_batch(eight, inputs))
    Training(network, QUICK, tmp_path).run(stream, lambda: [score(network, inputs, "eight", eight)], 40, 80)
    first, second = map(json.loads, (tmp_path / "curve.jsonl").read_text().splitlines())
    assert (first["step"], second["step"]) == (40, 80) and second["loss"] < first["loss"]
    (found,) = second["scores"]
    assert (found["name"], found["examples"]) == ("eight", 8)
    after = network.state_dict()
    assert frozen and all(torch.equal(after[name], value) for name, value in frozen.items())
    assert {"bert.encoder.layer.0.output.dense.weight", "scale"} <= network.trained().keys()


def test_training_goes_on_where_it_was_interrupted(e5: E5, inputs: Inputs, eight: list[Example], tmp_path: Path):
    stream = repeat(as_batch(eight, inputs))

    def trained(folder: Path, interrupted: bool) -> dict[str, torch.Tensor]:
        torch.manual_seed(3)
        training = Training(Network(e5), QUICK, folder)
        training.run(stream, list, 10, 5)
        if interrupted:
            training = Training(Network(e5), QUICK, folder)
        assert training.step == 5
        # What is dropped out is drawn anew from here on.
        torch.manual_seed(4)
        training.run(stream, list, 10, 10)
        return dict(training.network.trained())

    whole, halves = trained(tmp_path / "whole", False), trained(tmp_path / "halves", True)
    assert whole.keys() == halves.keys()
    assert all(torch.allclose(whole[name], halves[name], atol=1e-6) for name in whole)
    steps = [json.loads(line)["step"] for line in (tmp_path / "halves" / "curve.jsonl").read_text().splitlines()]
    assert steps == [5, 10] and not list(tmp_path.rglob("state.new"))


def test_the_rate_rises_holds_and_falls_to_nothing():
    schedule = Schedule(1000, falling=0.4)
    factors = [schedule.factor(step) for step in range(1001)]
    assert factors[0] == 1 / 200 and factors[199] == factors[600] == 1 and factors[1000] == 0
    assert factors[:200] == sorted(factors[:200]) and factors[600:] == sorted(factors[600:], reverse=True)


def test_what_is_packed_reads_as_the_network_does(e5: E5, inputs: Inputs, eight: list[Example], tmp_path: Path):
    network = Network(e5)
    for name, value in network.named_parameters():
        if "tokens" in name or "first" in name:
            torch.nn.init.normal_(value, std=0.5)
    training = Training(network, Schedule(10_000, rate=1e-5), tmp_path / "run")
    training.run(repeat(as_batch(eight, inputs)), list, 10, 1)
    pack(tmp_path / "run", tmp_path)
    weights = read_weights(tmp_path)
    assert weights.arrays.keys() == network.trained().keys()
    for name, value in network.trained().items():
        # Half a step of what 8 bits can tell apart in a row.
        assert np.abs(weights.arrays[name] - value.numpy()).max() <= np.abs(value.numpy()).max() / 127 / 2 + 1e-6, name

    save_model(graph_of(weights, e5), tmp_path / "model.onnx")
    e5.tokenizer.save(str(tmp_path / "tokenizer.json"))
    np.save(tmp_path / "heads.npy", np.array([weights.arrays["scale"][0], e5.pad_id], np.float64))
    model = Model(tmp_path)
    read = [model.read(each.question, each.heading, each.text) for each in eight]

    network.load_trained({name: torch.from_numpy(value) for name, value in weights.arrays.items()})
    network.eval()
    made = as_batch(eight, inputs)
    with torch.no_grad():
        # As `forward`, but without its rounding to 16 bits.
        hidden = network.bert(made.ids, made.attention).last_hidden_state
        tokens = network.tokens(hidden)
        answered = network.answered(hidden, tokens, made.is_text)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rounded, _ = network(made.ids, made.attention, made.is_text)
    assert [each.answered for each in read] == pytest.approx(answered.tolist(), abs=1e-3)
    assert rounded.tolist() == pytest.approx(answered.tolist(), abs=0.3)
    for number, each in enumerate(read):
        assert each.quoted.tolist() == pytest.approx(tokens[number, made.is_text[number], 2].tolist(), abs=1e-3)


def test_the_best_span_is_not_longer_than_answers_are_and_ends_after_it_begins():
    begins, ends = np.zeros((2, 60), np.float32)
    begins[3] = ends[3 + LONGEST + 1] = 5
    ends[1] = 4
    ends[18] = 3
    assert best_span(begins, ends) == (3, 18, 8)
    ends[3 + LONGEST] = 4
    assert best_span(begins, ends) == (3, 3 + LONGEST, 9)


def test_overlap_is_f1_in_characters():
    assert overlap((2, 6), (4, 8)) == 0.5 and overlap((2, 6), (2, 6)) == 1 and overlap((2, 4), (4, 8)) == 0
