"""The documents say what the code does."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from make import SILENT, letter, source, write_content

from tools.write_docs import TARGET, page
from vankho.directive import Directive
from vankho.fields import read_mapping
from vankho.keys import (
    ARCHIVE,
    FILE_FIELDS,
    FRONT_MATTER,
    ISSUER_FIELDS,
    RECORD_FIELDS,
    SIGNER_FIELDS,
    SPAN_FIELDS,
    TYPE_FIELDS,
)
from vankho.loading import load
from vankho.parse import parse
from vankho.yamltree import compose

TOP = Path(__file__).parent.parent


def test_front_matter_md_is_that_of_the_tables():
    assert TARGET.read_text(encoding="utf-8") == page(), "run 'make docs'"


@pytest.mark.parametrize(
    "field",
    [*FRONT_MATTER, *FILE_FIELDS, *ARCHIVE, *ISSUER_FIELDS, *RECORD_FIELDS, *SIGNER_FIELDS, *SPAN_FIELDS, *TYPE_FIELDS],
    ids=lambda field: field.key,
)
def test_each_example_is_accepted_and_each_key_has_its_vietnamese_name(field):
    node, problems = compose(field.example, "example")
    assert not problems
    report: list = []
    values = read_mapping(node, (field,), report)
    assert not report
    assert field.key in values
    assert re.search(r"[à-ỹđ ]", field.vietnamese)


def test_every_key_becomes_a_value_of_a_directive():
    keys = {field.key for field in FRONT_MATTER}
    assert keys <= set(Directive.__dataclass_fields__)


def test_front_matter_examples_make_one_sound_directive():
    text = (
        "---\n" + "\n".join(f.example for f in FRONT_MATTER if f.key not in ("slug", "record")) + "\n---\n\nNội dung.\n"
    )
    directive, problems = parse(source(text))
    assert not problems
    assert directive.signers[0].name == "Đặng Ngọc Huy"


README = (TOP / "README.md").read_text(encoding="utf-8")


def test_commands_of_the_readme_are_there():
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"(?:^    |`)make ([a-z-]+)", README, re.MULTILINE)
    assert {"test", "serve"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)|\]\((docs/[^)#]+)", README):
        assert (TOP / (name[0] or name[1])).exists(), name


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "docs/hosting.md"])
def test_links_of_the_documents_lead_somewhere(name):
    links = re.findall(r"\]\(([^)#:]+)\)", (TOP / name).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not ((TOP / name).parent / link).exists()] == []


def test_the_readme_and_the_guide_name_what_they_must():
    assert {"(SECURITY.md)", "(docs/hosting.md)"} <= set(re.findall(r"\([^)]*\)", README))
    guide = (TOP / "docs" / "hosting.md").read_text(encoding="utf-8")
    recipes = [path.name for path in (TOP / "docs" / "hosting").iterdir()]
    assert recipes
    assert [name for name in recipes if f"(hosting/{name})" not in guide] == []


@pytest.mark.parametrize("name", ["Caddyfile-basic", "Caddyfile-mtls"])
def test_caddy_opens_no_port_that_the_recipe_does_not_name(name):
    """Neither 80 for the internal edition nor 2019 for its own interface: a test cannot listen there."""
    words = (TOP / "docs" / "hosting" / name).read_text(encoding="utf-8").split("\n(")[0]
    assert {"\tadmin off", "\tauto_https disable_redirects"} <= set(words.splitlines())


@pytest.mark.parametrize("name", ["Caddyfile-basic", "Caddyfile-mtls"])
def test_caddy_makes_this_machine_trust_nobody_new(name):
    """Each start without it put one more authority among those of the machine, and took seconds."""
    words = (TOP / "docs" / "hosting" / name).read_text(encoding="utf-8").split("\n(")[0]
    assert "\tskip_install_trust" in words


@pytest.mark.parametrize(
    ("one", "other"), [("nginx-basic.conf", "nginx-mtls.conf"), ("Caddyfile-basic", "Caddyfile-mtls")]
)
def test_recipes_differ_in_their_guards_only(one, other):
    texts = [set((TOP / "docs" / "hosting" / name).read_text(encoding="utf-8").splitlines()) for name in (one, other)]
    guard = r"auth_basic|ssl_verify|ssl_client|ssl_crl|tls |client_auth|mode |trusted_|basicauth|nguyen-van-a|[}]"
    different = [line for line in texts[0] ^ texts[1] if not line.lstrip().startswith("#")]
    assert different
    assert [line for line in different if not re.match(guard, line.strip())] == []


def test_the_readme_s_new_directive_builds(tmp_path):
    """The worked example, as a keeper would copy it."""
    block = re.search(r"```markdown\n(---\n.*?)```", README, re.DOTALL)
    assert block
    archive = (TOP / "content" / "archive.yaml").read_text(encoding="utf-8")
    path = re.search(r"`content/(\S+)\.md`:\n\n```markdown", README)[1]
    checked = load(write_content(tmp_path / "content", {path: block[1]}, archive), SILENT)
    assert [str(problem) for problem in checked.problems if problem.severity == "error"] == []


def test_dependencies_are_told():
    told = (TOP / "docs" / "dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    for wanted in chain(project["project"]["dependencies"], *project["dependency-groups"].values()):
        assert f"`{re.match('[a-z0-9-]+', wanted)[0]}`" in told, wanted


def test_nothing_names_a_machine():
    for folder in ("vankho", "tests", "tools", "bench", "docs", "templates", "content"):
        for path in (TOP / folder).rglob("*"):
            if (
                path.is_file()
                and path.suffix in (".py", ".md", ".html", ".css", ".js", ".yaml", ".sh", ".json", ".conf", ".cnf", "")
                and "node_modules" not in path.parts
            ):
                text = path.read_text(encoding="utf-8")
                assert not re.search(r"/(?:root|work|home)/[a-z]", text), path


def test_made_letter_is_read():
    assert parse(source(letter()))[0]
