"""Looks at the report of the sample results in a headless Chromium, as a reader would: on a desk and
on a telephone, in light, in the dark and in print. Then it spoils the page in ways that every check
must notice."""

import argparse
import os
import subprocess
import sys
import tempfile

from chromium import Chromium

HERE = os.path.dirname(os.path.abspath(__file__))
# (width, colour scheme, medium)
WINDOWS = [(1280, "light", "screen"), (1280, "dark", "screen"), (400, "light", "screen"),
           (400, "dark", "screen"), (800, "dark", "print")]

# What is done to the page, and a word of the complaint that must follow.
SPOILED = [
    ("document.body.insertAdjacentHTML('beforeend', '<p>' + 'x'.repeat(900) + '</p>');"
     "document.body.lastChild.style.setProperty('overflow-wrap', 'normal')", "px wide"),
    ("document.documentElement.style.setProperty('--soft', '#b0b4b8')", "contrast"),
    ("document.documentElement.style.setProperty('--c0', '#9fd0ea')", "contrast"),
    ("{const t = document.querySelectorAll('.tick-label'); t[1].setAttribute('x',"
     "t[0].getAttribute('x')); t[1].setAttribute('y', t[0].getAttribute('y'))}", "lies on"),
    ("document.querySelector('.axis-title').setAttribute('x', '-400')", "cut off"),
    ("for (const e of document.querySelector('figure').querySelectorAll('.point, .line')) e.remove()",
     "nothing is drawn"),
    ("document.querySelector('.plot').style.display = 'none'", "a drawing of 0 x 0"),
    ("for (const p of document.querySelectorAll('.point')) p.dataset.numbers = ''", "no numbers"),
    ("window.hacked = 1", "run as a script"),
]


def write(writer, what, folder):
    path = os.path.join(folder, what + ".html")
    subprocess.run([writer, what, path], check=True)
    return path


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--chromium", required=True)
    options.add_argument("--writer", required=True)
    options.add_argument("--pictures", help="folder for a picture of every page that was looked at")
    given = options.parse_args()
    with open(os.path.join(HERE, "checks.js"), encoding="utf-8") as file:
        checks = file.read()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        browser = Chromium(given.chromium)
        try:
            for what in ("sample", "hostile", "empty"):
                failures += look_at(browser, what, write(given.writer, what, folder), checks, given)
            failures += spoil(browser, os.path.join(folder, "sample.html"), checks)
        finally:
            browser.close()
    print("\n".join(failures) or "nothing to complain about")
    return 1 if failures else 0


def look_at(browser, what, path, checks, given):
    failures = []
    for width, scheme, media in WINDOWS if what == "sample" else WINDOWS[::3]:
        browser.messages.clear()
        browser.show(path, width, scheme, media)
        complaints = browser.evaluate(checks) + browser.messages
        failures += [f"{what}, {width} px, {scheme}, {media}: {text}" for text in complaints]
        if given.pictures:
            os.makedirs(given.pictures, exist_ok=True)
            browser.picture(os.path.join(given.pictures, f"{what}-{width}-{scheme}-{media}.png"))
    return failures


def spoil(browser, path, checks):
    failures = []
    for change, word in SPOILED:
        browser.show(path, 1280)
        browser.evaluate(change + "; 0")
        if not any(word in complaint for complaint in browser.evaluate(checks)):
            failures.append(f"not noticed: {change}")
    return failures


if __name__ == "__main__":
    sys.exit(main())
