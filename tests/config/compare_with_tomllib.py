"""Our TOML reader against Python's tomllib, on files and on damaged copies of them.

Inside the subset that experiment files use, both must accept the same texts and find the same
values; what lies outside (dates, inline tables, arrays of tables, keys beyond ASCII ...) ours
refuses. So: what ours accepts, tomllib accepts with the same values; what tomllib accepts and ours
refuses, ours refuses for one of the reasons below.
"""

import json
import math
import pathlib
import random
import subprocess
import sys
import tomllib

OUTSIDE = (
    "a date or a table", "inline table", "array of tables", "outside ASCII", "too long",
    "control character", "nested too deeply", "several lines", "a file of",
)
COPIES = 4000
PIECES = [b"[", b"]", b"=", b'"', b"'", b"#", b"\n", b".", b",", b"1", b"-", b"e", b"_", b"{",
          b"}", b"\\", b"nan", b"inf", b"true", b"0x1", b"1979-05-27", b'"""', b"\xc3\xa9",
          b"\xff", b"\x00", b"\r\n", b" ", b"\t", b"1_0", b"+1", b"1.", b".5", b"\\u00e9"]


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, prefix + key + ".")
        else:
            yield prefix + key, value


def plain(value):
    """A value as print_toml writes it, or raises ValueError for types we do not have."""
    if isinstance(value, list):
        return [plain(x) for x in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError(type(value))


def damaged(text, random_source):
    text = bytearray(text)
    for _ in range(random_source.randint(1, 3)):
        at = random_source.randint(0, len(text))
        cut = random_source.choice([0, 0, 1, 1, 5, 40])
        text[at:at + cut] = random_source.choice(PIECES + [b""])
    return bytes(text)


def ours(printer, texts):
    stream = b"".join(str(len(text)).encode() + b"\n" + text for text in texts)
    answer = subprocess.run([printer], input=stream, capture_output=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def theirs(text):
    try:
        return dict(flat(tomllib.loads(text.decode()))), None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, str(error)


def same(left, right):
    return type(left) is type(right) and (
        left == right if not isinstance(left, list)
        else len(left) == len(right) and all(map(same, left, right)))


def overflows(values):
    """Does tomllib read a number too large for float64 as infinite? We refuse it."""
    return any(isinstance(value, float) and math.isinf(value) for value in values.values())


def disagreement(text, mine):
    expected, problem = theirs(text)
    if "error" in mine and len(mine) == 1:
        outside = any(reason in mine["error"] for reason in OUTSIDE) or (
            expected is not None and overflows(expected) and "could not be interpreted" in mine["error"])
        return None if expected is None or outside else "only tomllib accepts: " + mine["error"]
    if expected is None:
        return "only we accept: " + problem
    values = {key: plain(value) for key, value in expected.items()}
    if mine.keys() != values.keys():
        return f"keys {sorted(mine)} and {sorted(values)}"
    wrong = [key for key in values if not same(mine[key], values[key])]
    return f"values of {wrong}" if wrong else None


def main():
    printer, folders = sys.argv[1], sys.argv[2:]
    files = [path.read_bytes() for folder in folders
             for path in sorted(pathlib.Path(folder).rglob("*.toml"))]
    source = random.Random(1)
    texts = files + [damaged(source.choice(files), source) for _ in range(COPIES)]
    answers = ours(printer, texts)
    assert len(answers) == len(texts)
    found = [(text, why) for text, mine in zip(texts, answers)
             if (why := disagreement(text, mine))]
    accepted = sum("error" not in mine for mine in answers)
    print(f"{len(texts)} texts, {accepted} accepted, {len(found)} disagreements")
    for text, why in found[:10]:
        print(why, text[:400])
    sys.exit(1 if found or accepted < len(texts) // 10 else 0)


main()
