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
from assistant.reading.weights import read_weights, write_weights
from evals.reader.__main__ import pack
from evals.reader.batches import Batch, Batches
from evals.reader.examples import Example
from evals.reader.network import Network, with_pieces
from evals.reader.pool import Drawn, pooled
from evals.reader.public import Public
from evals.reader.scores import overlap, read, score
from evals.reader.train import Schedule, Training, apart
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
    kinds = ("answered", "paragraph")
    return [next(public.of_kind(each, kind, random.Random(2))) for kind in kinds for each in english[:4]]


@pytest.fixture
def batches(eight: list[Example], inputs: Inputs) -> Batches:
    return Batches(pooled((Drawn(each, "eight", group=number) for number, each in enumerate(eight)), inputs), inputs.pad_id)


@pytest.fixture
def batch(batches: Batches) -> Batch:
    return batches.batch(np.arange(8))


@pytest.fixture
def network(e5: E5, batches: Batches) -> Network:
    return Network(with_pieces(e5, batches.pool.pieces))


def test_training_lowers_the_loss_and_leaves_the_base_as_it_was(network: Network, batches: Batches, tmp_path: Path):
    frozen = {name: value.clone() for name, value in network.state_dict().items() if name not in network.trained()}
    stream = batches.drawn({"eight": 1.0}, 8, 1)
    Training(network, QUICK, tmp_path).run(stream, lambda: [score(network, batches, "eight")], 40, 80)
    first, second = map(json.loads, (tmp_path / "curve.jsonl").read_text().splitlines())
    assert (first["step"], second["step"]) == (40, 80) and second["loss"] < first["loss"]
    (found,) = second["scores"]
    assert (found["name"], found["examples"]) == ("eight", 8)
    after = network.state_dict()
    assert frozen and all(torch.equal(after[name], value) for name, value in frozen.items())
    assert {"bert.encoder.layer.0.output.dense.weight", "scale"} <= network.trained().keys()


def test_training_goes_on_where_it_was_interrupted(e5: E5, batches: Batches, batch: Batch, tmp_path: Path):
    stream, small = repeat(batch), with_pieces(e5, batches.pool.pieces)

    def trained(folder: Path, interrupted: bool) -> dict[str, torch.Tensor]:
        torch.manual_seed(3)
        training = Training(Network(small), QUICK, folder)
        training.run(stream, list, 10, 5)
        if interrupted:
            training = Training(Network(small), QUICK, folder)
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


def test_readings_of_one_example_should_not_differ(network: Network, batch: Batch):
    network.train()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        first, second = (network(batch.ids, batch.attention, batch.is_text) for _ in range(2))
    assert float(apart(first, first, batch)) == 0
    one, other = float(apart(first, second, batch)), float(apart(second, first, batch))
    assert one > 0 and one == pytest.approx(other)


def test_the_rate_rises_holds_and_falls_to_nothing():
    schedule = Schedule(1000, falling=0.4)
    factors = [schedule.factor(step) for step in range(1001)]
    assert factors[0] == 1 / 200 and factors[199] == factors[600] == 1 and factors[1000] == 0
    assert factors[:200] == sorted(factors[:200]) and factors[600:] == sorted(factors[600:], reverse=True)


def test_what_is_packed_reads_as_the_network_does(network: Network, e5: E5, batch: Batch, eight: list[Example], tmp_path: Path):
    for name, value in network.named_parameters():
        if "tokens" in name or "first" in name:
            torch.nn.init.normal_(value, std=0.5)
    training = Training(network, Schedule(10_000, rate=1e-5), tmp_path / "run")
    training.run(repeat(batch), list, 10, 1)
    pack([tmp_path / "run"], tmp_path)
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
    with torch.no_grad():
        # As `forward`, but without its rounding to 16 bits.
        hidden = network.bert(batch.ids, batch.attention).last_hidden_state
        tokens = network.tokens(hidden)
        answered = network.answered(hidden, tokens, batch.is_text)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rounded, _ = network(batch.ids, batch.attention, batch.is_text)
    assert [each.answered for each in read] == pytest.approx(answered.tolist(), abs=1e-3)
    assert rounded.tolist() == pytest.approx(answered.tolist(), abs=0.3)
    for number, each in enumerate(read):
        assert each.quoted.tolist() == pytest.approx(tokens[number, batch.is_text[number], 2].tolist(), abs=1e-3)


def test_several_runs_are_packed_as_their_mean(network: Network, tmp_path: Path):
    whole = {name: value.numpy() for name, value in network.trained().items()}
    for name, factor in (("one", 1.0), ("two", 3.0)):
        write_weights({key: factor * value for key, value in whole.items()}, "base", tmp_path)
        (tmp_path / name).mkdir()
        for file in ("reader.npz", "reader.json"):
            (tmp_path / file).rename(tmp_path / name / file)
    pack([tmp_path / "one", tmp_path / "two"], tmp_path)
    packed = read_weights(tmp_path).arrays
    assert packed.keys() == whole.keys()
    # Rounded twice to what 8 bits can tell apart in a row.
    assert all(np.abs(packed[key] - 2 * value).max() <= 2 * np.abs(value).max() / 127 + 1e-6 for key, value in whole.items())


def test_the_best_span_is_not_longer_than_answers_are_and_ends_after_it_begins():
    begins, ends = np.zeros((2, 60), np.float32)
    begins[3] = ends[3 + LONGEST + 1] = 5
    ends[1] = 4
    ends[18] = 3
    assert best_span(begins, ends) == (3, 18, 8)
    ends[3 + LONGEST] = 4
    assert best_span(begins, ends) == (3, 3 + LONGEST, 9)


def test_a_question_is_scored_by_what_of_it_is_likeliest_answered(network: Network, eight: list[Example], inputs: Inputs):
    pool = pooled((Drawn(each, "two", group=int(not each.answered)) for each in eight), inputs)
    batches = Batches(pool, inputs.pad_id)
    logits, overlaps = read(network, batches, pool.of("two"))
    found = score(network, batches, "two")
    answered = np.array([each.answered for each in eight])
    best, other = logits[answered].max(), logits[~answered].max()
    assert found.examples == 2 and found.auc == float(best > other) and len(overlaps) == 4
    assert found.accuracy == (float(best > 0) + float(other <= 0)) / 2


def test_overlap_is_f1_of_what_spans_hold():
    assert overlap((2, 6), (4, 8)) == 0.5 and overlap((2, 6), (2, 6)) == 1 and overlap((2, 4), (4, 8)) == 0
