"""What was published, changed, moved and withdrawn: the log as a file, as pages, and as what `check` holds a site to."""

import json
import xml.etree.ElementTree as ElementTree
from datetime import date as Day
from datetime import timedelta

import pytest
from htmlread import parse_html
from hypothesis import given
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, archive, built_files, letter, source, write_content

from vankho.cli import main
from vankho.history import changes, digest, online, withdrawn
from vankho.holdings import Edition
from vankho.keeper import mark_internal
from vankho.loading import load
from vankho.model import Event, LogEntry
from vankho.publog import log_text, read_log

ONE, TWO = "tinh-uy-a/2023/10-cv-tu", "tinh-uy-a/2023/11-cv-tu"
DAY = Day(2026, 11, 25)

ids = st.sampled_from([ONE, TWO, "thanh-uy-a/2023/5-kh-tu"])
digests = st.text("0123456789abcdef", min_size=16, max_size=16)
entries = st.one_of(
    st.builds(LogEntry, st.just(DAY), st.sampled_from([Event.PUBLISHED, Event.CHANGED]), ids, digest=digests),
    st.builds(LogEntry, st.just(DAY), st.just(Event.MOVED), ids, ids, digests),
    st.builds(LogEntry, st.just(DAY), st.just(Event.WITHDRAWN), ids),
)


def read(text):
    return read_log(source(text, "log-public.jsonl"))


@given(st.lists(entries))
def test_a_log_reads_as_it_was_written(log):
    assert read(log_text(log)) == (tuple(log), ())


@given(st.lists(entries))
def test_nothing_is_on_the_site_and_withdrawn(log):
    assert not online(log).keys() & withdrawn(log).keys()


GOOD = {"date": "2026-11-25", "event": "published", "id": ONE, "digest": "0" * 16}


@pytest.mark.parametrize(
    "line",
    ["", "x", "[]", "[" * 100_000, '{"date": 1}', "{}",
     *(json.dumps({**GOOD, **change}) for change in (
         {"event": "lost"}, {"date": "25/11/2026"}, {"date": "2026-13-01"}, {"id": "../x/2023/a"}, {"id": "a/2023/<b>"}, {"id": "/a/2023/b/"},
         {"digest": "x"}, {"more": "x"}, {"event": "moved"}, {"event": "withdrawn"}, {"date": "2020-01-01"},
     ))],
)  # fmt: skip
def test_a_bad_line_is_told_with_its_place(line):
    found, problems = read(f"{json.dumps(GOOD)}\n{line}\n{json.dumps(GOOD)}\n")
    assert [problem.place.line for problem in problems] == [2]
    assert {problem.code for problem in problems} == {"bad-log"}
    assert len(found) == 2


def told(texts, log=(), edition=Edition.PUBLIC, day=DAY):
    holdings = archive(*texts, edition=edition, log=tuple(log)).holdings
    return changes(holdings, day)


def events(found):
    return [(entry.event, entry.id, entry.to) for entry in found]


def test_what_happens_to_a_letter_is_logged_once():
    first = told([letter()])
    assert events(first) == [(Event.PUBLISHED, ONE, "")]
    assert told([letter()], first) == ()
    changed = told([letter(body="Khác.")], first)
    assert events(changed) == [(Event.CHANGED, ONE, "")]
    assert told([letter(body="Khác.")], (*first, *changed)) == ()
    gone = told([letter(access="internal")], (*first, *changed))
    assert events(gone) == [(Event.WITHDRAWN, ONE, "")]
    log = (*first, *changed, *gone)
    assert told([letter(access="internal")], log) == ()
    assert withdrawn(log) == {ONE: DAY}
    assert events(told([letter()], log)) == [(Event.PUBLISHED, ONE, "")]


def test_a_letter_that_says_where_it_stood_has_moved():
    first = told([letter()])
    moved = letter(number="11-CV/TU", more=f"formerly: [/{ONE}/]\n")
    found = told([moved], first)
    assert events(found) == [(Event.MOVED, ONE, TWO)]
    assert told([moved], (*first, *found)) == ()
    assert events(told([], (*first, *found))) == [(Event.WITHDRAWN, ONE, ""), (Event.WITHDRAWN, TWO, "")]
    again = letter(number="12-CV/TU", more=f"formerly: [/{ONE}/, /{TWO}/]\n")
    three = "tinh-uy-a/2023/12-cv-tu"
    assert events(told([again], (*first, *found))) == [(Event.MOVED, ONE, three), (Event.MOVED, TWO, three)]


