"""Lists: cut by time and never by offset, bodies as a tree, charts with their figures."""

import re
from datetime import date, timedelta

from htmlread import parse_html
from hypothesis import given
from hypothesis import strategies as st
from make import built_files, letter, write_content

from vankho.page.chart import chart
from vankho.page.cited import MOST_CITED
from vankho.page.cuts import MOST_OF_MONTH, MOST_OF_YEAR, MOST_OF_YEARS, by_years

days = st.dates(date(2020, 1, 1), date(2023, 12, 31))


@given(st.lists(days, max_size=60), st.lists(days, max_size=600))
def test_every_entry_stands_on_one_page_and_no_page_is_long(few, many):
    entries = sorted([*few, *many], reverse=True)
    whole = by_years("/x/", entries, lambda day: day)
    leaves = [cut for cut in whole.pages() if not cut.parts]
    assert [day for leaf in leaves for day in leaf.entries] == entries
    assert len({cut.url for cut in whole.pages()}) == len(list(whole.pages()))
    for leaf in leaves:
        limit = MOST_OF_YEARS if leaf.month is None else MOST_OF_MONTH
        assert len(leaf.entries) <= limit or leaf.days


@given(st.lists(days, min_size=MOST_OF_YEARS + 1, max_size=500), days)
def test_adding_a_document_moves_no_other_page(entries, new):
    """Of a list that is cut already: only the pages of the new document's year and month hold something else."""

    def pages(members):
        return {cut.url: cut.entries for cut in by_years("/x/", sorted(members, reverse=True), lambda day: day).pages()}

    before, after = pages(entries), pages([*entries, new])
    changed = {url for url in after if before.get(url) != after[url]}
    assert set(before) <= set(after)
    assert all(url == "/x/" or url.startswith(f"/x/{new.year}/") for url in changed)


def many(count, first=date(2023, 1, 1), step=1, **fields):
    texts = {}
    for n in range(1, count + 1):
        day = first + timedelta(days=(n * step) % 365)
        texts[f"tinh-uy-a/{day.year}/{n}-cv-tu"] = letter(number=f"{n}-CV/TU", date=day.isoformat(), **fields)
    return texts


def hrefs(page, of="main"):
    return [a.attributes["href"] for a in page.one(of).all("a")]


def test_a_long_year_has_pages_for_its_months(tmp_path):
    files = built_files(write_content(tmp_path / "content", many(MOST_OF_YEAR + 40)))
    year = parse_html(files["tinh-uy-a/2023/index.html"])
    months = year.one("nav", class_="hang-nhay")
    assert [a.attributes["href"] for a in months.all("a")] == [f"thang-{n:02d}/" for n in range(1, 9)]
    assert [span.text for span in months.all("span") if not span.attributes.get("class")] == ["9", "10", "11", "12"]
    listed = [
        a.attributes["href"]
        for n in range(1, 9)
        for a in parse_html(files[f"tinh-uy-a/2023/thang-{n:02d}/index.html"]).one("table").all("a")
    ]
    assert len(set(listed)) == MOST_OF_YEAR + 40
    month = parse_html(files["tinh-uy-a/2023/thang-05/index.html"])
    assert month.one("h1").text == "Tỉnh ủy A, tháng 5 năm 2023"
    assert [" ".join(a.words) for a in month.all("a", aria_current="true")] == ["5"]
    assert parse_html(files["nam/2023/thang-02/index.html"]).one("h1").text == "Tháng 02 năm 2023"
    assert "loai/cong-van/2023/thang-05/index.html" in files
    assert "so/tinh-uy-a/2023/index.html" in files


def test_a_very_long_month_is_cut_into_thirds(tmp_path):
    texts = {}
    for n in range(1, MOST_OF_MONTH + 20):
        texts[f"tinh-uy-a/2023/{n}-cv-tu"] = letter(number=f"{n}-CV/TU", date=f"2023-05-{n % 28 + 1:02d}")
    files = built_files(write_content(tmp_path / "content", texts))
    month = parse_html(files["tinh-uy-a/2023/thang-05/index.html"])
    days = [a.attributes["href"] for a in month.all("nav", class_="hang-nhay")[-1].all("a")]
    assert days == ["ngay-01-10/", "ngay-11-20/", "ngay-21-31/"]
    third = parse_html(files["tinh-uy-a/2023/thang-05/ngay-01-10/index.html"])
    assert third.one("h1").text == "Tỉnh ủy A, ngày 01-10 tháng 5 năm 2023"
    assert {row.all("td")[1].text for row in third.one("tbody").all("tr")} == {f"{n:02d}/5/2023" for n in range(1, 11)}


