"""Trains the reader and packs what ships: `python -m evals.reader train DATA RUN`, then `python -m evals.reader pack RUN`.

DATA is the folder of public question sets that CARD.md describes; RUN keeps the state of the training, its curve and the
indexes of the written pages. A run that was interrupted goes on where it was.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import torch
import typer

from assistant.reading.inputs import Inputs
from assistant.reading.weights import FOLDER, read_weights, write_weights
from assistant.settings import load_settings
from evals.reader.batches import batches
from evals.reader.examples import Example
from evals.reader.network import Network
from evals.reader.public import Public
from evals.reader.rows import is_held_out, read_rows
from evals.reader.scores import Scores, score, score_questions
from evals.reader.train import Schedule, Training
from evals.reader.written import Shown, endless_examples, gathered
from index.e5 import read_e5
from index.model import DEFAULT_MODEL, open_encoder
from index.packaged import E5, E5_FILE

SCORED, SCORED_QUESTIONS = 300, 150
SCORED_EVERY = 500
# What of the examples is written, once the public ones have been learnt from alone.
WRITTEN_SHARE = 0.65

commands = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@commands.command()
def train(
    data: Annotated[Path, typer.Argument(help="folder of the public question sets")],
    run: Annotated[Path, typer.Argument(help="folder of the run")],
    steps: int = 14000,
    public_steps: int = 1200,
    threads: int = 2,
    begin: Annotated[Path | None, typer.Option(help="folder of packed weights that a new run begins with")] = None,
) -> None:
    """Train from where the run stands to its end."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    english, japanese, chosen_by = (read_rows(data / f"{name}.jsonl.gz") for name in ("en-qa", "ja-qa", "ja-dev"))
    public = Public([row for row in [*english, *japanese] if not is_held_out(row)])
    held_out = {"public, English": Public([row for row in english if is_held_out(row)]), "public, Japanese": Public(chosen_by)}
    written = gathered(run / "pages", open_encoder(DEFAULT_MODEL, load_settings().models_folder))
    e5 = read_e5(E5.located() / E5_FILE)
    inputs, network = Inputs(e5.tokenizer, e5.pad_id), Network(e5)
    if begin:
        network.load_trained({name: torch.from_numpy(value) for name, value in read_weights(begin).arrays.items()})
    fixed = {name: list(islice(of_set.endless(5), SCORED)) for name, of_set in held_out.items()}

    def scored() -> list[Scores]:
        return [
            *(score(network, inputs, name, examples) for name, examples in fixed.items()),
            score_questions(network, inputs, "written", written["tune"][:: len(written["tune"]) // SCORED_QUESTIONS]),
        ]

    training = Training(network, Schedule(steps), run)
    if training.step < public_steps:
        training.run(batches(public.endless(training.step), inputs, training.step), scored, SCORED_EVERY, public_steps)
    both = mixed(public, written["train"], training.step)
    training.run(batches(both, inputs, training.step), scored, SCORED_EVERY, steps)


def mixed(public: Public, written: Sequence[Shown], seed: int) -> Iterator[Example]:
    """Public and written examples, in the share that is set."""
    rng = random.Random(seed)
    streams = public.endless(seed), endless_examples(written, seed)
    while True:
        yield next(streams[rng.random() < WRITTEN_SHARE])


@commands.command()
def pack(run: Path, out: Path = FOLDER) -> None:
    """Write the weights of a run as they ship."""
    trained = torch.load(run / "state.pt")["trained"]
    write_weights({name: value.numpy() for name, value in trained.items()}, E5.files[E5_FILE], out)


if __name__ == "__main__":
    commands()
