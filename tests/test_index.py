"""The search index in parts: one bundle whatever the parts are and whatever was kept of them; what it says, Pagefind
said, and nothing in it is dead."""

import gzip
import json
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from html import escape
from multiprocessing import get_context
from pathlib import Path

import cbor2
import pagefind_bin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vankho import index
from vankho.bundle import Sheet, pressed
from vankho.index import IndexFailed, build_index, cut, index_files
from vankho.page import IndexDoc
from vankho.searchwords import indexed

HERE = Path(__file__).parent
OURS = Path(pagefind_bin.get_executable())
NEWER = HERE / "node" / "node_modules" / "@pagefind" / "linux-x64" / "bin" / "pagefind_extended"
PROGRAMS = [
    pytest.param(OURS, id="1.5.2"),
    pytest.param(NEWER, id="1.6.0", marks=pytest.mark.skipif(not NEWER.exists(), reason="not for this machine")),
]
WORDS = (
    "Đảng ủy tỉnh trồng rừng ven biển năm 2023 ngày 08/05/2023 Kế hoạch số 77-KH/TU của Tỉnh ủy A về công tác".split()
)


def url(document):
    return document.url


def doc(place, text, day="", plain=""):
    """An index document; words in `plain` go to Pagefind as they are, and have forms with marks there."""
    found = indexed(text)
    lines = [("1", found.terms[::2]), ("4", found.terms[1::2]), ("1", plain.split())]
    html = "".join(f'<p data-pagefind-weight="{weight}">{escape(" ".join(line))}</p>' for weight, line in lines if line)
    filters = {"ngay": day, "nam": day[:4], "kho": ("Trong kho", "Không có trong kho")[place % 2]}
    html += "".join(f'<p data-pagefind-ignore data-pagefind-filter="{k}">{v}</p>' for k, v in filters.items() if v)
    words = (*found.words[::2], *found.words[1::2], *plain.split())
    return IndexDoc(
        f"/a/{place:03}/",
        f'<!doctype html><html lang="vi"><body data-pagefind-body><h3 id="muc-1">wbz</h3>{html}</body></html>',
        ("1", *words),
        {"so": f"Số {place}"},
        day,
    )


def some(count=12):
    marked = ("café dàng", "cafe dạng dạng", "", "người cafe")
    return [
        doc(
            n,
            " ".join(WORDS[(n * k) % len(WORDS)] for k in range(1, 9)),
            f"20{20 + n % 3}-05-0{1 + n % 4}",
            marked[n % 4],
        )
        for n in range(count)
    ]


def parted(monkeypatch, near, most=300):
    monkeypatch.setattr(index, "_NEAR", near)
    monkeypatch.setattr(index, "_MOST", most)


def unpacked(content):
    return cbor2.loads(gzip.decompress(content)[12:])


def said(files):
    """What a bundle says, without names and numbers: of each word and filter the documents, of each document all."""
    found, read = {}, set()

    def take(name):
        read.add(name)
        return files[name]

    def run(pages):
        number, by_url = 0, {}
        for distance, *rest in pages:
            number += distance
            by_url[urls[number]] = rest
        assert len(by_url) == len(pages)
        return by_url

    ((_, facts),) = json.loads(take("pagefind-entry.json"))["languages"].items()
    version, pages, chunks, filters, *rest = unpacked(take(f"pagefind.{facts['hash']}.pf_meta"))
    assert facts["page_count"] == len(pages)
    urls = []
    for name, *of_page in pages:
        fragment = json.loads(gzip.decompress(take(f"fragment/{name}.pf_fragment"))[12:])
        urls.append(fragment["url"])
        found["page", urls[-1]] = (fragment["word_count"], [a["location"] for a in fragment["anchors"]], of_page[1:])
    for first, last, name in chunks:
        (words,) = unpacked(take(f"index/{name}.pf_index"))
        assert first <= words[0][0] <= words[-1][0] == last
        for word, pages, *forms in words:
            assert ("word", word) not in found
            found["word", word] = run(pages), [{form: run(pages) for form, pages in each} for each in forms]
    for name, file in filters:
        again, values = unpacked(take(f"filter/{file}.pf_filter"))
        assert again == name
        found.update((("filter", name, value), sorted(urls[n] for n in pages)) for value, pages in values)
    return {**found, "version": version, "rest": rest}, read


