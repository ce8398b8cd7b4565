"""MinHash behind one function, so that another library can take rensa's place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SEED = 1


def minima(words: Iterable[str], size: int) -> NDArray[np.uint32]:
    """``size`` numbers: two sets of words share each with a probability of their Jaccard similarity.

    They are stored, and must be the same for ever: a test pins them, and fails should a new rensa count otherwise.
    """
    from rensa import RMinHash

    sketch = RMinHash(num_perm=size, seed=SEED)
    sketch.update(list(words))
    return np.array(sketch.digest(), np.uint32)
