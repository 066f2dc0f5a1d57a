"""Trains the reader and packs what ships: `python -m evals.reader prepare DATA RUN`, then `train RUN`, then `pack RUN`.

DATA is the folder of public question sets that CARD.md describes. RUN keeps what is learnt from, the state of the training,
its curve and the indexes of the written pages. Only `prepare` needs DATA and the texts: RUN can be taken to a machine with a
GPU. A run that was interrupted goes on where it was.
"""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import torch
import typer

from assistant.reading.inputs import Inputs
from assistant.reading.weights import FOLDER, read_weights, write_weights
from assistant.settings import load_settings
from evals.reader.batches import Batches
from evals.reader.network import Network, with_pieces
from evals.reader.pool import Drawn, load_pool, pooled
from evals.reader.public import Public
from evals.reader.rows import Row, is_held_out, read_rows
from evals.reader.scores import score
from evals.reader.train import Schedule, Training
from evals.reader.written import gathered, weighted
from index.e5 import read_e5
from index.model import DEFAULT_MODEL, open_encoder
from index.packaged import E5, E5_FILE

# How often each set is learnt from, and the sets that are scored.
SHARES = {"public": 0.45, "written": 0.55}
SCORED = ("public, English", "public, Japanese", "written, tune")
SCORED_ROWS, SCORED_EVERY = 300, 500
POOL = "pool.npz"
Run = Annotated[Path, typer.Argument(help="folder of the run")]

commands = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@commands.command()
def prepare(data: Annotated[Path, typer.Argument(help="folder of the public question sets")], run: Run) -> None:
    """Make what is learnt from."""
    rows = {name: read_rows(data / f"{name}.jsonl.gz") for name in ("en-qa", "ja-qa", "ja-dev")}
    written = gathered(run / "pages", open_encoder(DEFAULT_MODEL, load_settings().models_folder))
    e5 = read_e5(E5.located() / E5_FILE)

    def drawn() -> Iterator[Drawn]:
        known = [row for name in ("en-qa", "ja-qa") for row in rows[name] if not is_held_out(row)]
        yield from (Drawn(example, "public", weight) for example, weight in Public(known).examples())
        yield from _some([row for row in rows["en-qa"] if is_held_out(row)], SCORED[0])
        yield from _some(rows["ja-dev"], SCORED[1])
        # All of them would take longer to score than to learn from for as long, on two cores.
        watched = written["tune"][:: -(-len(written["tune"]) // SCORED_ROWS)]
        for name, questions in (("written", written["train"]), (SCORED[2], watched)):
            for number, question in enumerate(questions):
                yield from (Drawn(example, name, weight, number) for example, weight in weighted(question))

    pooled(drawn(), Inputs(e5.tokenizer, e5.pad_id)).save(run / POOL)


def _some(rows: list[Row], name: str) -> Iterator[Drawn]:
    examples, weights = zip(*Public(rows).examples(5), strict=True)
    for number, example in enumerate(random.Random(5).choices(examples, weights, k=SCORED_ROWS)):
        yield Drawn(example, name, group=number)


@commands.command()
def train(
    run: Run,
    steps: int = 14000,
    size: Annotated[int, typer.Option(help="examples in a batch")] = 32,
    rate: float = 1.5e-4,
    threads: int = 2,
    begin: Annotated[Path | None, typer.Option(help="folder of packed weights that a new run begins with")] = None,
) -> None:
    """Train from where the run stands to its end, on a GPU where there is one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    e5, pool = read_e5(E5.located() / E5_FILE), load_pool(run / POOL)
    network, batches = Network(with_pieces(e5, pool.pieces)), Batches(pool, e5.pad_id, device)
    if begin:
        network.load_trained({name: torch.from_numpy(value) for name, value in read_weights(begin).arrays.items()})
    training = Training(network.to(device), Schedule(steps, rate), run)
    stream = batches.drawn(SHARES, size, training.step)
    training.run(stream, lambda: [score(network, batches, name) for name in SCORED], SCORED_EVERY, steps)


@commands.command()
def pack(runs: Annotated[list[Path], typer.Argument(help="folders of runs or of packed weights")], out: Path = FOLDER) -> None:
    """Write the weights of a run as they ship; of several runs that began alike, their mean, which reads unseen texts better
    than any of them (model soups: Wortsman et al., 2022)."""
    every = [_trained(run) for run in runs]
    write_weights({name: np.mean([each[name] for each in every], axis=0) for name in every[0]}, E5.files[E5_FILE], out)


def _trained(run: Path) -> Mapping[str, npt.NDArray[np.float32]]:
    if not (run / "state.pt").is_file():
        return read_weights(run).arrays
    trained = torch.load(run / "state.pt", map_location="cpu")["trained"]
    return {name: value.numpy() for name, value in trained.items()}


if __name__ == "__main__":
    commands()
