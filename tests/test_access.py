"""Everybody can read every kind of page: axe, keys, small screens, large text, wide spacing, no JavaScript, marks of letters.

WCAG 2.2 AA as far as a machine can tell, on the made letters of samples.py in both editions and on the five letters.
"""

from pathlib import Path

import pytest
from kinds import DECISION, KINDS, address, write_sites
from samples import CITED
from web import serving

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
AXE = TOP / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
BASE = "/kho"

kinds = pytest.mark.parametrize("kind", KINDS)
LONG = {"decision of 40 pages", "cited by 200", "third of a month"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address below which the sites stand, and their folder."""
    root = tmp_path_factory.mktemp("access")
    write_sites(root / "kho", root)
    with serving(root) as home:
        yield f"{home}{BASE}", root / "kho"


@pytest.fixture(scope="module")
def context(browser):
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    opened.add_init_script(path=str(AXE))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def only(context):
    return context.new_page()


@pytest.fixture
def page(only):
    """One page for all tests, as it was at first: opening another takes longer than most tests."""
    only.set_viewport_size({"width": 1280, "height": 900})
    only.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    only.goto("about:blank")  # where only the fragment differs, the page would stay as the last test left it
    return only


def go(page, server, kind):
    """Opens a page of a kind and waits until it is whole."""
    home, root = server
    path = address(root, kind)
    assert page.goto(home + path).ok
    if "?q=" in path:
        page.wait_for_selector('[data-search-state="ready"]', state="attached")
        page.wait_for_selector("#bo-loc:not([hidden]):not([open]), #bo-loc[open] legend", state="attached")
    page.evaluate("document.fonts.ready")


# --- axe --------------------------------------------------------------------------------------------------------------

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (only) => {
  const said = await axe.run({ runOnly: only, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
  const looked = new Set([...said.violations, ...said.passes, ...said.inapplicable, ...said.incomplete].map((rule) => rule.id));
  return [said.violations.map((rule) => [rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 300)]), [...looked]];
}"""


@kinds
def test_axe_finds_nothing(page, server, kind):
    """Colours in both schemes and widths, all else in each width once: the schemes differ in nothing but colours. Of long
    pages, which take seconds each time and show nothing that short ones do not, colours in each width once too."""
    go(page, server, kind)
    more = () if kind in LONG else ((1280, "dark", False), (390, "light", False))
    for width, scheme, whole in ((1280, "light", True), (390, "dark", True), *more):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        only = {"type": "tag", "values": RULES} if whole else {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # fmt: skip
        found, looked = page.evaluate(RUN, only)
        assert found == [], (width, scheme)
        assert "color-contrast" in looked
        assert not whole or "target-size" in looked


def test_axe_sees_an_error(page, server):
    go(page, server, "about")
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=x><a href=x style=\"color:#eee\">xem</a>'")
    found, _ = page.evaluate(RUN, {"type": "tag", "values": RULES})
    assert {"image-alt", "color-contrast", "page-has-heading-one"} <= {rule for rule, _, _ in found}


# --- small screens, large text, wide spacing ------------------------------------------------------------------------

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 2.2, 1.4.12."""

WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const wide = [`the page is ${document.documentElement.scrollWidth} wide`];
  const scrolls = (one) => one && (["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > most + .5 && !scrolls(one.parentElement));
  return wide.concat(out.map((one) => `${one.tagName}.${one.className.baseVal ?? one.className}: ${one.textContent.trim().slice(0, 60)}`)).slice(0, 5);
}"""
"""What makes a page scroll sideways."""

CUT = """() => [...document.body.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = [style.overflowX, style.overflowY].some((flow) => flow === "hidden" || flow === "clip");
  return hides && style.clipPath === "none" && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""
"""What is cut off, but for what only screen readers get."""


@kinds
def test_no_page_scrolls_sideways_and_nothing_is_cut_off(page, server, kind):
    """At 320 px as it is and with wide spacing, and with text of 200 % at 640 px."""
    page.set_viewport_size({"width": 320, "height": 800})
    go(page, server, kind)
    found = {"320 px": page.evaluate(WIDE) + page.evaluate(CUT)}
    for how, width, style in (("spacing", 320, SPACING), ("200 %", 640, ":root { font-size: 200% !important; }")):
        page.set_viewport_size({"width": width, "height": 800})
        sheet = page.add_style_tag(content=style)
        found[how] = page.evaluate(WIDE) + page.evaluate(CUT)
        sheet.evaluate("one => one.remove()")
    assert found == {"320 px": [], "spacing": [], "200 %": []}


# --- marks of letters -------------------------------------------------------------------------------------------------

LINES = """() => {
  const canvas = document.createElement("canvas").getContext("2d"), found = {};
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const one = words.currentNode.parentElement, style = getComputedStyle(one);
    if (!words.currentNode.data.trim() || !one.getClientRects().length || one.closest("svg, noscript")) continue;
    canvas.font = `${style.fontStyle} ${style.fontWeight} 1000px ${style.fontFamily}`;
    const ink = canvas.measureText("ẾỘẴỠgqyỵ"), high = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent;
    const line = style.lineHeight === "normal" ? Infinity : parseFloat(style.lineHeight);
    const name = `${one.tagName.toLowerCase()}.${one.className}`;
    found[`${name} ${style.fontSize} ${canvas.font.slice(0, 30)}`] = [line / parseFloat(style.fontSize), high / 1000];
  }
  return found;
}"""
"""For each kind of text its line's height and that of the highest and deepest letters, in sizes of the type."""


