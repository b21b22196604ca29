"""The first normal of `widefield doctor`, computed by code that shares nothing with ours."""

import json
import math
import subprocess
import sys

MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
WEYL = 0x9E3779B9, 0xBB67AE85
WORD = 0xFFFFFFFF


def philox4x32(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p, q = MULTIPLIERS[0] * c[0], MULTIPLIERS[1] * c[2]
        c = [(q >> 32) ^ c[1] ^ k[0], q & WORD, (p >> 32) ^ c[3] ^ k[1], p & WORD]
        k = [(k[0] + WEYL[0]) & WORD, (k[1] + WEYL[1]) & WORD]
    return c


# Known answer of Random123.
assert philox4x32([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]

# The key of width 1: the first words at counter {width, 0, 0, 0} and key = seed. Then counter
# {block, copy | matrix | attempt | purpose, layer, network}: weights are purpose 0, layers count
# from 1.
key = philox4x32([1, 0, 0, 0], [1, 0])[:2]
radius, angle, *_ = philox4x32([0, 0, 1, 0], key)
normal = math.sqrt(-2 * math.log((radius + 0.5) / 2**32)) * math.cos(2 * math.pi * angle / 2**32)

answer = subprocess.run([sys.argv[1], "doctor", "--json"], capture_output=True, check=True)
check = json.loads(answer.stdout)["checks"][0]
print(normal**2, check)
sys.exit(0 if abs(check["found"] - normal**2) < 1e-7 and
         abs(check["expected"] - normal**2) < 1e-15 else 1)
