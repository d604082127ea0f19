"""Pictures of the clerk's guide: the five letters in, the JPEG files of docs/huong-dan/anh/ out.

    python -m tools.guide_pictures [preview]

takes those of the pages, or that of the live preview.
They depend on the Chromium that is on the machine, so a test looks only at their size and at their names.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.screenshots import TOP, open_page

from kinds import SEED  # isort: skip # tools.screenshots has put tests/ on the path
from make import built_files  # isort: skip
from web import chromium, serving, write_files  # isort: skip

OUT = TOP / "docs" / "huong-dan" / "anh"
WIDTH, HEIGHT = 1280, 800
QUALITY = 70
"""As PNG files two of them were above MOST_BYTES."""
MOST_BYTES = 150_000
"""Of a picture: a guide is read on slow lines too."""

PICTURES = {
    "trang-dau": "/",
    "van-ban": SEED.removeprefix("/goc"),
    "tim-kiem": "/tim-kiem/?q=thực hiện nhiệm vụ",
}
"""Name and address in the public edition. The guide names each as `anh/NAME.jpg`."""
PREVIEW = "xem-thu"


def write_picture(browser: Any, url: str, path: Path) -> None:
    """A page as it is opened on a desk, in light."""
    page = open_page(browser, url, WIDTH, HEIGHT, "light")
    page.screenshot(path=path, type="jpeg", quality=QUALITY, animations="disabled")
    page.close()
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path}: {path.stat().st_size} bytes, more than {MOST_BYTES}")


def write_preview(browser: Any, path: Path) -> None:
    """The preview of `vankho serve`: both editions side by side, of a copy of content/."""
    with tempfile.TemporaryDirectory(prefix="vankho-") as folder:
        content = shutil.copytree(TOP / "content", Path(folder) / "content")
        command = [sys.executable, "-m", "vankho", "serve", "--content", str(content), "--port", "0"]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, encoding="utf-8") as serve:
            assert serve.stderr is not None
            try:
                home = next(found[0] for line in serve.stderr if (found := re.search(r"http://127[.]\S+/", line)))
                write_picture(browser, home, path)
            finally:
                serve.terminate()


def main(words: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, tempfile.TemporaryDirectory(prefix="vankho-") as folder:
        if words == ["preview"]:
            write_preview(browser, OUT / f"{PREVIEW}.jpg")
        else:
            root = Path(folder)
            write_files(root, built_files(TOP / "content", search=True))
            with serving(root) as home:
                for name, address in PICTURES.items():
                    write_picture(browser, home + address, OUT / f"{name}.jpg")
    for path in sorted(OUT.iterdir()):
        print(f"{path.relative_to(TOP)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