def raw(docs, program, folder):
    """What Pagefind itself writes of documents."""
    for one in docs:
        path = folder / "site" / one.url.strip("/") / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(one.html, encoding="utf-8")
    command = [program, "--site", folder / "site", "--output-path", folder / "bundle", "--silent"]
    subprocess.run(command, check=True, capture_output=True)
    bundle = folder / "bundle"
    return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_bundle_is_the_same_whatever_the_parts_are(monkeypatch, program):
    docs = some()
    whole = build_index(docs, program)
    for near, most in ((0, 300), (1, 300), (2, 300), (2, 3), (3, 4)):
        parted(monkeypatch, near, most)
        assert len(list(cut(docs, url))) > 1
        assert build_index(docs, program) == whole


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_bundle_says_what_pagefind_said_and_has_no_other_file(monkeypatch, tmp_path, program):
    docs = some()
    theirs, _ = said(raw(docs, program, tmp_path))
    parted(monkeypatch, 1)
    files = {name.removeprefix("pagefind/"): content for name, content in build_index(docs, program).items()}
    ours, read = said(files)
    joined = {key for key in theirs if key[0] == "word" and key not in ours}
    assert {key[1] for key in joined} == {"whhzkhjztujz", "wizwfzwcacdzycacdafaiz"}  # for 77-KH/TU and 08/05/2023
    assert {key: value for key, value in theirs.items() if key not in joined} == ours
    assert any(key[0] == "word" and value[1] != [{}] for key, value in ours.items())
    assert files.keys() - read == {"ngay.json", "tu.json", "pagefind.js", "wasm.unknown.pagefind"}


def test_what_is_shown_are_the_words_of_the_reader():
    files = build_index(some(3))
    (first,) = [
        fragment
        for name, content in files.items()
        if name.startswith("pagefind/fragment/")
        and (fragment := json.loads(gzip.decompress(content)[12:]))["url"] == "/a/001/"
    ]
    assert first["content"].split()[1] == WORDS[1]
    assert first["meta"] == {"so": "Số 1"}


@pytest.mark.parametrize("kind", ["none", "threads", "processes"])
def test_parts_can_be_made_at_once(monkeypatch, tmp_path, kind):
    docs = some()
    whole = build_index(docs)
    parted(monkeypatch, 1)
    if kind == "none":
        assert build_index(docs, work=tmp_path / "work") == whole
    else:
        with (
            ThreadPoolExecutor(3) if kind == "threads" else ProcessPoolExecutor(2, mp_context=get_context("forkserver"))
        ) as executor:
            assert build_index(docs, work=tmp_path / "work", executor=executor) == whole
    assert list((tmp_path / "work").iterdir()) == []


def test_nothing_to_search_gives_nothing(tmp_path):
    assert build_index([]) == {}
    assert build_index([IndexDoc("/a/", "<p></p>", (), {}, "")], cache=tmp_path / "cache") == {}


# --- where a part begins --------------------------------------------------------------------------------------------


def parts(urls):
    return [tuple(part) for part in cut(urls, str)]


def test_parts_have_150_documents_or_so():
    urls = sorted(f"/tinh-uy-{n % 7}/20{n % 10:02}/{n}-cv-tu/" for n in range(9_900))
    sizes = list(map(len, parts(urls)))
    assert sum(sizes) == len(urls)
    assert 60 <= len(sizes) <= 75
    assert max(sizes) <= 300
    assert list(map(len, parts(urls[:149]))) == [149]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=150, unique=True), st.data())
@settings(max_examples=100, deadline=None)
def test_one_document_more_or_less_moves_a_border_or_two(numbers, data):
    gone = data.draw(st.sampled_from(numbers))
    with pytest.MonkeyPatch.context() as patch:
        parted(patch, 3, 10_000)
        more, fewer = (parts([f"/{n:03}/" for n in sorted(numbers) if n not in left]) for left in ((), (gone,)))
    assert [url for part in more for url in part] == [f"/{n:03}/" for n in sorted(numbers)]
    assert len(set(more) - set(fewer)) <= 3
    assert len(set(fewer) - set(more)) <= 3


# --- the cache ------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(tmp_path):
    """A Pagefind that tells how often it ran, and does not bear the word `hỏng`."""
    program, told = tmp_path / "pagefind.sh", tmp_path / "told"
    program.write_text(
        f'#!/bin/sh\necho >> {told}\nif grep -rq hongjrz "$2"; then echo "thread panicked" >&2; exit 3; fi\nexec {OURS} "$@"\n'
    )
    program.chmod(0o755)

    def runs():
        count = len(told.read_text()) if told.exists() else 0
        told.unlink(missing_ok=True)
        return count

    return program, runs


