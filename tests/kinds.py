"""One page of each kind: those of the made letters in both editions and of the five letters, for tests and pictures."""

from pathlib import Path

from make import built_files
from samples import CITED, CITES_AMBIGUOUSLY, GONE, INTERNAL_PARTLY, INTERNAL_WHOLLY, MARKS, write_samples
from web import write_files

from vankho.holdings import Edition

DECISION = "/mau/ubnd-tinh-song-van/2023/27-2023-qd-ubnd/"
SEED = "/goc/tinh-uy-quang-ngai/2022/1055-cv-tu/"

KINDS = {
    "home": "/mau/",
    "overview": "/mau/van-ban/",
    "Party letter, wanted and ambiguous": f"/mau/{CITES_AMBIGUOUSLY}/",
    "State letter with a wide table": "/mau/ubnd-tinh-song-van/2023/5120-ubnd-ktth/",
    "decision of 40 pages": DECISION,
    "three signers": "/mau/so-noi-vu-song-van/2022/03-kh-snv/",
    "joint document": "/mau/so-noi-vu-song-van/2023/15-kh-snv-stc-btctu/",
    "no addressees": "/mau/tinh-uy-song-van/2022/412-kl-tu/",
    "cited by 200": f"/mau/{CITED}/",
    "citing documents": f"/mau/{CITED}/dan-chieu/",
    "citing documents of a year": f"/mau/{CITED}/dan-chieu/2022/",
    "replaced": "/mau/tinh-uy-song-van/2021/18-kh-tu/",
    "corrected": "/mau/ubnd-tinh-song-van/2022/412-qd-ubnd/",
    "repealed": "/mau/ubnd-tinh-song-van/2020/09-ct-ubnd/",
    "all marks, long subject": f"/mau/{MARKS}/",
    "withheld passages": f"/mau/{INTERNAL_PARTLY}/",
    "body": "/mau/ubnd-tinh-song-van/",
    "body without documents": "/mau/chinh-phu/",
    "body and year": "/mau/tinh-uy-song-van/2023/",
    "year of many": "/mau/ubnd-tinh-song-van/2023/",
    "month": "/mau/ubnd-tinh-song-van/2023/thang-12/",
    "third of a month": "/mau/ubnd-tinh-song-van/2023/thang-12/ngay-11-20/",
    "all of a year": "/mau/nam/2022/",
    "years": "/mau/nam/",
    "type": "/mau/loai/quyet-dinh/",
    "types": "/mau/loai/",
    "signer": "/mau/nguoi-ky/hoang-thi-ngoc-anh/",
    "signers": "/mau/nguoi-ky/",
    "topic": "/mau/chu-de/thuy-loi/",
    "topics": "/mau/chu-de/",
    "by number": "/mau/so/",
    "wanted": "/mau/trung-uong-dang/2024/04-ct-tw/",
    "wanted by name": "/mau/van-ban/nghi-quyet-dai-hoi-dang-bo-tinh-song-van-xx/",
    "wanted without body": "/mau/van-ban/quyet-dinh-118-*/",
    "wanted list": "/mau/khong-co-trong-kho/",
    "chooser": "/mau/chon/21-kh-tu-*/",
    "about": "/mau/gioi-thieu/",
    "how to cite": "/mau/cach-vien-dan/",
    "data": "/mau/du-lieu/",
    "accessibility": "/mau/tro-nang/",
    "publication log": "/mau/nhat-ky/",
    "withdrawn": f"/mau/{GONE}/",
    "not found": "/mau/404.html",
    "search with results": "/goc/tim-kiem/?q=nghị quyết đại hội",
    "seed of the Party": SEED,
    "seed of the State": "/goc/ubnd-tinh-quang-ngai/2020/6321-ubnd-th/",
    "internal home": "/noi-bo/",
    "internal passages": f"/noi-bo/{INTERNAL_PARTLY}/",
    "wholly internal": f"/noi-bo/{INTERNAL_WHOLLY}/",
    "ambiguous list": "/noi-bo/chon/",
}
"""Name and address; a `*` stands for a digest."""


def write_sites(root: Path, work: Path) -> None:
    """The sites of `KINDS` below a folder: mau/ and noi-bo/ of the made letters, goc/ of the five, with search."""
    content = write_samples(work)
    write_files(root / "mau", built_files(content))
    write_files(root / "noi-bo", built_files(content, Edition.INTERNAL))
    write_files(root / "goc", built_files(Path(__file__).parent.parent / "content", search=True))


def address(root: Path, kind: str) -> str:
    """The address of a page of a kind, below the folder of `write_sites`."""
    path = KINDS[kind]
    if "*" in path:
        (found,) = root.glob(path.strip("/"))
        path = f"/{found.relative_to(root).as_posix()}/"
    return path
