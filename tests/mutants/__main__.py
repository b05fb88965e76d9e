"""`make mutants`: small mistakes are made in a room one at a time, and the tests that go there are to notice.

What was killed once is not tried again until its file changes; remove `mutants/` to begin anew. What a mutant is:
`PYTHONPATH=.venv/mutants .venv/bin/python -m mutmut show <name>`.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.running import ROOT

COPY = ROOT / "mutants"
LINKED = (".venv", "web")
"""What the tests find beside them, and no mutant changes."""
ROOMS = ("shared/access", "shared/notes")
NOTICED = ("killed", "timeout")
Z_95 = 1.96


def mutants_of(file: Path) -> list[str]:
    """The names of all mutants of a file; where mutmut has made them before, that is much faster."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    if known := outcomes_of(file):
        return list(known)
    path = file.relative_to(ROOT)
    names = mutate_file_contents(str(path), file.read_text()).mutant_names
    return [get_mutant_name(path, name) for name in names]


def chosen(where: str, sample: int, seed: int) -> dict[Path, list[str]]:
    """Of each file of a room, or of one file, the mutants to try: all, or `sample` of them all together."""
    files = [ROOT / where] if where.endswith(".py") else sorted((ROOT / where).glob("*.py"))
    names = {file: mutants_of(file) for file in files}
    whole = [name for of_file in names.values() for name in of_file]
    if not 0 < sample < len(whole):
        print(f"{where}: all {len(whole)} mutants")
        return names
    drawn = set(random.Random(seed).sample(whole, sample))
    print(f"{where}: {sample} of {len(whole)} mutants, drawn with the seed {seed}")
    return {file: [name for name in of_file if name in drawn] for file, of_file in names.items()}


def outcomes_of(file: Path) -> dict[str, str]:
    """What became of the mutants of a file as it is now, by name, as mutmut calls it."""
    from mutmut.stats import status_by_exit_code

    meta = COPY / f"{file.relative_to(ROOT)}.meta"
    if not meta.exists() or meta.stat().st_mtime < file.stat().st_mtime:
        return {}
    codes = json.loads(meta.read_text())["exit_code_by_key"]
    return {name: status_by_exit_code[code] for name, code in codes.items()}


def attempt(names: list[str], children: int) -> None:
    """Try these mutants. mutmut copies the project into `mutants/` and runs there."""
    COPY.mkdir(exist_ok=True)
    for name in LINKED:
        if not (COPY / name).exists():
            (COPY / name).symlink_to(ROOT / name)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *names]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, cwd=ROOT, env={**os.environ, "TMPDIR": folder}, check=True)


def interval(noticed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in percent."""
    share, z2 = noticed / tried, Z_95**2
    middle = share + z2 / (2 * tried)
    half = Z_95 * math.sqrt(share * (1 - share) / tried + z2 / (4 * tried**2))
    return (100 * (middle - half) / (1 + z2 / tried), 100 * (middle + half) / (1 + z2 / tried))


def tell(where: str, found: dict[Path, dict[str, str]]) -> None:
    """A line for each file and one for all, then every mutant that nobody noticed."""
    total: Counter[str] = Counter()
    print(f"\n{'':40} tried killed timeout survived no tests other  score")
    for file, outcomes in [*found.items(), (Path(where), {})]:
        counts = Counter(outcomes.values()) if outcomes else total
        total += Counter(outcomes.values())
        if tried := counts.total():
            told = [counts[name] for name in ("killed", "timeout", "survived", "no tests")]
            noticed = sum(counts[name] for name in NOTICED)
            name = file.relative_to(ROOT) if file.is_absolute() else file
            row = f"{name!s:40} {tried:5} {told[0]:6} {told[1]:7} {told[2]:8} {told[3]:8} {tried - sum(told):5}"
            print(f"{row} {100 * noticed / tried:5.1f}%")
    low, high = interval(sum(total[name] for name in NOTICED), total.total())
    print(f"95 % interval, where it is a sample: {low:.1f} to {high:.1f} %\n")
    for outcomes in found.values():
        for name, outcome in outcomes.items():
            if outcome not in NOTICED:
                print(f"{outcome:9} {name}")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutants")
    asked.add_argument("where", nargs="*", default=ROOMS, help="a room or a file of one")
    asked.add_argument("--sample", type=int, default=0, help="so many mutants of each, 0 for all")
    asked.add_argument("--seed", type=int, default=7, help="of the draw; another one draws others")
    asked.add_argument("--children", type=int, default=2, help="how many are tried at a time")
    given = asked.parse_args()
    for where in given.where or ROOMS:
        names = chosen(where.rstrip("/"), given.sample, given.seed)
        to_try = [n for file, of in names.items() for n in of if outcomes_of(file).get(n) != "killed"]
        if to_try:
            attempt(to_try, given.children)
        tell(where, {file: {n: outcomes_of(file)[n] for n in of} for file, of in names.items() if of})
    return 0


if __name__ == "__main__":
    sys.exit(main())