def test_only_parts_with_a_change_are_made(monkeypatch, tmp_path, counted):
    parted(monkeypatch, 1)
    (program, runs), cache, docs = counted, tmp_path / "cache", some(20)
    count = len(list(cut(docs, url)))
    assert count > 4
    first = build_index(docs, program, cache=cache)
    assert runs() == count
    assert build_index(docs, program, cache=cache) == first
    assert runs() == 0
    edited = [*docs[:7], doc(7, "Đảng bộ khác", "2019-01-01"), *docs[8:]]
    assert build_index(edited, program, cache=cache) == build_index(edited)
    assert runs() == 1
    assert build_index(docs[:5] + docs[6:], program, cache=cache) == build_index(docs[:5] + docs[6:])
    assert runs() <= 4  # the edited one too
    assert len(list(cache.glob("*.part"))) == len(list(cut(docs[:5] + docs[6:], url)))


CHANGES = st.lists(
    st.tuples(st.sampled_from(["edit", "add", "delete"]), st.integers(0, 30), st.sampled_from(WORDS)), max_size=4
)


@given(st.lists(CHANGES, min_size=1, max_size=3), st.sampled_from([(0, 300), (1, 300), (1, 2)]))
@settings(max_examples=8, deadline=None)
def test_after_any_changes_the_index_is_that_of_a_clean_build(tmp_path_factory, builds, cuts):
    cache = tmp_path_factory.mktemp("cache")
    docs = {one.url: one for one in some(8)}
    with pytest.MonkeyPatch.context() as patch:
        parted(patch, *cuts)
        build_index(docs.values(), cache=cache)
        for changes in builds:
            for what, place, word in changes:
                new = doc(place, f"{word} rừng", "2021-02-03")
                if what == "delete" and len(docs) > 1:
                    docs.pop(new.url, None)
                elif what == "add" or new.url in docs:
                    docs[new.url] = new
            docs = dict(sorted(docs.items()))
            kept = build_index(docs.values(), cache=cache)
    assert kept == build_index(docs.values())


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-7])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def folder_instead(path):
    path.unlink()
    path.mkdir()


