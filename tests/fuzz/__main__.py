"""`make fuzz`: each parser is given bytes that a search for new paths makes up, for so many seconds each.

What breaks a promise is kept in `tests/fuzz/found/<target>`, where `tests/test_fuzz.py` tries it again at every run.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import SEEDS

HERE = Path(__file__).parent
BYTES_MAX, MEMORY_MIB_MAX, INPUT_SECONDS_MAX = 4_096, 2_048, 10


def look(name: str, seconds: int, corpus: Path) -> None:
    """Fuzz one target in this process, which ends when it is done or has found something."""
    import atheris

    with atheris.instrument_imports(include=["shared", "handlers", "yaml", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    found = HERE / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_len={BYTES_MAX}", f"-rss_limit_mb={MEMORY_MIB_MAX}", f"-timeout={INPUT_SECONDS_MAX}"]
    ends = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *ends, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("target", nargs="?", choices=sorted(SEEDS))
    asked.add_argument("--seconds", type=int, default=600)
    asked.add_argument("--corpus", type=Path, default=Path(".cache/fuzz"))
    given = asked.parse_args()
    if given.target:
        look(given.target, given.seconds, given.corpus / given.target)
        return 0
    again = [sys.executable, "-m", "tests.fuzz", "--seconds", str(given.seconds), "--corpus", str(given.corpus)]
    return max(subprocess.run([*again, name], check=False).returncode for name in SEEDS)


if __name__ == "__main__":
    sys.exit(main())
