"""Pictures of the clerk's guide: the five letters in, the JPEG files of docs/huong-dan/anh/ out.

    python -m tools.guide_pictures

They depend on the Chromium that is on the machine, so a test looks only at their size and at their names.
"""

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


def write_picture(browser: Any, url: str, path: Path) -> None:
    """A page as it is opened on a desk, in light."""
    page = open_page(browser, url, WIDTH, HEIGHT, "light")
    page.screenshot(path=path, type="jpeg", quality=QUALITY, animations="disabled")
    page.close()
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path}: {path.stat().st_size} bytes, more than {MOST_BYTES}")


def write_preview(browser: Any, path: Path) -> None:
    """The preview of `vankho serve`, both editions side by side.

    To come with the live preview: start it on a copy of content/, wait until both editions are shown, and take the
    picture; then call this in `main` and put `![…](anh/xem-thu.jpg)` where docs/huong-dan/01-… says `ảnh: xem-thu.jpg`.
    """
    raise NotImplementedError


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vankho-") as folder:
        root = Path(folder)
        write_files(root, built_files(TOP / "content", search=True))
        with serving(root) as home, chromium() as browser:
            for name, address in PICTURES.items():
                write_picture(browser, home + address, OUT / f"{name}.jpg")
    for path in sorted(OUT.iterdir()):
        print(f"{path.relative_to(TOP)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