SHOWN = {
    "body": {"body": "Khác."},
    "subject": {"subject": "Về việc khác"},
    "signer": {"more": "signers: [{name: Lê Văn A}]\n"},
    "recipient": {"more": "recipients: [Lưu VP.]\n"},
    "note": {"more": "notes: [Bản mờ.]\n"},
    "status": {"more": "status: Hết hiệu lực\n"},
    "stated relation": {"more": "relations: [{relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}]\n"},
}  # fmt: skip


@pytest.mark.parametrize("what", SHOWN)
def test_every_word_that_is_shown_counts(what):
    def of(text):
        (shown,) = archive(text).holdings.full()
        return digest(shown, archive(text).holdings.letters.blocks(shown.id))

    assert of(letter(**SHOWN[what])) != of(letter())
    assert of(letter().replace("subject: Về", "subject:  Về")) == of(letter())


def test_what_is_internal_changes_no_public_log():
    hidden = letter(body="Nội dung.\n\n::: internal\nRiêng.\n:::", more="notes: [{value: Riêng, access: internal}]\n")
    other = hidden.replace("Riêng", "Khác")
    public = told([hidden])
    assert told([other], public) == ()
    internal = told([hidden], edition=Edition.INTERNAL)
    assert events(told([other], internal, Edition.INTERNAL)) == [(Event.CHANGED, ONE, "")]


# --- pages ----------------------------------------------------------------------------------------------------------


