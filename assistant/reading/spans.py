"""The span of a short answer among the tokens of a text."""

import numpy as np
import numpy.typing as npt

# In tokens, of the end over the beginning.
LONGEST = 40


def best_span(begins: npt.NDArray[np.float32], ends: npt.NDArray[np.float32]) -> tuple[int, int, float]:
    """The first and last token whose logits to begin and to end an answer are the highest together, and their sum."""
    both = begins[:, None] + ends[None, :]
    both[~np.triu(np.tril(np.ones_like(both, bool), LONGEST))] = -np.inf
    first, last = np.unravel_index(int(np.argmax(both)), both.shape)
    return int(first), int(last), float(both[first, last])
