"""Are the simulated numbers those that were recorded, bit for bit?

Runs the experiments of experiments.toml and hashes what they measured. `--write` records,
`--check` compares and names every experiment and observable that differs. Recorded anew is only
what is meant to change: raise `random_scheme_version` or say in the changelog which bits and why.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import tomllib

import digest
import self_test

HERE = pathlib.Path(__file__).resolve().parent


def arguments_of(entry):
    return entry["run"].split() + ["observables=" + json.dumps(entry["measure"])]


def experiments(only):
    """Name -> arguments of `widefield run`."""
    with open(HERE / "experiments.toml", "rb") as file:
        entries = tomllib.load(file)
    unknown = set(only) - set(entries)
    if unknown:
        sys.exit(f"no experiment {', '.join(sorted(unknown))} in experiments.toml")
    return {name: arguments_of(entry) for name, entry in entries.items() if not only or name in only}


def simulate(binary, name, arguments, threads):
    """The results.json of one run. Numbers are read as floats: an int would lose the sign of -0."""
    target, *overrides = arguments  # of two overrides of a key the later holds
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "run", target, f"threads={threads}", *overrides, f"name={name}",
                   "-o", folder + "/run", "--backend", "cpu", "--quiet"]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode:
            raise RuntimeError(f"exit status {answer.returncode}: {answer.stderr.strip()}")
        with open(folder + "/run/results.json") as file:
            return json.load(file, parse_int=float)


def take(options, name, arguments):
    """(name, lines, fingerprint, seconds), or with the error in the place of the lines."""
    start = time.monotonic()
    try:
        lines = digest.lines_by_observable(simulate(options.binary, name, arguments, options.threads))
    except (RuntimeError, OSError, ValueError, KeyError) as error:
        return name, f"{type(error).__name__}: {error}", None, 0
    return name, lines, digest.fingerprint(lines, arguments), time.monotonic() - start


def take_all(options, chosen):
    """Every run on one thread by default, as many at a time as there are cores."""
    jobs = options.jobs or len(os.sched_getaffinity(0))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda item: take(options, *item), chosen.items()))


def report(name, sentences):
    for sentence in sentences:
        print(f"{name}: {sentence}")
    return len(sentences) > 0


def failed(taken):
    return [name for name, lines, found, _ in taken if found is None and report(name, [lines])]


def changed(taken, recorded):
    """Names of experiments that differ; one that was never recorded does."""
    names = []
    for name, lines, found, _ in taken:
        if found is None:
            continue
        then = recorded.get(name)
        sentences = digest.differences(lines, found, then) if then else ["it is not recorded"]
        if report(name, sentences):
            names.append(name)
    return names


def write(path, taken, everything):
    """Where only some were asked for, the others stay as they are."""
    if failed(taken):
        return 1
    found = {} if everything else json.loads(path.read_text())["experiments"]
    found |= {name: one for name, _, one, _ in taken}
    document = {"schema": "widefield.baseline/1", "experiments": found}
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{len(taken)} experiments recorded")
    return 0


def check(path, taken, chosen, everything):
    recorded = json.loads(path.read_text())["experiments"]
    bad = failed(taken) + changed(taken, recorded)
    gone = sorted(set(recorded) - set(chosen)) if everything else []
    bad += [name for name in gone if report(name, ["it is recorded and not in experiments.toml"])]
    print(f"{len(taken)} experiments, {len(bad)} differ")
    return 1 if bad else 0


def show(taken):
    for name, lines, found, seconds in taken:
        if found:
            rows = sum(map(len, lines.values()))
            print(f"{found['sha256']}  {name}  {rows} rows, {seconds:.2f} s")
    return 1 if failed(taken) else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="experiments; none: all")
    parser.add_argument("--binary", required=True, help="the program widefield")
    parser.add_argument("--write", type=pathlib.Path, metavar="FILE", help="record")
    parser.add_argument("--check", type=pathlib.Path, metavar="FILE", help="compare with a record")
    parser.add_argument("--self-test", action="store_true", help="does the check reject a planted bit?")
    parser.add_argument("--threads", type=int, default=1,
                        help="of every run that does not say itself; 0: all")
    parser.add_argument("--jobs", type=int, default=0, help="runs at a time; 0: one per core")
    return parser.parse_args()


def main():
    options = parse()
    chosen = experiments([] if options.self_test else options.names)
    if options.self_test:
        return self_test.run(lambda name: simulate(options.binary, name, chosen[name], 1), write, check)
    taken = take_all(options, chosen)
    if options.write:
        return write(options.write, taken, not options.names)
    if options.check:
        return check(options.check, taken, chosen, not options.names)
    return show(taken)


if __name__ == "__main__":
    sys.exit(main())