def with_log(folder, texts, *lines):
    content = write_content(
        folder / "content", texts, ARCHIVE + "base_url: https://kho.example/x\ncontact: Văn phòng\n"
    )
    (content / "log-public.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return content


def line(event, id_, date="2026-11-25", **more):
    return {"date": date, "event": event, "id": id_, **({} if event == "withdrawn" else {"digest": "0" * 16}), **more}


def test_the_log_is_a_page_a_feed_and_data(tmp_path):
    texts = {ONE: letter()}
    content = with_log(
        tmp_path,
        texts,
        line("published", ONE, "2026-01-02"),
        line("published", TWO),
        line("changed", ONE),
        line("withdrawn", TWO),
    )
    files = built_files(content)
    page = parse_html(files["nhat-ky/index.html"])
    rows = [" ".join(row.words) for row in page.all("tr")][1:]
    assert rows == [
        f"25/11/2026 Công bố /{TWO}/",
        "25/11/2026 Sửa Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy A",
        f"25/11/2026 Gỡ /{TWO}/",
        "02/01/2026 Công bố Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy A",
    ]
    feed = ElementTree.fromstring(files["nhat-ky/feed.xml"])
    space = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{space}entry/{space}title") == f"Công bố: /{TWO}/"
    assert len({entry.findtext(f"{space}id") for entry in feed.iter(f"{space}entry")}) == 4
    assert feed.findtext(f"{space}updated") == "2026-11-25T00:00:00Z"
    data = [json.loads(text) for text in files["data/publication-log.jsonl"].decode().splitlines()]
    assert [(each["event"], each["url"]) for each in data][-1] == ("withdrawn", f"/{TWO}/")
    assert "nhat-ky" in files["index.html"].decode()
    assert "https://kho.example/x/nhat-ky/</loc>" in files["sitemap.xml"].decode()
    assert "feed.xml" not in files["sitemap.xml"].decode()


def test_without_a_log_there_is_no_trace_of_one(tmp_path):
    files = built_files(write_content(tmp_path / "content", {ONE: letter()}))
    assert not [name for name in files if "nhat-ky" in name or "publication" in name]
    assert "nhat-ky" not in files["index.html"].decode()


def test_what_was_withdrawn_has_a_page_that_says_when_and_nothing_else(tmp_path):
    texts = {ONE: letter(), TWO: letter("11-CV/TU", subject="Về việc kín", access="internal")}
    content = with_log(
        tmp_path, texts, line("published", ONE), line("published", TWO), line("withdrawn", TWO, "2026-11-26")
    )
    files = built_files(content)
    page = files[f"{TWO}/index.html"].decode()
    assert "Văn bản ở địa chỉ này được gỡ khỏi kho ngày 26/11/2026." in page
    assert "noindex" in page
    assert "kín" not in page
    assert "11-CV/TU" not in "".join(
        content.decode() for name, content in files.items() if name.endswith((".html", ".xml", ".jsonl"))
    )
    assert TWO not in files["sitemap.xml"].decode()
    assert built_files(content, Edition.INTERNAL)[f"{TWO}/index.html"].decode().count("kín")


def test_what_is_withdrawn_and_cited_looks_as_what_is_not_held(tmp_path):
    citing = letter(body="Theo Công văn số 11-CV/TU ngày 09/5/2023 của Tỉnh ủy.")
    hidden = letter("11-CV/TU", date="2023-05-09", access="internal")
    cut = built_files(write_content(tmp_path / "cut" / "content", {ONE: citing}, ARCHIVE))
    content = write_content(tmp_path / "all" / "content", {ONE: citing, TWO: hidden}, ARCHIVE)
    lines = (line("published", TWO), line("withdrawn", TWO))
    (content / "log-public.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    wanted = built_files(content)[f"{TWO}/index.html"].decode()
    assert "gỡ" not in wanted
    assert "Không có trong kho" in wanted
    assert (
        wanted.replace('<li><a href="../../../nhat-ky/">Nhật ký công bố</a></li>\n', "")
        == cut[f"{TWO}/index.html"].decode()
    )


def test_former_addresses_lead_on(tmp_path):
    more = f"formerly: [/{TWO}/, /van-ban-cu/tep-12.html]\n"
    files = built_files(write_content(tmp_path / "content", {ONE: letter(more=more)}))
    assert 'url=../10-cv-tu/"' in files[f"{TWO}/index.html"].decode()
    assert f'url=../{ONE}/"' in files["van-ban-cu/tep-12.html"].decode()


def test_an_internal_former_address_is_internal(tmp_path):
    more = f"formerly: [{{value: /{TWO}/, access: internal}}]\n"
    content = write_content(tmp_path / "content", {ONE: letter(more=more)})
    assert f"{TWO}/index.html" not in built_files(content)
    assert f"{TWO}/index.html" in built_files(content, Edition.INTERNAL)


def test_many_documents_of_a_day_are_counted_and_many_days_cut(tmp_path):
    gone = [f"tinh-uy-a/2020/{number}-cv-tu" for number in range(60)]
    lines = [line(event, name) for event in ("published", "withdrawn") for name in gone]
    content = with_log(tmp_path, {ONE: letter()}, *lines)
    page = built_files(content)["nhat-ky/index.html"].decode()
    assert page.count("và 10 văn bản khác") == 2
    dates = [Day(2026, 1, 1) + timedelta(number) for number in range(400)]
    lines = [line("changed" if n else "published", ONE, f"{day}") for n, day in enumerate(dates)]
    files = built_files(with_log(tmp_path, {ONE: letter()}, *lines))
    assert {"nhat-ky/index.html", "nhat-ky/2026/index.html", "nhat-ky/2027/index.html"} <= files.keys()


# --- check and the commands -----------------------------------------------------------------------------------------


def codes(content):
    return {problem.code for problem in load(content, SILENT).problems}


def test_a_published_address_never_dies_silently(tmp_path, capsys):
    content = with_log(tmp_path, {TWO: letter("11-CV/TU")}, line("published", TWO), line("published", ONE))
    (problem,) = (p for p in load(content, SILENT).problems if p.code == "lost-address")
    assert problem.place.line == 2
    assert ONE in problem.message
    assert (
        main(["build", "--lang", "en", "--content", str(content), "--output", str(tmp_path / "site"), "--no-search"])
        == 1
    )
    assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "2026-12-01"]) == 0
    assert "log-public.jsonl: 1 changed, 1 withdrawn" in capsys.readouterr().out
    assert "lost-address" not in codes(content)
    assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "01/12/2026"]) == 0
    assert "log-public.jsonl: nothing to add" in capsys.readouterr().out