DAMAGES = {
    "cut": cut_short,
    "flipped": flip,
    "empty": lambda path: path.write_bytes(b""),
    "gone": Path.unlink,
    "another's": lambda path: shutil.copy(
        min(set(path.parent.glob(f"*{path.suffix}")) - {path}, default=HERE / "make.py"), path
    ),
    "a folder": folder_instead,
    "a link to nowhere": lambda path: (path.unlink(), path.symlink_to("nowhere")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_anew(monkeypatch, tmp_path, damage):
    parted(monkeypatch, 1)
    docs, cache = some(6), tmp_path / "cache"
    first = build_index(docs, cache=cache)
    kept = {path.name: path.read_bytes() for path in cache.iterdir()}
    for kind in (".part", ".shell", ".chunk"):
        DAMAGES[damage](sorted(cache.glob(f"*{kind}"))[0])
        assert build_index(docs, cache=cache) == first
        if damage != "a folder":  # which is left alone
            assert {path.name: path.read_bytes() for path in cache.iterdir()} == kept


def test_what_another_program_kept_is_not_read_and_goes(monkeypatch, tmp_path, counted):
    parted(monkeypatch, 1)
    (program, runs), docs, cache = counted, some(8), tmp_path / "cache"
    build_index(docs, cache=cache)
    theirs = {path.name for path in cache.iterdir() if path.suffix != ".shell"}
    (cache / "half.new").write_bytes(b"x")
    (cache / "README").write_bytes(b"x")
    build_index(docs, program, cache=cache)
    assert runs() == len(list(cut(docs, url)))
    left = {path.name for path in cache.iterdir()}
    assert not theirs & left
    assert "half.new" not in left
    assert "README" in left
    with monkeypatch.context() as patch:  # our own code is part of the program
        patch.setattr(index, "_digest", lambda _: "new")
        build_index(docs, program, cache=cache)
    assert runs() > 0


def test_where_nothing_can_be_kept_the_index_is_made_without(monkeypatch, tmp_path):
    parted(monkeypatch, 1)
    (tmp_path / "file").write_text("x")
    docs = some(6)
    assert build_index(docs, cache=tmp_path / "file" / "cache") == build_index(docs)


@pytest.mark.parametrize("threads", [False, True])
def test_pagefind_that_fails_in_one_part_fails_the_index_and_spoils_nothing(monkeypatch, tmp_path, counted, threads):
    parted(monkeypatch, 0)
    (program, runs), cache, docs = counted, tmp_path / "cache", some(8)
    first = build_index(docs, program, cache=cache)
    runs()
    bad = [*docs[:4], doc(4, "việc hỏng"), *docs[5:]]
    with ThreadPoolExecutor(2) as threaded, pytest.raises(IndexFailed, match="Pagefind failed: thread panicked"):
        build_index(bad, program, tmp_path / "work", executor=threaded if threads else None, cache=cache)
    assert runs() == 1
    assert list((tmp_path / "work").iterdir()) == []
    assert build_index(docs, program, cache=cache) == first
    assert runs() == 0


def test_files_come_one_by_one_and_what_is_not_taken_leaves_nothing(monkeypatch, tmp_path):
    parted(monkeypatch, 1)
    files = index_files(iter(some()), work=tmp_path)
    assert next(files)[0].startswith("pagefind/fragment/")
    assert any(tmp_path.iterdir())
    files.close()
    assert not any(tmp_path.iterdir())


def test_documents_out_of_order_are_a_mistake_of_ours():
    with pytest.raises(AssertionError, match="out of order"):
        build_index(reversed(some(3)))


# --- another Pagefind -----------------------------------------------------------------------------------------------


def entry(change):
    def changed(files):
        value = json.loads(files["pagefind-entry.json"])
        change(value)
        return {"pagefind-entry.json": json.dumps(value).encode()}

    return changed


def each(folder, change):
    def changed(files):
        found = {name: unpacked(files[name]) for name in files if name.startswith(folder) and "pf_fragment" not in name}
        for value in found.values():
            change(value)
        return {name: gzip.compress(b"pagefind_dcd" + cbor2.dumps(value)) for name, value in found.items()}

    return changed


FOREIGN = {
    "no entry": lambda files: {"pagefind-entry.json": b"{}"},
    "languages in a list": entry(lambda value: value.update(languages=["vi"])),
    "two languages": entry(lambda value: value["languages"].update(en={})),
    "another magic word": lambda files: {
        name: gzip.compress(b"pagefind_xyz") for name in files if name.endswith("index")
    },
    "not packed": lambda files: {name: b"pagefind_dcd" for name in files if name.endswith("pf_filter")},
    "cut off": lambda files: {name: files[name][:40] for name in files if name.endswith("pf_meta")},
    "orders": each("pagefind.vi", lambda value: value[4].append(["ngay", [0, 1]])),
    "a shorter table": each("pagefind.vi", lambda value: value.__delitem__(slice(2, None))),
    "a document is missing": each("pagefind.vi", lambda value: value[1].pop()),
    "a document twice": each("pagefind.vi", lambda value: value[1].append(value[1][0])),
    "pages that are none": each("index/", lambda value: value[0][0][1][0].__setitem__(0, 99)),
    "words of two shapes": each("index/", lambda value: value[0][0].pop()),
    "words of four values": each("index/", lambda value: [word.append(0) for word in value[0]]),
    "pages of two shapes": each("index/", lambda value: value[0][0][1][0].append(0)),
    "two lists of words": each("index/", lambda value: value.append([])),
    "a word that is no list": each("index/", lambda value: value[0].append("x")),
    "a filter of another name": each("filter/", lambda value: value.__setitem__(0, "x")),
    "a filter of no list": each("filter/", lambda value: value.append([])),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    docs = some(4)
    (folder / "site").mkdir()
    for place, one in enumerate(docs):
        (folder / "site" / f"{place}.html").write_text(one.html, encoding="utf-8")
    return raw([], OURS, folder), list(map(Sheet.of, docs))


@pytest.mark.parametrize("change", FOREIGN)
def test_a_bundle_of_another_shape_is_told(written, change):
    files, sheets = written
    assert pressed(files, sheets)
    changed = FOREIGN[change](files)
    assert changed
    with pytest.raises(IndexFailed, match="Pagefind"):
        pressed({**files, **changed}, sheets)


def test_words_that_pagefind_counts_otherwise_are_told(written):
    files, sheets = written
    sheets = [Sheet.of(doc(0, "một hai ba")), *sheets[1:]]
    with pytest.raises(IndexFailed, match=r"Pagefind counts [0-9]+ words in /a/000/, not 4"):
        pressed(files, sheets)
