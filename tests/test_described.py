"""What pages say to programs: JSON-LD read by a real processor, Dublin Core, Open Graph, feeds of citing documents."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from htmlread import parse_html
from make import ARCHIVE, built_files, letter, write_content
from pyld import jsonld

from vankho.holdings import Edition

HERE = Path(__file__).parent
KNOWN = json.loads((HERE / "cases" / "schema-org.json").read_text(encoding="utf-8"))["types"]
SCHEMA = "http://schema.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://vb.example.vn/kho"
HOSTILE = "Về </script><script>alert(1)</script> <!-- & \"'"

FILES = {
    "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
    "tinh-uy-a/2022/8-kh-tu": letter(number="8-KH/TU", kind="kế hoạch", date="2022-01-06"),
    "tinh-uy-a/2023/9-kh-tu": letter(
        number="9-KH/TU", kind="kế hoạch", date="2023-02-01", subject=json.dumps(HOSTILE, ensure_ascii=False),
        body="Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy. Kế hoạch này thay thế Kế hoạch số 8-KH/TU ngày "
        "06/01/2022 của Tỉnh ủy. Căn cứ Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư.",
        more="signers: [{position: BÍ THƯ, name: Đặng Văn Đ}]\ntopics: [Văn thư]\neffective: 2023-03-01\norgan: Ban Thường vụ\n"
        "co_issuers: [thanh-uy-a]\n",
    ),
    "tinh-uy-a/2023/11-cv-tu": letter(
        number="11-CV/TU", date="2023-06-01", access="internal", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    content = write_content(tmp_path_factory.mktemp("kho") / "content", FILES, ARCHIVE + f"base_url: {BASE}\n")
    return {edition: built_files(content, edition) for edition in Edition}


def load(url, options):
    """schema.org's own context (release 30.0), as far as we use it: of addresses as texts, `item` is none."""
    assert url == "https://schema.org"
    addresses = {term: {"@type": "@id"} for term in ("url", "isBasedOn", "isPartOf", "contentUrl")}
    context = {"@context": {"@vocab": SCHEMA, **addresses}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}


def graph(files, name):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', files[f"{name}/index.html"].decode())
    data = json.loads(block[1])
    expanded = jsonld.expand(data, {"documentLoader": load, "base": f"{BASE}/{name}/"})
    (whole,) = expanded if "@graph" in expanded[0] else ({"@graph": expanded},)
    return whole["@graph"], data["@graph"]


def node(nodes, kind):
    (found,) = [each for each in nodes if f"{SCHEMA}{kind}" in each["@type"]]
    return found


def values(node, key):
    return [each.get("@value", each.get("@id")) for each in node.get(f"{SCHEMA}{key}", [])]


def test_a_processor_reads_what_the_page_shows(site):
    nodes, _ = graph(site[Edition.PUBLIC], "tinh-uy-a/2023/9-kh-tu")
    legislation = node(nodes, "Legislation")
    assert legislation["@id"] == f"{BASE}/tinh-uy-a/2023/9-kh-tu/"
    assert values(legislation, "legislationIdentifier") == ["9-KH/TU"]
    assert values(legislation, "legislationType") == ["Kế hoạch"]
    assert values(legislation, "legislationDate") == ["2023-02-01"]
    assert values(legislation, "legislationDateOfApplicability") == ["2023-03-01"]
    assert values(legislation, "keywords") == ["Văn thư"]
    assert values(legislation, "abstract") == [HOSTILE]
    assert [values(body, "name")[0] for body in legislation[f"{SCHEMA}legislationPassedBy"]] == [
        "Ban Thường vụ Tỉnh ủy A",
        "Thành ủy A",
    ]
    (person,) = legislation[f"{SCHEMA}accountablePerson"]
    assert values(person, "name") + values(person, "jobTitle") == ["Đặng Văn Đ", "Bí thư"]
    assert values(legislation, "legislationChanges") == [f"{BASE}/tinh-uy-a/2022/8-kh-tu/"]
    assert values(legislation, "legislationEnsuresImplementationOf") == [f"{BASE}/tinh-uy-a/2022/7-kh-tu/"]
    assert values(legislation, "isBasedOn") == [f"{BASE}/tw/2021/2-kl-tw/"]
    assert values(legislation, "citation") == []


