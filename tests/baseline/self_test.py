"""Is the comparison able to fail? Plants changes in the results of real runs.

A changed bit must be found, in the right observable; what is not promised (theory, the order of
rows, the schema) may change freely.
"""

import copy
import json
import math
import pathlib
import tempfile

import digest

# Histograms and several widths; exponents, which have no place of their own.
EXPERIMENTS = "gram-tanh", "gram-sin-lyapunov"
ARGUMENTS = ["mlp"]


def next_number(row, field):
    """The smallest change there is."""
    row[field] = math.nextafter(row[field], math.inf)


def some_row(results):
    """Of the last layer, at the first width: neither the first row nor the last."""
    rows = [row for row in results["rows"] if row["observable"] == "length_map" and row["width"]]
    return max(rows, key=lambda row: row["layer"])


def a_measured_bit(results):
    next_number(some_row(results), "measured")


def a_bit_of_an_error(results):
    next_number(some_row(results), "standard_error")


def a_number_that_is_none(results):
    some_row(results)["measured"] = None


def a_network_more(results):
    some_row(results)["networks"] += 1


def another_component(results):
    some_row(results)["component"] += "0x1"


def a_missing_row(results):
    results["rows"].remove(some_row(results))


def a_row_twice(results):
    results["rows"].append(copy.deepcopy(some_row(results)))


def a_bit_of_the_last_row(results):
    """Of the limit of infinite width, or of an exponent."""
    next_number(results["rows"][-1], "measured")


def a_count_in_the_next_bin(results):
    counts = results["experiments"][0]["histograms"][0]["counts"]
    full = next(i for i, count in enumerate(counts[:-1]) if count > 0)
    counts[full] -= 1
    counts[full + 1] += 1


def nothing(_):
    pass


def rows_backwards(results):
    results["rows"].reverse()
    results["experiments"][0]["histograms"].reverse()


def other_theory(results):
    for row in results["rows"]:
        row.update(theory=1.0, theory_at_width=2.0, z=3.0, symbol="s")
    results.update(verdicts=[], provenance={}, title="another")


def schema_2(results):
    """As version 2 writes the same rows: exponents stand on an axis of their own."""
    results["schema"] = "widefield.results/2"
    for row in results["rows"]:
        row.update(axis="layer", at=row["layer"])
        if row["observable"] == "lyapunov_spectrum":
            row.update(axis="fraction", at=0.5 / float(row["component"]), layer=None)


IN_LENGTHS = (a_measured_bit, a_bit_of_an_error, a_number_that_is_none, a_network_more,
              another_component, a_missing_row, a_row_twice)
FREE = nothing, rows_backwards, other_theory, schema_2


def where(results):
    """Change -> the observable that must be named, or None where none may be."""
    expected = {change: "length_map" for change in IN_LENGTHS} | {change: None for change in FREE}
    expected[a_bit_of_the_last_row] = results["rows"][-1]["observable"]
    expected[a_count_in_the_next_bin] = "length_map histogram"
    return expected


def taken(name, results):
    """As fingerprint.py has taken it."""
    lines = digest.lines_by_observable(results)
    return name, lines, digest.fingerprint(lines, ARGUMENTS), 0


def sentences_after(change, name, results):
    doctored = copy.deepcopy(results)
    change(doctored)
    _, lines, now, _ = taken(name, doctored)
    return digest.differences(lines, now, taken(name, results)[2])


def finds(name, results, change, observable):
    """Does the comparison name this observable, and no other?"""
    found = sentences_after(change, name, results)
    right = [sentence.split(":")[0] for sentence in found] == ([observable] if observable else [])
    print(f"{'right' if right else 'WRONG'}: {name}, {change.__name__}: {found or 'the same'}")
    return right


def other_hash(document, name):
    """One digit of one fingerprint."""
    entry = document["experiments"][name]
    entry["sha256"] = ("1" if entry["sha256"][0] == "0" else "0") + entry["sha256"][1:]


def other_arguments(document, name):
    document["experiments"][name]["arguments"] = ""


def not_recorded(document, name):
    document["experiments"].clear()


def one_more(document, name):
    document["experiments"]["gone"] = document["experiments"][name]


def as_it_is(document, name):
    pass


def ends(name, one, change, write, check):
    """Is the exit status that of a difference after a change of the record, and only then?"""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "fingerprints.json"
        write(path, [one], True)
        document = json.loads(path.read_text())
        change(document, name)
        path.write_text(json.dumps(document))
        right = check(path, [one], [name], True) == (change is not as_it_is)
    print(f"{'right' if right else 'WRONG'}: {name}, {change.__name__}")
    return right


def failure_is_not_recorded(name, write):
    return write(pathlib.Path("never written"), [(name, "a run that failed", None, 0)], True) == 1


def test(name, results, write, check):
    """For every planted change, whether it was judged rightly."""
    one = taken(name, results)
    judged = [finds(name, results, *item) for item in where(results).items()]
    judged += [ends(name, one, change, write, check)
               for change in (as_it_is, other_hash, other_arguments, not_recorded, one_more)]
    return judged + [failure_is_not_recorded(name, write)]


def run(simulate, write, check):
    """simulate(name) -> its results; write and check are those of fingerprint.py."""
    judged = [right for name in EXPERIMENTS for right in test(name, simulate(name), write, check)]
    print(f"{len(judged)} planted changes, {judged.count(False)} judged wrongly")
    return 0 if all(judged) else 1