def test_a_former_address_is_not_lost(tmp_path):
    content = with_log(tmp_path, {TWO: letter("11-CV/TU", more=f"formerly: [/{ONE}/]\n")}, line("published", ONE))
    assert "lost-address" not in codes(content)


@pytest.mark.parametrize(
    ("former", "code"),
    [(f"/{TWO}/", "same-address"), (f"/{ONE}/", "same-address"), ("/nam/2023/", "reserved-name"), ("/tinh-uy-a/2023/", "reserved-name"), ("/tinh-uy-a/2023/thang-05/", "reserved-name"), ("/a/../b/", "bad-value"), ("//b/", "bad-value"),
     ("/a", "bad-value"), ("https://x/", "bad-value"), ("/a/index.html", "bad-value"), ("/Á/", "bad-value"), (f"/{'a/' * 9}", "bad-value")],
)  # fmt: skip
def test_former_addresses_that_cannot_be(tmp_path, former, code):
    texts = {ONE: letter(more=f"formerly: ['{former}']\n"), TWO: letter("11-CV/TU")}
    assert code in codes(write_content(tmp_path / "content", texts))


def test_a_log_goes_forward(tmp_path, capsys):
    content = with_log(tmp_path, {ONE: letter()}, line("published", ONE))
    before = (content / "log-public.jsonl").read_bytes()
    assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "2026-11-24"]) == 2
    assert "later than 2026-11-24" in capsys.readouterr().err
    assert (content / "log-public.jsonl").read_bytes() == before
    with pytest.raises(SystemExit):
        main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "31/02/2026"])
    assert "is not a day" in capsys.readouterr().err


def test_a_log_of_a_content_with_errors_is_not_written(tmp_path, capsys):
    content = write_content(tmp_path / "content", {ONE: letter(access="x")})
    assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "2026-11-25"]) == 1
    assert not list(content.glob("*.jsonl"))


def test_a_letter_is_withdrawn_by_one_command(tmp_path, capsys):
    secret = letter("11-CV/TU", subject="Về việc khuynh đảo", body="Nội dung chuệch choạc của ông Quắc.")
    content = with_log(tmp_path, {ONE: letter(body="Theo Công văn số 11-CV/TU."), TWO: secret})
    site = tmp_path / "site"
    run = ["--content", str(content), "--output", str(site)]
    assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", "2026-11-25"]) == 0
    assert main(["build", "--lang", "en", *run]) == 0
    assert "khuynh" in (site / "public" / TWO / "index.html").read_text(encoding="utf-8")
    assert main(["withdraw", "--lang", "en", TWO, "--as-of", "2026-11-26", *run]) == 0
    said = capsys.readouterr()
    assert "rsync --delete" in said.out
    assert (content / f"{TWO}.md").read_text(encoding="utf-8") == secret.replace("access: public", "access: internal")
    assert not [path for path in (site / "public").rglob("*.html") if "khuynh" in path.read_text(encoding="utf-8")]
    assert "26/11/2026" in (site / "public" / TWO / "index.html").read_text(encoding="utf-8")
    assert main(["withdraw", "--lang", "en", TWO, "--as-of", "2026-11-26", *run]) == 0  # once more does no harm


@pytest.mark.parametrize(
    "address",
    [f"https://van-ban.vn/{ONE}/", f"HTTP://van-ban.vn/kho/{ONE}/index.html#muc-1", f" /{ONE}/ ", f"{ONE}.md"],
)
def test_a_letter_is_withdrawn_by_its_address_as_it_is_copied(tmp_path, capsys, address):
    content = write_content(tmp_path / "content", {ONE: letter()})
    run = ["--content", str(content), "--output", str(tmp_path / "site")]
    assert main(["withdraw", address, "--as-of", "2026-11-26", *run]) == 0
    assert f"/{ONE}/" in capsys.readouterr().out
    assert "access: internal" in (content / f"{ONE}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [letter().replace("\n", "\r\n"), letter().replace("\n", "\r"), "\ufeff" + letter(), letter(access='"public"'), letter(access="public # chưa duyệt"),
     letter().replace("access:", "access :"), letter(body="access: public")],
    ids=["CRLF", "CR", "BOM", "quotes", "comment", "blank", "the same in the body"],
)  # fmt: skip
def test_a_letter_is_marked_however_it_is_written(tmp_path, text):
    content = write_content(tmp_path / "content", {ONE: ""})
    path = content / f"{ONE}.md"
    path.write_bytes(text.encode())
    mark_internal(content, ONE)
    assert path.read_bytes().decode() == text.replace("public", "internal", 1)
    (directive,) = load(content, SILENT).cards
    assert directive.access == "internal"


