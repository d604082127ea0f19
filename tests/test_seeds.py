"""The five letters, as a reader of the built site finds them: word for word, with the right links and no wrong one."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from htmlread import Element, file_for, links, parse_html

from vankho.spelling import nfc

HERE = Path(__file__).parent
META = json.loads((HERE / "gold" / "meta.json").read_text(encoding="utf-8"))
GOLD = json.loads((HERE / "gold" / "citations.json").read_text(encoding="utf-8"))
NEGATIVES = json.loads((HERE / "gold" / "negatives.json").read_text(encoding="utf-8"))
PAGES = {
    "000_d21387fc7ca6d9d2.txt": "tinh-uy-quang-ngai/2023/1593-cv-tu/index.html",
    "001_dd305ea0007a7ed5.txt": "tinh-uy-quang-ngai/2022/1055-cv-tu/index.html",
    "002_8f2989e9c21d46ac.txt": "thanh-uy-quang-ngai/2024/1438-cv-tu/index.html",
    "003_0ef14e2d4badb0e8.txt": "tinh-uy-quang-ngai/2023/1889-cv-tu/index.html",
    "004_f22f0eb8595002a8.txt": "ubnd-tinh-quang-ngai/2020/6321-ubnd-th/index.html",
}
HUB = "van-ban/nghi-quyet-dai-hoi-dang-bo-tinh-quang-ngai-xx/index.html"


def seed(name: str) -> str:
    return nfc((HERE / "seeds" / name).read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    """The words of a source, without its emphasis and with the blanks inside its number taken out."""
    text = re.sub(r"[*\\]", "", text)
    text = re.sub(r"([0-9]) ?([-/]) ?(CV/TU|UBND-TH)", r"\1\2\3", text)
    return [word for word in re.sub(r"(^|\n)\s*- (Kính gửi)", r"\1\2", text).split() if word != "-"]


def letter(site: dict[str, bytes], name: str) -> Element:
    return parse_html(site[PAGES[name]]).one("article")


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_the_letter_is_on_its_page(public_site, name):
    shown = Counter(word for word in letter(public_site, name).words if word not in ("-", "*"))
    assert shown == Counter(words(seed(name)))


@pytest.mark.parametrize("name", PAGES)
def test_the_body_is_the_seed_s_word_for_word_in_order(public_site, name):
    """From the first sentence to the last, one unbroken run of the source."""
    body = letter(public_site, name).one("div", class_="noi-dung-thu")
    shown = [word for word in body.words if word != "-"]
    source = words(seed(name))
    start = next(i for i in range(len(source)) if source[i : i + 8] == shown[:8])
    assert source[start : start + len(shown)] == shown
    assert source[start + len(shown)] in ("Nơi", "nhận:")


@pytest.mark.parametrize("meta", META, ids=lambda meta: meta["number_symbol"])
def test_letterhead_and_lists_are_those_of_the_letter(public_site, meta):
    page = letter(public_site, meta["file"])
    assert meta["number_symbol"] in page.one("p", class_="so-ky-hieu").text
    assert page.one("p", class_="trich-yeu").words == meta.get("subject_as_written", meta["subject"]).split()
    for part, key in (("kinh-gui", "addressees"), ("noi-nhan", "recipients")):
        lines = [line.text.removeprefix("- ").rstrip(",;.") for line in page.one("div", class_=part).all("li")]
        assert lines == [line.rstrip(",;.") for line in meta[key]]
    signature = page.one("p", class_="nguoi-ky").words
    signer = meta["signer"]
    assert " ".join(signature) == " ".join(filter(None, (signer["authority"], signer["position"], signer["name"])))
    state = meta["side"] == "state"
    assert ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page.text, "ĐẢNG CỘNG SẢN VIỆT NAM" in page.text) == (
        state,
        not state,
    )


def citation_links(site: dict[str, bytes], name: str) -> list[tuple[str, str]]:
    """(words, file) of each citation link of a letter, in reading order."""
    found = []
    for link in letter(site, name).all("a"):
        if (link.attributes.get("id") or "").startswith("dc-"):
            target = file_for(PAGES[name], link.attributes["href"] or "")
            assert target is not None
            found.append((" ".join(link.words), target[0]))
    return found


def expected_anchor(gold: dict[str, object]) -> str:
    return " ".join(re.sub(r"[*\\]", "", str(gold["anchor"])).split())


@pytest.mark.parametrize("name", PAGES)
def test_each_full_citation_links_to_the_page_of_its_document(public_site, name):
    full = [gold for gold in GOLD if gold["file"] == name and gold["kind"] == "full"]
    shown = citation_links(public_site, name)
    for gold in full:
        year = gold["date"][:4]
        last = f"{gold['number']}-{gold['symbol']}".lower().replace("/", "-").replace("đ", "d")
        files = [file for text, file in shown if text == expected_anchor(gold)]
        assert files, gold["quote"]
        assert all(file.endswith(f"/{year}/{last}/index.html") for file in files)
        assert all(file in public_site for file in files)
        assert " ".join(gold["anchor"].split()[-1:]) in parse_html(public_site[files[0]]).one("h1").text


def test_there_are_twelve_full_citations_two_of_them_in_subjects():
    full = [gold for gold in GOLD if gold["kind"] == "full"]
    assert (len(full), sum(gold["zone"] == "subject" for gold in full)) == (12, 2)


@pytest.mark.parametrize("name", PAGES)
def test_the_links_are_the_core_citations_and_nothing_else(public_site, name):
    """So nothing of the negatives is a link; a name that stands for two documents is none either."""
    core = [g for g in GOLD if g["file"] == name and g["level"] == "core" and (g["kind"] == "full" or g["resolves_to"])]
    assert [text for text, _ in citation_links(public_site, name)] == [expected_anchor(gold) for gold in core]
    negatives = {" ".join(re.sub(r"[*\\]", "", n["quote"]).split()) for n in NEGATIVES if n["file"] == name}
    assert not negatives & {text for text, _ in citation_links(public_site, name)}


def test_three_letters_lead_to_one_hub(public_site):
    letters = [name for name in PAGES if HUB in {file for _, file in citation_links(public_site, name)}]
    assert [name[:3] for name in letters] == ["002", "003", "004"]
    page = parse_html(public_site[HUB])
    assert "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Quảng Ngãi lần thứ XX" in page.one("h1").text
    entries = [entry for group in page.all("ul", class_="danh-sach") for entry in group.all("li")]
    assert len(entries) == 3
    assert all(entry.all("mark") for entry in entries)


def test_short_forms_stand_for_what_they_define(public_site):
    shown = citation_links(public_site, "001_dd305ea0007a7ed5.txt")
    assert {file for text, file in shown if text == "Kết luận số 02"} == {"trung-uong-dang/2021/02-kl-tw/index.html"}
    assert {file for text, file in shown if text == "Kế hoạch số 57"} == {"tinh-uy-quang-ngai/2021/57-kh-tu/index.html"}


def test_one_symbol_two_registers(public_site):
    """TU is the Thành ủy in 150-KH/TU and the Tỉnh ủy in 2245-CV/TU of the same sentence."""
    shown = dict(citation_links(public_site, "002_8f2989e9c21d46ac.txt"))
    assert shown["Kế hoạch số 150-KH/TU"].startswith("thanh-uy-quang-ngai/")
    assert shown["Công văn số 2245-CV/TU"].startswith("tinh-uy-quang-ngai/")


def test_every_link_and_fragment_of_the_site_leads_somewhere(public_site):
    ids = {
        name: {e.attributes["id"] for e in parse_html(content).all() if e.attributes.get("id")}
        for name, content in public_site.items()
        if name.endswith(".html")
    }
    for name, content in public_site.items():
        if not name.endswith(".html"):
            continue
        for address in links(content):
            target = file_for(name, address)
            assert target is not None, f"{name} asks another host: {address}"
            file, fragment = target
            if file == "tim-kiem/index.html" or file in ("data/manifest.jsonl",):
                continue
            assert file in public_site, f"{name}: {address}"
            assert not fragment or fragment in ids[file], f"{name}: {address}"
            assert address.startswith("/") == (name == "404.html" and not address.startswith("#")), f"{name}: {address}"


def test_ids_of_a_page_are_its_own(public_site):
    for name, content in public_site.items():
        if name.endswith(".html"):
            found = [e.attributes["id"] for e in parse_html(content).all() if e.attributes.get("id")]
            assert len(found) == len(set(found)), name


def test_data_files_say_what_the_contract_names(public_site):
    directives = [json.loads(line) for line in public_site["data/directives.jsonl"].splitlines()]
    keys = {"id", "url", "number", "symbol", "type", "issuer", "date", "subject", "signers", "cites", "cited_by"}
    assert len(directives) == 5
    assert all(keys <= directive.keys() for directive in directives)
    by_id = {directive["id"]: directive for directive in directives}
    for meta in META:
        directive = by_id[PAGES[meta["file"]].removesuffix("/index.html")]
        assert (directive["number"], directive["symbol"], directive["type"]) == (
            meta["number"],
            meta["symbol"],
            meta["type"],
        )
        assert (directive["date"], directive["signers"]) == (meta["date"], [meta["signer"]["name"]])
    citations = [json.loads(line) for line in public_site["data/citations.jsonl"].splitlines()]
    assert len(citations) == sum(gold["level"] == "core" for gold in GOLD)
    assert {citation["status"] for citation in citations} == {"wanted"}
    assert all(citation["evidence"] for citation in citations)
    told = [json.loads(line) for line in public_site["data/relations.jsonl"].splitlines()]
    chain = {(t["subject"], t["relation"], t["object"]) for t in told}
    assert ("trung-uong-dang/2021/02-kl-tw", "implements", "trung-uong-dang/2015/47-ct-tw") in chain
    assert ("thanh-uy-quang-ngai/2024/150-kh-tu", "implements", "trung-uong-dang/2024/35-ct-tw") in chain


def test_the_letter_itself_only_mentions_what_a_title_cites(public_site):
    citations = [json.loads(line) for line in public_site["data/citations.jsonl"].splitlines()]
    of_47 = [c for c in citations if c["target"] == "trung-uong-dang/2015/47-ct-tw"]
    assert [(c["from"], c["relation"]) for c in of_47] == [("tinh-uy-quang-ngai/2022/1055-cv-tu", "mentions")]