@pytest.mark.parametrize("kind", ["all marks, long subject", "decision of 40 pages", "home", "year of many", "by number", "wanted list", "internal passages", "search with results"])  # fmt: skip
@pytest.mark.parametrize("width", [390, 1280])
def test_lines_are_high_enough_for_stacked_marks_and_nothing_cuts_them(page, server, kind, width):
    page.set_viewport_size({"width": width, "height": 900})
    go(page, server, kind)
    measured = page.evaluate(LINES)
    assert {key: value for key, value in measured.items() if value[0] < max(1.295, value[1])} == {}
    assert len(measured) > 8
    assert page.evaluate(CUT) == []


def test_letterhead_titles_and_cells_show_their_marks(page, server):
    """What stands in the heads and cells is painted inside of what holds it."""
    go(page, server, "all marks, long subject")
    for selector in (
        "h1",
        ".so-hieu",
        ".co-quan",
        ".quoc-hieu",
        ".trich-yeu",
        ".noi-dung-thu h3",
        ".bang td",
        ".ho-ten",
    ):
        found = page.eval_on_selector_all(
            selector,
            """all => all.flatMap((one) => {
              const wrong = [];
              for (let over = one; over; over = over.parentElement) {
                const style = getComputedStyle(over);
                if (style.overflowY !== "visible" && over.scrollHeight > over.clientHeight + 1 && over !== document.documentElement) wrong.push(over.className);
              }
              return [wrong];
            })""",
        )
        assert found, selector
        assert [wrong for wrong in found if wrong] == [], selector


