"""How long a map takes to draw in headless Chromium, and how large its file is, at several sizes. `make bench`.

picture: from when the page hands it over until it stands; page: from the opening of the file until then; processor: the
work of the page's main thread until then, which does not grow while others are busy on the machine.
"""

from __future__ import annotations

import runpy
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kg.render import render

SIZES = (50, 500, 2000, 5000)
TIMES = 5  # of each figure the best is printed
made = runpy.run_path(str(Path(__file__).resolve().parents[1] / "map_graphs.py"))["made"]


def seconds(browser: Browser, address: str) -> tuple[float, float, float]:
    """(picture, page, processor) of one opening."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_function("window.kgMap && kgMap.drawn !== null")
    picture, stood = page.evaluate("[kgMap.drawn, kgMap.stood]")
    measured = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return picture / 1000, stood / 1000, measured["ThreadTime"]


def main(sizes: tuple[int, ...] = SIZES, times: int = TIMES) -> None:
    """Prints a line for each size and each way to open it: a large map opens on its summary."""
    print("instruments  opens on   file      picture  page     processor")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size in sizes:
            file = Path(folder) / f"{size}.html"
            file.write_text(render(made(size)), encoding="utf-8")
            kilobytes = file.stat().st_size / 1000
            opened = {"summary": "", "all boxes": "#summary=0"} if size > 1500 else {"all boxes": ""}
            for name, fragment in opened.items():
                found = [seconds(browser, file.as_uri() + fragment) for _ in range(times)]
                best = "".join(f"{min(each):6.2f} s" for each in zip(*found, strict=True))
                print(f"{size:>11}  {name:<9} {kilobytes:6.0f} kB{best}", flush=True)
        browser.close()


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