def test_a_letter_goes_even_where_its_log_cannot_be_written(tmp_path, capsys):
    content = with_log(tmp_path, {ONE: letter(body="Khuynh.")}, line("published", ONE, "2062-11-25"))
    run = ["--content", str(content), "--output", str(tmp_path / "site")]
    assert main(["build", "--lang", "en", "--no-search", *run]) == 0
    assert main(["withdraw", "--lang", "en", ONE, "--as-of", "2026-11-25", *run]) == 1
    assert "off the site, but the log does not say so" in capsys.readouterr().err
    assert not (tmp_path / "site" / "public" / ONE).exists()


@pytest.mark.parametrize("then", ["dropped", "withdrawn", "moved on"])
def test_an_address_that_a_letter_has_left_does_not_die_silently(tmp_path, then, capsys):
    three = "tinh-uy-a/2023/12-cv-tu"
    content = write_content(tmp_path / "content", {ONE: letter()})

    def log(day):
        assert main(["publish-log", "--lang", "en", "--content", str(content), "--as-of", day]) == 0

    log("2026-01-01")
    (content / f"{ONE}.md").unlink()
    moved = letter("11-CV/TU", more=f"formerly: [/{ONE}/]\n")
    write_content(content, {TWO: moved})
    log("2026-01-02")
    if then == "moved on":
        (content / f"{TWO}.md").unlink()
        write_content(content, {three: letter("12-CV/TU", more=f"formerly: [/{TWO}/]\n")})
    else:
        write_content(content, {TWO: letter("11-CV/TU") if then == "dropped" else moved.replace("public", "internal")})
    assert "lost-address" in codes(content)
    log("2026-01-03")
    assert "lost-address" not in codes(content)
    assert "03/01/2026" in built_files(content)[f"{ONE}/index.html"].decode()


def test_a_log_may_grow_for_decades(tmp_path):
    lines = [line("changed" if n else "published", ONE, digest=f"{n:016x}") for n in range(39_600)]
    content = with_log(tmp_path, {ONE: letter()}, *lines)
    assert (content / "log-public.jsonl").stat().st_size > 4 * 1024 * 1024
    assert "file-too-large" not in codes(content)


def test_a_line_of_the_internal_log_in_the_public_one_is_told(tmp_path):
    secret = ARCHIVE.replace(
        "documents:", "  ban-kin: {name: Ban K, side: party, symbols: [BK], access: internal}\ndocuments:"
    )
    content = write_content(tmp_path / "content", {ONE: letter()}, secret)
    lines = (line("published", "ban-kin/2024/3-cv-bk"), line("withdrawn", "ban-kin/2024/3-cv-bk"))
    (content / "log-public.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    assert "internal-issuer" in codes(content)


def test_what_cannot_be_withdrawn_is_told(tmp_path, capsys):
    content = write_content(tmp_path / "content", {ONE: letter(), TWO: letter("11-CV/TU", access=">-\n  public")})
    for name in ("tinh-uy-a/2023/99-cv-tu", "../../x", TWO):
        assert main(["withdraw", "--lang", "en", name, "--content", str(content), "--as-of", "2026-11-26"]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    (content / f"{TWO}.md").write_text(letter("11-CV/TU", kind="?"), encoding="utf-8")
    assert (
        main(
            [
                "withdraw",
                "--lang",
                "en",
                ONE,
                "--content",
                str(content),
                "--output",
                str(tmp_path / "site"),
                "--as-of",
                "2026-11-26",
            ]
        )
        == 1
    )
    assert "still shows it" in capsys.readouterr().err