def test_a_short_year_is_one_page_with_jumps(tmp_path):
    files = built_files(write_content(tmp_path / "content", many(30, step=11)))
    year = parse_html(files["tinh-uy-a/2023/index.html"])
    jumps = [a.attributes["href"] for a in year.one("nav", class_="hang-nhay").all("a")]
    ids = [h.attributes["id"] for h in year.all("h2")]
    assert sorted(jumps) == sorted(f"#{each}" for each in ids)
    assert not [name for name in files if "/thang-" in name]


def test_bodies_are_a_tree_in_protocol_order(tmp_path):
    files = built_files(write_content(tmp_path / "content", many(3)))
    tree = parse_html(files["van-ban/index.html"]).one("section", aria_labelledby="co-quan")
    assert [a.text for a in tree.all("a")] == [
        "Trung ương Đảng", "Tỉnh ủy A", "Thành ủy A", "Tỉnh ủy B", "Ủy ban nhân dân tỉnh A",
    ]  # fmt: skip
    depths = [
        len(re.findall(r"<ul", str(files["van-ban/index.html"].decode().split(name)[0])))
        for name in ("Tỉnh ủy A<", "Thành ủy A<")
    ]
    assert depths[1] == depths[0] + 1


def test_a_body_tells_who_signed_for_it_in_which_office_and_when(tmp_path):
    texts = many(2, step=200) | {
        "tinh-uy-a/2021/5-cv-tu": letter(
            number="5-CV/TU",
            date="2021-05-08",
            more="signers: [{position: PHÓ BÍ THƯ, name: Lê Ẩn}, {name: Trần An}]\n",
        ),
        "tinh-uy-a/2022/5-cv-tu": letter(
            number="5-CV/TU", date="2022-05-08", more="signers: [{position: BÍ THƯ, name: Lê Ẩn}]\n"
        ),
    }
    files = built_files(write_content(tmp_path / "content", texts))
    signers = parse_html(files["tinh-uy-a/index.html"]).one("section", aria_labelledby="h-nguoi-ky").all("li")
    assert [" ".join(li.words) for li in signers] == ["Trần An 2021", "Lê Ẩn Bí thư, Phó Bí thư, 2021-2022"]


def test_a_chart_has_a_bar_a_year_and_its_figures_in_a_table(tmp_path):
    made = chart([2020, 2020, 2023], (2020, 2023))
    assert [(bar.year, bar.count) for bar in made.bars] == [(2020, 2), (2021, 0), (2022, 0), (2023, 1)]
    assert made.bars[0].height == 2 * made.bars[3].height
    assert chart([2020, 2021], (2020, 2021)) is None
    assert chart([2020] * 100_000 + [1990], (1945, 2030)).bars[1990 - 1945].height >= 2
    texts = many(2) | {"tinh-uy-a/2020/5-cv-tu": letter(number="5-CV/TU", date="2020-05-08")}
    page = parse_html(built_files(write_content(tmp_path / "content", texts))["nam/index.html"])
    assert [tr.words for tr in page.one("figure").one("tbody").all("tr")] == [["2023", "2"], ["2020", "1"]]
    assert len(page.one("figure").all("rect")) == 2


def test_a_long_list_of_what_is_not_held_is_cut_by_when_it_was_cited_last(tmp_path):
    def text(year, numbers):
        return "\n\n".join(f"{n}. Thực hiện Kế hoạch số {n}-KH/TU ngày 02/01/2019 của Tỉnh ủy." for n in numbers)

    files = {
        f"tinh-uy-a/{year}/{number}-cv-tu": letter(
            number=f"{number}-CV/TU", date=f"{year}-0{number}-04", body=text(year, range(first, last))
        )
        for year, number, first, last in ((2020, 1, 1, 90), (2021, 2, 90, 180), (2022, 3, 180, 260), (2023, 4, 1, 4))
    }
    built = built_files(write_content(tmp_path / "content", files))
    top = parse_html(built["khong-co-trong-kho/index.html"])
    years = top.one("nav", class_="hang-nhay")
    assert [a.attributes["href"] for a in years.all("a")] == ["2020/", "2021/", "2022/", "2023/"]
    assert "259 văn bản được dẫn chiếu mà không có trong kho." in top.text
    rows = top.one("table").one("tbody").all("tr")
    assert len(rows) == MOST_CITED
    assert [row.all("td")[1].text for row in rows[:4]] == ["2", "2", "2", "1"]
    named = []
    for year, month in ((2020, "thang-01"), (2021, "thang-02"), (2022, "thang-03"), (2023, "thang-04")):
        page = parse_html(built[f"khong-co-trong-kho/{year}/index.html"])
        assert [h2.attributes["id"] for h2 in page.one("main").all("h2")] == [month]
        named += [row.one("a").attributes["href"] for row in page.one("table").one("tbody").all("tr")]
    assert len(named) == len(set(named)) == 259
