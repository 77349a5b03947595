"""Pictures of the Jenkins that ./demo --jenkins --keep left up: .tools/venv/bin/python scripts/screenshots.py [NAME…]
Chromium cannot log in by itself, so it looks through a small proxy that does."""

import base64
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / ".demo/jenkins"
IMAGES = ROOT / "docs/images"
WIDTH = 1280


def relayed(headers):
    return {name: value for name, value in headers.items() if name.lower() not in ("host", "accept-encoding", "connection")}


def proxy(target, authorization):
    class Handler(http.server.BaseHTTPRequestHandler):
        def relay(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            headers = relayed(self.headers) | {"Authorization": authorization}
            request = urllib.request.Request(target + self.path.lstrip("/"), body, headers, method=self.command)
            try:
                answer = urllib.request.urlopen(request, timeout=60)
            except urllib.error.HTTPError as error:
                answer = error
            content = answer.read()
            # Where the demo was run is of no interest.
            content = content.replace(str(ROOT).encode(), b"/home/ada/model-gate")
            if self.path.endswith("/pipeline-syntax/"):
                # As if somebody had chosen this step.
                content = content.replace(b'<option value="modelGate: ', b'<option selected="selected" value="modelGate: ')
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = relay

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def fingerprint(address):
    """The page of the data that build 2 used."""
    with urllib.request.urlopen(address + "job/diabetes/2/model-evidence/api/json") as answer:
        paths = json.load(answer)["candidates"][0]["data"]
    hashes = {path["path"]: path["hash"] for path in paths}
    return "fingerprint/" + hashes["data"].removeprefix("md5:").removesuffix(".dir") + "/"


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("There is no Chromium here. On Debian: apt-get install chromium fonts-dejavu-core")
    if not (HERE / "url").exists():
        sys.exit("There is no Jenkins to look at: run ./demo --jenkins --keep before")
    user = "admin:" + (HERE / "secrets/ADMIN_PASSWORD").read_text()
    address = proxy((HERE / "url").read_text(), "Basic " + base64.b64encode(user.encode()).decode())
    # The page, how high it is, and what of its top is left out.
    pages = {
        "build": ("job/diabetes/4/", 700, 0),
        "evidence": ("job/diabetes/2/model-evidence/", 3120, 0),
        "fingerprint": (fingerprint(address), 560, 0),
        "snippet-generator": ("job/diabetes/pipeline-syntax/", 1000, 0),
        "configuration": ("manage/configure", 5200, 2340),
    }
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or pages:
        page, height, top = pages[name]
        with tempfile.TemporaryDirectory() as profile:
            subprocess.run(
                [chromium, "--headless=new", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
                 f"--window-size={WIDTH},{height}", "--virtual-time-budget=8000", f"--screenshot={IMAGES / name}.png", address + page],
                check=True, capture_output=True,
            )
        picture = IMAGES / f"{name}.png"
        with Image.open(picture) as image:
            image.crop((0, top, WIDTH, height)).quantize(128).save(picture, optimize=True)
        print(IMAGES / f"{name}.png")


main()
