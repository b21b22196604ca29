"""What of a results.json is promised: measured numbers and counts of histograms, never theory.

Rows of the schemas widefield.results/1 and /2 come to the same lines, whatever their order.
"""

import collections
import hashlib
import re

SCHEMAS = "widefield.results/1", "widefield.results/2"
# Of the whole network: the component says all. Which layer or axis stands beside it is layout.
PLACELESS = "lyapunov_spectrum"
DIGITS = 4  # of a row's hash, enough to find the first row that differs


def bits(number):
    """A number by its bits; None and texts such as "inf" as they are."""
    if number is None:
        return "null"
    return number if isinstance(number, str) else float(number).hex()


def whole(number):
    return "null" if number is None else str(int(number))


def place(row):
    """The layer, or in /2 the place on an axis of its own."""
    if row["observable"] == PLACELESS:
        return ""
    if row["layer"] is not None:
        return whole(row["layer"])
    return f"{row['axis']}={float(row['at'])!r}"


def key(row):
    return (row["experiment"], row["observable"], place(row), row["component"], whole(row["width"]))


def row_line(row):
    numbers = bits(row["measured"]), bits(row["standard_error"])
    return "\t".join(("row",) + key(row) + (whole(row["networks"]),) + numbers)


def histogram_line(histogram):
    counts = " ".join(map(whole, histogram["counts"]))
    return "\t".join(("histogram",) + key(histogram) + (counts,))


def natural(line):
    """Sorts layer 2 before layer 10, so that a difference is shown where it begins."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", line)]


def lines_by_observable(results):
    """Observable -> its lines, sorted."""
    if results["schema"] not in SCHEMAS:
        raise ValueError(f"schema {results['schema']}, known are {', '.join(SCHEMAS)}")
    lines = collections.defaultdict(list)
    for row in results["rows"]:
        lines[row["observable"]].append(row_line(row))
    for experiment in results["experiments"]:
        for histogram in experiment["histograms"]:
            lines[histogram["observable"] + " histogram"].append(histogram_line(histogram))
    return {observable: sorted(lines[observable], key=natural) for observable in sorted(lines)}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(lines, arguments):
    """One hash decides; those of observables and rows only say where a difference is."""
    observables = {name: sha256("\n".join(some))[:12] for name, some in lines.items()}
    rows = {name: "".join(sha256(line)[:DIGITS] for line in some) for name, some in lines.items()}
    everything = "\n".join(line for some in lines.values() for line in some)
    return {"sha256": sha256(everything), "arguments": sha256("\n".join(arguments))[:12],
            "observables": observables, "rows": rows}


def decimal(text):
    """A number by its bits and as people read it."""
    return f"{text} ({float.fromhex(text)!r})" if "0x" in text else text


def readable(line):
    kind, *parts = line.split("\t")
    shown = [decimal(part) for part in parts[-2:]] if kind == "row" else parts[-2:]
    return " | ".join([kind] + parts[:-2] + shown)


def first_difference(lines, recorded):
    """The first line whose hash is not the recorded one."""
    count = len(recorded) // DIGITS
    number = "" if count == len(lines) else f"{len(lines)} rows instead of {count}, "
    for i, line in enumerate(lines):
        if sha256(line)[:DIGITS] != recorded[i * DIGITS:(i + 1) * DIGITS]:
            return f"{number}first in {readable(line)}"
    return number + "no row that its short hash tells apart"


def differences(lines, now, then):
    """Sentences, one for every observable that differs; none where nothing does."""
    if now["arguments"] != then["arguments"]:
        return ["its arguments are not those that were recorded; record it anew"]
    if now["sha256"] == then["sha256"]:
        return []
    names = sorted(set(now["observables"]) | set(then["observables"]))
    changed = [name for name in names if now["observables"].get(name) != then["observables"].get(name)]
    return [f"{name}: {first_difference(lines.get(name, []), then['rows'].get(name, ''))}"
            for name in changed] or ["its hash differs and those of its observables do not"]
