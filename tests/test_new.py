"""`vankho new` and `vankho init`: from nothing to an archive that builds."""

import pytest
from make import SILENT, letter, write_content

from vankho.cli import main
from vankho.init import InitFailed, answers
from vankho.loading import load
from vankho.new import Refused, draft

SAID = ["--number", "15-KH/TU", "--date", "02/3/2026", "--subject", "Kiểm tra: năm 2026", "--access", "public"]


def codes(content):
    return {problem.code for problem in load(content, SILENT).problems}


def test_an_archive_is_begun_and_gets_its_first_directive(tmp_path, capsys):
    folder = tmp_path / "kho"
    body = ["--issuer-name", "Tỉnh ủy Quảng Ngãi", "--side", "party", "--symbol", "TU"]
    assert main(["init", "--lang", "en", str(folder), *body]) == 0
    content = folder / "content"
    assert "title: Kho văn bản Tỉnh ủy Quảng Ngãi\n" in (content / "archive.yaml").read_text(encoding="utf-8")
    assert "site/" in (folder / ".gitignore").read_text(encoding="utf-8")
    assert codes(content) == {"no-base-url"}
    told = capsys.readouterr().err
    assert "vankho new" in told
    assert "vankho build" in told
    signer = ["--signer", "T/M BAN THƯỜNG VỤ; PHÓ BÍ THƯ; Đặng Ngọc Huy"]
    assert main(["new", "--lang", "en", "--content", str(content), *SAID, *signer]) == 0
    path = content / "tinh-uy-quang-ngai" / "2026" / "15-kh-tu.md"
    assert path.read_text(encoding="utf-8") == (
        "---\nnumber: 15-KH/TU\ntype: kế hoạch\nissuer: tinh-uy-quang-ngai\ndate: 2026-03-02\n"
        'subject: "Kiểm tra: năm 2026"\nsigners:\n  - authority: T/M BAN THƯỜNG VỤ\n    position: PHÓ BÍ THƯ\n'
        "    name: Đặng Ngọc Huy\naccess: public\n---\n"
    )
    assert codes(content) == {"no-base-url", "empty-body"}
    before = path.read_bytes()
    assert main(["new", "--lang", "en", "--content", str(content), *SAID]) == 2
    assert path.read_bytes() == before
    assert "is already there" in capsys.readouterr().err


def test_init_leaves_what_is_there(tmp_path, capsys):
    body = ["--issuer-name", "UBND xã A", "--side", "state", "--symbol", "UBND", "--title", "Kho: xã A # thử"]
    (tmp_path / ".gitignore").write_text("x\n", encoding="utf-8")
    assert main(["init", "--lang", "en", str(tmp_path), *body]) == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "x\n"
    before = (tmp_path / "content" / "archive.yaml").read_bytes()
    assert main(["init", "--lang", "en", str(tmp_path), *body]) == 2
    assert main(["init", str(tmp_path)]) == 2  # nothing is asked for
    assert "đã có" in capsys.readouterr().err
    assert (tmp_path / "content" / "archive.yaml").read_bytes() == before
    assert main(["init", "--lang", "en", str(tmp_path / "y"), *body[:4]]) == 2
    assert "--symbol is missing" in capsys.readouterr().err
    assert (
        main(["init", "--lang", "en", str(tmp_path / "z"), "--issuer-name", "Số", "--side", "party", "--symbol", "TU"])
        == 2
    )
    assert "reserved-name" in capsys.readouterr().err
    assert not (tmp_path / "z").exists()


def test_init_asks_again_after_an_answer_that_cannot_stand():
    questions = []
    given = ["", "Số", "Tỉnh ủy Quảng Ngãi", "", "cấp tỉnh", "Đảng", "", "tu", "15-KH/TU", "TU"]

    def ask(question):
        questions.append(question)
        return given.pop(0)

    assert answers({}, ask) == {"name": "Tỉnh ủy Quảng Ngãi", "side": "party", "symbol": "TU"}
    assert not given
    begun = [question.split(".")[0] for question in questions]
    assert begun[1:3] == ["không được để trống", "'so' là địa chỉ dành riêng của trang kho"]
    assert begun[4:6] == ["không được để trống", "'cấp tỉnh' không phải party hoặc state"]
    assert begun[8].startswith("'tu' không phải ký hiệu của cơ quan")
    assert all("Cơ quan trong số và ký hiệu" in question for question in questions[6:])
    for side, symbol in (
        ("state", "UBND"),
        ("nhà nước", "TTg"),
        ("party", "BTGDVTU"),
        ("state", "SNN-MT"),
        ("state", "HĐND"),
    ):
        given[:] = [side, symbol]
        assert answers({"name": "A"}, ask)["symbol"] == symbol
    assert answers({"name": "Số", "side": "x", "symbol": "?"}, ask)["name"] == "Số"  # what options say `begin` refuses

    def gone(question):
        raise EOFError

    with pytest.raises(InitFailed, match="nothing was written"):
        answers({"name": "A"}, gone)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--number": None}, "--number is missing"),
        ({"--subject": None}, "--subject is missing"),
        ({"--access": None}, "--access is missing"),
        ({"--access": "secret"}, "--access: 'secret'"),
        ({"--number": "x"}, "--number: 'x'"),
        ({"--date": "31/02/2026"}, "--date: '31/02/2026'"),
        ({"--type": "kế hoặch"}, "(có phải là 'kế hoạch'?)"),
        ({"--type": "công văn"}, "number-contradicts-type"),
        ({"--issuer": "ubnd-aa"}, "(có phải là 'ubnd-a'?)"),
        ({"--issuer": "ubnd-a"}, "number-contradicts-type"),
        ({"--issuer": None}, "--issuer is missing"),
        ({"--signer": "a;b;c;d"}, "--signer"),
        ({"--subject": ":internal[x"}, "bad-internal"),
        ({"--number": "15-QĐ/TU"}, "--type is missing"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(tmp_path, capsys, change, said):
    content = write_content(tmp_path / "content", {})
    options = dict(zip(SAID[::2], SAID[1::2], strict=True)) | {"--issuer": "tinh-uy-a"} | change
    words = [word for key, value in options.items() if value is not None for word in (key, value)]
    assert main(["new", "--lang", "en", "--content", str(content), *words]) == 2
    assert said in capsys.readouterr().err
    assert list(content.rglob("*.md")) == []


def test_a_person_is_asked(tmp_path):
    before = letter(more="organ: Ban Thường vụ\nplace: A\n")
    content = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": before})
    questions = []
    answers = [
        "nhầm",
        "16 - KH/TU",
        "tinh-uy-a",
        "",
        "8/5/2023",
        "Về việc",
        "",
        "-",
        "BÍ THƯ; Nguyễn Văn A",
        "x",
        "internal",
    ]

    def ask(question):
        questions.append(question)
        return answers.pop(0)

    made = draft({}, (), content, ask)
    assert not answers
    assert "[kế hoạch]" in questions[3]
    assert "[Ban Thường vụ]" in questions[6]
    assert questions[1].startswith("'nhầm' không phải")
    assert made.path == content / "tinh-uy-a" / "2023" / "16-kh-tu.md"
    assert made.text == (
        "---\nnumber: 16-KH/TU\ntype: kế hoạch\nissuer: tinh-uy-a\norgan: Ban Thường vụ\ndate: 2023-05-08\n"
        "subject: Về việc\nsigners:\n  - position: BÍ THƯ\n    name: Nguyễn Văn A\naccess: internal\n---\n"
    )

    def gone(question):
        raise EOFError

    with pytest.raises(Refused):
        draft({}, (), content, gone)
