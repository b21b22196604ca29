"""Opens results.nc with a reader that is not ours and finds every row of results.json in it.

usage: read_netcdf.py STORE_DRIVER
"""

import json
import math
import pathlib
import subprocess
import sys
import tempfile

from scipy.io import netcdf_file

QUANTITIES = {"measured": "", "standard_error": "_standard_error", "theory": "_theory",
              "theory_at_width": "_theory_at_width", "z": "_z", "networks": "_networks"}


def number(value):
    return math.nan if value is None else float(value)  # float("inf") is infinite


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def texts(characters):
    return [b"".join(row).rstrip(b"\0").decode() for row in characters]


def check(folder):
    document = json.loads((folder / "results.json").read_text())
    with netcdf_file(folder / "results.nc", mmap=False) as file:
        assert file.version_byte == 2, "64-bit offset"
        widths = list(file.variables["width"][:])
        sizes = [entry["rows"] for entry in document["experiments"]]
        owners = [i for i, size in enumerate(sizes) for _ in range(size)]
        checked = 0
        for owner, row in zip(owners, document["rows"], strict=True):
            width = math.inf if row["width"] is None else row["width"]
            axis = row["axis"]
            named = "component" if axis == "layer" else axis + "_component"
            place = (list(file.variables[axis][:]).index(row["at"]), widths.index(width),
                     texts(file.variables[named][:]).index(row["component"]))
            dimensions = (axis, "width", named)
            if len(sizes) > 1:
                place, dimensions = (owner,) + place, ("experiment",) + dimensions
            for key, suffix in QUANTITIES.items():
                variable = file.variables[row["observable"] + suffix]
                assert variable.dimensions == dimensions
                assert variable.units == b"1" and variable.long_name and variable.symbol
                assert same(variable[place], number(row[key])), (row, key, variable[place])
                checked += 1
        if len(sizes) > 1:
            assert texts(file.variables["experiment"][:])[0].startswith("chaos")
            assert list(file.variables["weight_variance"][:]) == [1.5, 2.5]
    assert checked > 0
    return checked


with tempfile.TemporaryDirectory() as scratch:
    run = pathlib.Path(scratch) / "run"
    subprocess.run([sys.argv[1], run, "4"], check=True, stdout=subprocess.DEVNULL)
    print(check(run), "numbers read back")
    subprocess.run([sys.argv[1], run, "axes"], check=True)
    print(check(run), "numbers on every axis read back")
