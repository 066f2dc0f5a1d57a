"""Builds an index, and dies or meets a full disk on the way: `build_script.py EXPORT TEXTS INDEX MOMENT`.

MOMENT is "Encoding:N" or "Storing:N" (killed once N texts are done), "publishing" (killed just before the pointer is
replaced), or "full:BYTES" (no file can grow past that size). Prints the error, if any.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from corpus.errors import IndexStoreError
from corpus.reader import read_corpus
from index.build import build_index
from index.encoder import Encoder


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    export, texts, root = map(Path, sys.argv[1:4])
    moment, _, number = sys.argv[4].partition(":")

    def progress(stage: str, done: int, total: int) -> None:
        if stage == moment and done >= int(number):
            die()

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and Path(str(arguments[1])).name == "CURRENT":
            die()

    encoder = Encoder(export)
    corpus = read_corpus(texts)
    if moment == "publishing":
        sys.addaudithook(audit)
    if moment == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), resource.RLIM_INFINITY))
    try:
        build_index(corpus, encoder, root, progress=progress)
    except IndexStoreError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