def test_the_breadcrumb_is_that_of_the_page(site):
    nodes, _ = graph(site[Edition.PUBLIC], "tinh-uy-a/2023/9-kh-tu")
    items = node(nodes, "BreadcrumbList")[f"{SCHEMA}itemListElement"]
    page = parse_html(site[Edition.PUBLIC]["tinh-uy-a/2023/9-kh-tu/index.html"])
    shown = [li.text for li in page.one("nav", class_="duong-dan").all("li")]
    assert [values(item, "name")[0] for item in items] == shown
    assert [values(item, "position")[0] for item in items] == [1, 2, 3, 4]
    assert [item[f"{SCHEMA}item"][0]["@id"] for item in items[:3]] == [
        f"{BASE}/", f"{BASE}/tinh-uy-a/", f"{BASE}/tinh-uy-a/2023/"
    ]  # fmt: skip


def test_every_property_is_one_of_its_type_in_schema_org(site):
    def check(each):
        assert set(each) - {"@type", "@id"} <= set(KNOWN[each["@type"]]), each
        for inner in each.values():
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, dict) and part.keys() != {"@id"}:
                    check(part)

    seen = 0
    for name in FILES:
        if f"{name}/index.html" in site[Edition.PUBLIC]:
            for each in graph(site[Edition.PUBLIC], name)[1]:
                check(each)
                seen += 1
    assert seen == 6


def test_without_a_base_url_addresses_are_found_from_the_page(public_site):
    nodes, _ = graph(public_site, "tinh-uy-quang-ngai/2022/1055-cv-tu")
    legislation = node(nodes, "Legislation")
    assert legislation["@id"] == f"{BASE}/tinh-uy-quang-ngai/2022/1055-cv-tu/"
    assert f"{BASE}/trung-uong-dang/2021/02-kl-tw/" in values(legislation, "legislationEnsuresImplementationOf")
    assert 'property="og:url"' not in public_site["tinh-uy-quang-ngai/2022/1055-cv-tu/index.html"].decode()


def test_no_text_of_a_letter_ends_the_block(site):
    source = site[Edition.PUBLIC]["tinh-uy-a/2023/9-kh-tu/index.html"].decode()
    assert "<script>alert" not in source
    assert source.count("</script>") == source.count("<script")


def metas(page, attribute):
    return [(m.attributes[attribute], m.attributes["content"]) for m in page.all("meta") if attribute in m.attributes]


def test_dublin_core_and_open_graph(site):
    page = parse_html(site[Edition.PUBLIC]["tinh-uy-a/2023/9-kh-tu/index.html"])
    core = dict(metas(page, "name"))
    assert core["DCTERMS.identifier"] == "9-KH/TU"
    assert core["DCTERMS.issued"] == "2023-02-01"
    assert core["DCTERMS.creator"] == "Ban Thường vụ Tỉnh ủy A và Thành ủy A"
    assert core["description"].endswith(HOSTILE)
    graph_ = dict(metas(page, "property"))
    assert graph_["og:url"] == f"{BASE}/tinh-uy-a/2023/9-kh-tu/"
    assert graph_["og:locale"] == "vi_VN"


def test_lists_say_in_a_line_what_they_hold(site):
    for name in ("index.html", "tinh-uy-a/index.html", "tinh-uy-a/2022/index.html", "loai/ke-hoach/index.html"):
        assert "văn bản" in dict(metas(parse_html(site[Edition.PUBLIC][name]), "name"))["description"]


def feed(files, name):
    root = ET.fromstring(files[name])
    return root, root.findall(f"{ATOM}entry")


