"""The wall's theorem over many archives: `python tests/fuzz/wall.py 10000 [SEED]`, without the search index; every fortieth
also as it is published, with its index and the search for leaks. Fails with the archive that breaks it.
"""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from walled import archives_with_logs, prove  # noqa: E402

WORKERS = 2
INDEXED = 40


def shard(examples: int, number: int) -> int:
    """Proves the theorem for that many archives, which the number determines; how many there were."""
    count = 0
    with tempfile.TemporaryDirectory() as folder:

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(archives_with_logs())
        def theorem(made):
            nonlocal count
            count += 1
            prove(Path(folder), *made, search=count % INDEXED == 0)

        theorem()
    return count


def main(examples: int, first: int) -> None:
    begin = time.monotonic()
    with ProcessPoolExecutor(WORKERS) as pool:
        done = sum(pool.map(shard, [examples // WORKERS] * WORKERS, range(first, first + WORKERS)))
    print(f"the theorem holds over {done} archives ({time.monotonic() - begin:.0f} s)")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
