"""A headless Chromium at the other end of two pipes (DevTools protocol, nothing but the standard
library). It writes what the page logs into `messages`."""

import base64
import fcntl
import json
import os
import select
import subprocess
import tempfile
import time

SECONDS_TO_ANSWER = 60


class Chromium:
    def __init__(self, program):
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        # Pipes may not get the numbers 3 and 4 of the protocol by chance: dup2 to itself keeps
        # the flag that closes them at exec.
        high = [os.dup(fd) for fd in (to_browser, from_browser)]
        pair = [self._above(fd) for fd in high]

        def give_pipes():
            os.dup2(pair[0], 3)
            os.dup2(pair[1], 4)

        self._process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--remote-debugging-pipe",
             f"--user-data-dir={self._profile.name}", "about:blank"],
            preexec_fn=give_pipes, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for fd in (to_browser, from_browser, *high, *pair):
            os.close(fd)
        self._next, self._buffer, self._session = 0, b"", None
        self.messages = []
        self._attach()

    @staticmethod
    def _above(fd, lowest=10):
        return fcntl.fcntl(fd, fcntl.F_DUPFD, lowest)

    def _attach(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        answer = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = answer["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def _receive(self, deadline):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser did not answer")
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise RuntimeError("the browser is gone")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _note(self, message):
        """Keeps whatever the page complains about, and whatever it asks the network for."""
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.messages.append("console: " + json.dumps(parameters["args"]))
        if method == "Runtime.exceptionThrown":
            self.messages.append("exception: " + json.dumps(parameters["exceptionDetails"]))
        if method == "Log.entryAdded":
            self.messages.append("log: " + parameters["entry"]["text"])
        if method == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if not url.startswith(("file:", "data:")):
                self.messages.append("request: " + url)

    def call(self, method, **parameters):
        self._next += 1
        message = {"id": self._next, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while True:
            answer = self._receive(deadline)
            if answer.get("id") != self._next:
                self._note(answer)
                continue
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            return answer["result"]

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def show(self, path, width, scheme="light", media="screen", height=900):
        """Loads a file in a window of this width in one colour scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while self.evaluate("document.readyState") != "complete":
            if time.monotonic() > deadline:
                raise TimeoutError("the page did not load")
            time.sleep(0.02)

    def picture(self, path):
        """A PNG of the page, of its first part where it is longer than the browser can draw."""
        longest = 12000
        size = self.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], longest), "scale": 1}
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

    def close(self):
        try:
            self.call("Browser.close")
        except (RuntimeError, TimeoutError, OSError):
            self._process.kill()
        self._process.wait(SECONDS_TO_ANSWER)
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()