def test_what_cites_a_directive_can_be_followed(site):
    files = site[Edition.PUBLIC]
    root, entries = feed(files, "tinh-uy-a/2022/7-kh-tu/dan-chieu.xml")
    assert root.find(f"{ATOM}updated").text == "2023-02-01T00:00:00Z"
    (entry,) = entries
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{BASE}/tinh-uy-a/2023/9-kh-tu/"
    assert "Thực hiện Kế hoạch số 7-KH/TU" in entry.find(f"{ATOM}content").text
    page = parse_html(files["tinh-uy-a/2022/7-kh-tu/index.html"])
    assert "dan-chieu.xml" in [link.attributes["href"] for link in page.all("link", rel="alternate")]
    assert page.one("section", id="lien-quan").one("a", href="dan-chieu.xml")
    assert "tinh-uy-a/2023/9-kh-tu/dan-chieu.xml" not in files


def test_what_is_not_held_can_be_waited_for(site):
    files = site[Edition.PUBLIC]
    root, (entry,) = feed(files, "tw/2021/2-kl-tw/dan-chieu.xml")
    assert root.find(f"{ATOM}title").text == "Văn bản dẫn chiếu đến Kết luận số 2-KL/TW"
    assert "Căn cứ Kết luận số 2-KL/TW" in entry.find(f"{ATOM}content").text
    page = parse_html(files["tw/2021/2-kl-tw/index.html"])
    assert "dan-chieu.xml" in [link.attributes["href"] for link in page.all("link", rel="alternate")]
    assert page.one("main").one("a", href="dan-chieu.xml")


def test_feeds_name_themselves_and_their_page_where_the_site_knows_its_address(site, public_site):
    for name, page in (("feed.xml", ""), ("tinh-uy-a/2022/7-kh-tu/dan-chieu.xml", "tinh-uy-a/2022/7-kh-tu/")):
        links = feed(site[Edition.PUBLIC], name)[0].findall(f"{ATOM}link")
        assert {link.attrib["rel"]: link.attrib["href"] for link in links} == {
            "self": f"{BASE}/{name}", "alternate": f"{BASE}/{page}"
        }  # fmt: skip
    for name, content in public_site.items():
        if name.endswith(("feed.xml", "dan-chieu.xml")):
            assert b"<link" not in content, name  # and each entry has content then (RFC 4287, 4.1.1.1)


def test_every_feed_has_what_atom_asks_for_and_ids_of_its_own(site):
    for files in site.values():
        seen = []
        for name in files:
            if name.endswith(".xml") and name != "sitemap.xml":
                root, entries = feed(files, name)
                for each in (root, *entries):
                    assert all(each.find(f"{ATOM}{tag}").text for tag in ("id", "title", "updated")), name
                    seen.append(each.find(f"{ATOM}id").text)
                assert root.find(f"{ATOM}author/{ATOM}name").text
        assert len(seen) == len(set(seen))


def test_no_internal_citer_is_in_a_public_feed(site):
    assert len(feed(site[Edition.INTERNAL], "tinh-uy-a/2022/7-kh-tu/dan-chieu.xml")[1]) == 2
    assert not [name for name, content in site[Edition.PUBLIC].items() if b"11-CV/TU" in content]


def test_every_page_says_in_a_line_what_it_is(site):
    for edition in Edition:
        said = [
            dict(metas(parse_html(each), "name"))["description"]
            for name, each in site[edition].items()
            if name.endswith(".html")
        ]
        assert all(said)
        assert len(set(said)) == len(said)


def test_a_letter_is_not_related_to_itself_nor_to_what_it_may_mean(tmp_path):
    texts = {
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2017/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05"),
        "tinh-uy-a/2023/10-cv-tu": letter(
            body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy, kèm theo Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy."
        ),
    }
    files = built_files(write_content(tmp_path / "content", texts))
    assert b'"status":"ambiguous"' in files["data/citations.jsonl"]
    assert b'"relation":"self"' in files["data/citations.jsonl"]
    _, data = graph(files, "tinh-uy-a/2023/10-cv-tu")
    assert not [each for each in data[0].values() if isinstance(each, list) and each[0].get("@type") == "Legislation"]