# --- keys -------------------------------------------------------------------------------------------------------------

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const places = [".bo-qua", ".dau-trang", ".duong-dan", ".phan", ".thong-bao, .nhac", ".to-thu", ".truoc-sau, #lien-quan", ".cot-ben", ".chan-trang"];
  const style = getComputedStyle(one), drawn = one.querySelector(".cham");
  const box = [...one.getClientRects()].find((rect) => rect.width && rect.height) ?? one.getBoundingClientRect();
  const x = box.left + box.width / 2, y = Math.min(box.top + box.height / 2, innerHeight - 4);
  const seen = document.elementFromPoint(x, y);
  return {
    place: places.findIndex((place) => one.closest(place)),
    name: `${one.tagName} ${one.textContent.trim().slice(0, 40)} ${one.getAttribute("href") ?? ""}`,
    outline: drawn ? parseFloat(getComputedStyle(drawn).strokeWidth) : style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    inside: box.top >= -1 && (box.bottom <= innerHeight + 1 || box.height > innerHeight) && box.left >= -1 && box.right <= innerWidth + 1,
    seen: !!seen && (one.contains(seen) || seen.contains(one) && one.tagName === "A"),
    over: seen ? `${seen.tagName}.${seen.className}` : "",
  };
}"""


def walk(page, most=400):
    """What Tab leads to, from where one is to the end of the page."""
    steps = []
    for _ in range(most):
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUSED)
        if step is None:
            break
        steps.append(step)
    return steps


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_goes_through_a_letter_in_the_order_of_reading(page, server, width):
    page.set_viewport_size({"width": width, "height": 700})
    go(page, server, "seed of the Party")
    steps = walk(page)
    places = [step["place"] for step in steps]
    assert places == sorted(places)
    assert {0, 1, 2, 3, 5, 6, 7, 8} <= set(places)
    assert [step["name"] for step in steps if step["outline"] < 2] == []
    assert [(step["name"], step["over"]) for step in steps if not step["inside"] or not step["seen"]] == []
    letter = [step["name"] for step in steps if step["place"] == 5]
    links = page.eval_on_selector_all(".to-thu a", "all => all.map((one) => one.getAttribute('href'))")
    assert [name.rsplit(" ", 1)[1] for name in letter] == links


@pytest.mark.parametrize("size", [(390, 500), (1280, 720)], ids=str)
@pytest.mark.parametrize("kind", ["replaced", "internal passages"])
def test_what_has_the_focus_is_seen_beside_an_item_that_was_jumped_to(page, server, kind, size):
    """A bar then stands at the edge of the window and says what became of the letter: it covers nothing that has the focus."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    go(page, server, kind)
    page.goto(f"{page.url}#muc-1")
    assert page.is_visible(".nhac")
    steps = walk(page)
    assert len(steps) > 10
    assert [step["name"] for step in steps if step["outline"] < 2] == []
    assert [(step["name"], step["over"]) for step in steps if not step["inside"] or not step["seen"]] == []


def test_the_first_key_offers_the_way_to_the_text(page, server):
    go(page, server, "seed of the Party")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Chuyển đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.duong-dan') !== null")


# --- other needs ------------------------------------------------------------------------------------------------------


def test_motion_only_for_those_who_have_not_declined_it(page, server):
    go(page, server, "seed of the Party")
    moves = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(moves) == "auto"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moves) == "smooth"


def test_with_forced_colours_edges_are_real(page, server):
    page.emulate_media(forced_colors="active")
    for kind, selectors in (("replaced", [".to-thu", ".luu-y"]), ("withheld passages", [".doan-kcb"])):
        go(page, server, kind)
        for selector in selectors:
            edges = page.eval_on_selector(selector, "one => ['Top', 'Right', 'Bottom', 'Left'].map((side) => [getComputedStyle(one)[`border${side}Style`], parseFloat(getComputedStyle(one)[`border${side}Width`])])")  # fmt: skip
            assert all(style == "solid" and width >= 1 for style, width in edges), selector
    page.goto(f"{page.url}#muc-1")
    assert page.eval_on_selector("#muc-1", "one => parseFloat(getComputedStyle(one).outlineWidth)") >= 1


@pytest.fixture(scope="module")
def plain(browser):
    """Without JavaScript."""
    opened = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    yield opened.new_page()
    opened.close()


def test_without_javascript_every_kind_of_page_can_be_read_and_left(plain, server):
    for kind in KINDS:
        home, root = server
        assert plain.goto(home + address(root, kind)).ok
        assert plain.is_visible("h1"), kind
        assert plain.is_visible("form[role=search] input[name=q]"), kind
        assert plain.locator("main a[href]").count() > 0, kind
        assert plain.locator("[hidden] a, [hidden] p a").count() == 0 or "search" in kind, kind


def test_without_javascript_letter_lists_and_folds_are_whole(plain, server):
    home, _ = server
    plain.goto(home + DECISION)
    assert "Như Điều 36" in plain.inner_text("article")
    plain.click("nav.muc-luc-thu a >> nth=3")
    assert "#" in plain.url
    plain.goto(f"{home}/mau/{CITED}/")
    plain.click("text=Tất cả 2")
    plain.click("nav a:has-text('2022')")
    plain.click("main .danh-sach a >> nth=0")
    assert plain.wait_for_selector("article")  # it comes with the page that a click leads to
    plain.goto(f"{home}/mau/ubnd-tinh-song-van/2023/")
    plain.click("nav a:has-text('12')")
    plain.click("nav a:has-text('11-20')")
    plain.click("table a >> nth=0")
    assert plain.wait_for_selector("article")  # it comes with the page that a click leads to
