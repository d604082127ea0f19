"""Pages in, bytes out. The only module that knows the template engine; it sees nothing but the page it renders.

Templates and assets come from the project's own templates/ file by file, else from those of the program, which a
template of the project can extend as `vankho/NAME` (docs/theming.md).
"""

import base64
import marshal
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from traceback import walk_tb
from types import CodeType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    nodes,
)
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from vankho.assets import OURS, Asset, AssetFailed, read_assets
from vankho.language import SOURCE, VIETNAMESE, Language, catalogue, language
from vankho.model import Html
from vankho.page import Page, links
from vankho.page.indexing import SHOWN_VALUES
from vankho.page.parts import relative
from vankho.said import Failed

_HERE = Path(__file__).resolve().parent
BUILT_IN = next(folder for folder in (_HERE / "templates", _HERE.parent / "templates") if folder.is_dir())
"""Inside the wheel, or at the top of a checkout."""

INTERNAL_ASSETS = frozenset({"noi-bo.css"})
"""Assets that only the internal edition has."""


@dataclass(frozen=True)
class Theme:
    """The templates and assets of a project: its own file by file, else the built-in ones."""

    folders: tuple[Path, ...]
    language: Language = VIETNAMESE
    """Of the interface."""

    @classmethod
    def of(cls, project: Path) -> "Theme":
        """The theme of a project folder; a symbolic link in it may lead out of the project and is an error."""
        own = project / "templates"
        folders = (own,) if own.is_dir() and own.resolve() != BUILT_IN else ()
        for path in sorted((own, *own.rglob("*"))) if folders else ():
            if path.is_symlink():
                raise RenderFailed(f"{path}: links are not followed: put the file itself here")
        return cls((*folders, BUILT_IN))

    def spoken(self, language: Language) -> "Theme":
        """The theme in this language: one object for all that is made with it, so that templates are compiled once."""
        return self if language == self.language else self._others.setdefault(language, Theme(self.folders, language))

    @cached_property
    def _others(self) -> dict[Language, "Theme"]:
        return {}

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """Every published asset by its name below assets/."""
        own = self.folders[0] / "assets" if len(self.folders) > 1 else None
        try:
            return read_assets(BUILT_IN / "assets", own)
        except AssetFailed as error:
            raise RenderFailed(f"{own.parent if own else BUILT_IN}/{error}") from error

    @cached_property
    def digest(self) -> str:
        """Of all that makes a theme what it is."""
        found = sha256()
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    found.update(repr((path.relative_to(folder).as_posix(), path.read_bytes())).encode())
        return found.hexdigest()

    @cached_property
    def templates(self) -> Mapping[str, bytes]:
        """Of every template a digest of all that it is made of: those that it extends, includes or imports, and the
        assets."""
        loader = self.environment.loader
        assert loader
        texts: dict[str, str] = {}
        for name in self.environment.list_templates():  # whatever they are called: a drawing may be included
            with suppress(UnicodeDecodeError, OSError):  # told when a page needs it
                texts[name] = loader.get_source(self.environment, name)[0]
        by_text = {text: self._asked(text, texts.keys()) for text in dict.fromkeys(texts.values())}
        asked = {name: by_text[text] for name, text in texts.items()}
        assets = [(name, asset.url) for name, asset in self.assets.items()]
        found: dict[str, bytes] = {}
        for name in texts:
            whole, new = {name}, {name}
            while new:
                new = {other for each in new for other in asked[each]} - whole
                whole |= new
            parts = [(each, texts[each]) for each in sorted(whole)]
            found[name] = sha256(repr((assets, parts)).encode()).digest()
        return found

    def _asked(self, text: str, known: Collection[str]) -> set[str]:
        """The templates that one asks for; all, where some are found out only when it is rendered."""
        try:
            asked = set(meta.find_referenced_templates(self.environment.parsed(text)))
        except TemplateSyntaxError:  # told when a page needs it
            return set()
        return {each for each in known if each in asked or None in asked}

    def compile(self, names: Collection[str] | None = None) -> None:
        """Compiles these templates, or all of pages, so that workers that are forked have them."""
        extended = len(self.folders) > 1  # by the project's own, as vankho/NAME

        def wanted(name: str) -> bool:
            return name.endswith((".html", ".xml", ".txt")) and (extended or not name.startswith(OURS))

        asked = self.environment.list_templates(filter_func=wanted) if names is None else names
        told_when_needed = (TemplateSyntaxError, TemplateNotFound, UnicodeDecodeError, OSError)
        for name in asked:
            with suppress(*told_when_needed):
                self.environment.get_template(name)

    def texts(self) -> Iterator[str]:
        """Every template, style sheet and script, as it is written."""
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".html", ".css", ".js", ".svg", ".txt", ".xml"):
                    yield path.read_text(encoding="utf-8")

    @cached_property
    def environment(self) -> "_Environment":
        """Undefined names are errors, and everything is escaped that is not markup already."""
        ours = PrefixLoader({OURS.rstrip("/"): FileSystemLoader(BUILT_IN)})
        loader = ChoiceLoader([ours, *(FileSystemLoader(folder) for folder in self.folders)])
        environment = _Environment(loader, self.language)
        if self.language is language(self.language.code) and not sys.pycache_prefix:
            environment.bytecode_cache = _Compiled(self.language)
        environment.filters["so"] = links.unbroken
        foreign = self.language.code != SOURCE
        environment.globals["vi"] = Html(f' lang="{SOURCE}"' if foreign else "")  # of what is a document's own words
        environment.globals["own"] = Html(f' lang="{self.language.code}"' if foreign else "")  # of ours among those
        return environment


class _Translation(NodeTransformer):
    """Puts what constant texts say in one language in their places, so that no page asks for it."""

    def __init__(self, language: Language, own: frozenset[str]) -> None:
        self._language = language
        self._own = own
        """Names that the template gives a meaning of its own."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        return node  # Jinja joins what is constant as if none of it were markup

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that is looked for
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext" as name),
                args=[nodes.Const(value=str(text))],
                dyn_args=None,
                dyn_kwargs=None,
            ) if not {name, "gettext"} & self._own:  # `_` calls it
                said = Markup(self._language.messages.gettext(text))  # and `%`, as the extension does it
                if node.kwargs:
                    pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
                    return nodes.Mod(nodes.Const(said), nodes.Dict(pairs), lineno=node.lineno)
                with suppress(TypeError, ValueError):  # what cannot be formatted is told when a page needs it
                    return nodes.Const(said % {}, lineno=node.lineno)
        return node


class _Code(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        assert isinstance(self.environment, _Environment)
        own = _own_names(node)
        if own is not None:
            node = _Translation(self.environment.language, own).visit(node)
        super().visit_Template(node, frame)


def _own_names(template: nodes.Template) -> frozenset[str] | None:
    """The names to which a template gives a meaning; None where a part of it is not escaped, so texts are no markup."""
    own: set[str] = set()
    for node in template.find_all((nodes.Name, nodes.Import, nodes.FromImport, nodes.Macro, nodes.EvalContextModifier)):
        match node:
            case nodes.Name(ctx="store" | "param", name=name) | nodes.Import(target=name) | nodes.Macro(name=name):
                own.add(name)
            case nodes.FromImport(names=names):
                own.update(name if isinstance(name, str) else name[1] for name in names)
            case nodes.EvalContextModifier():
                return None
    return frozenset(own)


_SPECIAL = re.compile("[&<>\"']")


def _escaped(value: Any) -> str:
    """What stands in a page for a value; as `escape`, which makes a new object of each."""
    kind = type(value)
    if kind is Html or kind is Markup or (kind is str and not _SPECIAL.search(value)):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class _Template(Template):
    @classmethod
    def from_code(cls, environment: Environment, code: CodeType, *args: Any, **options: Any) -> Template:
        template = super().from_code(environment, code, *args, **options)
        template.root_render_func.__globals__["escape"] = _escaped  # the name by which its code calls it
        return template


class _Compiled(BytecodeCache):
    """The program's own templates, compiled: kept where Python keeps its modules, as them, and as much to be trusted.
    Where that cannot be written they are compiled anew. A project's templates are never kept as code."""

    def __init__(self, language: Language) -> None:
        self._folder = Path(__file__).with_name("__pycache__")
        self._language = language

    @cached_property
    def _compiler(self) -> bytes:
        """A digest of all that makes code of a template."""
        said = catalogue(self._language.code).read_bytes() if self._language.code != SOURCE else b""
        ours = [
            Path(place).read_bytes() for place in (__file__, links.__file__)
        ]  # a filter may be applied to a constant
        return sha256(repr((MAGIC_NUMBER, jinja_version, self._language.code, said, ours)).encode()).digest()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        is_ours = filename is not None and Path(filename).is_relative_to(BUILT_IN)
        return f"{name.replace('/', '-')}.{self._language.code}.{sys.implementation.cache_tag}.code" if is_ours else ""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        key = self.get_cache_key(name, filename)
        of = repr((self._compiler, filename, source)) if key else ""
        bucket = Bucket(environment, key, sha256(of.encode()).hexdigest())
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        if not bucket.key:
            return
        with suppress(OSError):
            kept = (self._folder / bucket.key).read_bytes()
            if kept[:_HEAD] == _head(bucket.checksum, kept[_HEAD:]):
                bucket.code = marshal.loads(kept[_HEAD:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not bucket.key or sys.dont_write_bytecode:
            return
        data, path = marshal.dumps(bucket.code), self._folder / bucket.key
        with suppress(OSError):
            beside = path.with_name(f"{path.name}.{os.getpid()}")
            beside.write_bytes(_head(bucket.checksum, data) + data)
            beside.replace(path)


_HEAD = 32
"""Bytes of a digest before the code."""


def _head(checksum: str, data: bytes) -> bytes:
    return sha256(checksum.encode() + data).digest()


class _Environment(Environment):
    """Undefined names are errors, and everything is escaped that is not markup already."""

    code_generator_class = _Code
    template_class = _Template

    def __init__(self, loader: BaseLoader, language: Language) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,  # no template changes while a site is built
            extensions=["jinja2.ext.i18n"],
        )
        self.language = language
        self.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        messages = language.messages
        self.install_gettext_callables(messages.gettext, messages.ngettext, newstyle=True)  # type: ignore[attr-defined]
        self._parsed: dict[str, nodes.Template] = {}

    def parsed(self, text: str) -> nodes.Template:
        """As `parse`; a template that is compiled afterwards is not parsed once more. Not to be changed."""
        found = self._parsed[text] = self.parse(text)
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return self._parsed.pop(source, None) or super()._parse(source, name, filename)  # to compile it changes it


def asset_files(theme: Theme, *, internal: bool) -> dict[str, bytes]:
    """What stands under assets/ in an edition, by path from the site's root."""
    return {
        asset.url.lstrip("/"): asset.content
        for name, asset in theme.assets.items()
        if internal or name not in INTERNAL_ASSETS
    }


def render(page: Page, theme: Theme) -> bytes:
    """The bytes of one page; UTF-8 with LF."""
    if not page.template:
        return str(page.data["text"]).encode()
    base_path = re.sub(r"^https?://[^/]*", "", str(page.data.get("base_url", "")))
    assets = theme.assets

    def link(url: str) -> str:
        """A URL of the site as this page links it; the 404 page may be shown at any depth."""
        return f"{base_path}{url}" if page.url == "/404.html" else relative(page.url, url)

    def asset(name: str) -> Asset:
        if name not in assets:
            raise RenderFailed(f"there is no asset {name!r}")
        return assets[name]

    def style_hash(name: str) -> str:
        """What a page's content security policy says of a style sheet that stands in the page itself."""
        return base64.b64encode(sha256(asset(name).content).digest()).decode()

    try:
        text = _rendered(
            theme.environment.get_template(page.template),
            page.data,
            page_url=page.url,
            link=link,
            asset=lambda name: link(asset(name).url),
            inline_style=lambda name: Html(asset(name).content.decode()),
            style_hash=style_hash,
            script_words=lambda *names: _script_words(theme, [asset(name).content for name in names]),
        )
    except TemplateSyntaxError as error:
        raise RenderFailed(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except Exception as error:
        place = _place(error, theme)
        if place is None:
            raise
        told = f"there is no template {error}" if isinstance(error, TemplateNotFound) else error
        raise RenderFailed(f"{place}: {told}") from error
    return text.encode()


def _rendered(template: Template, data: Mapping[str, object], **more: object) -> str:
    """As `Template.render`, but the page is let go of at once. A macro that a template defines holds the context that
    holds it, and with it all that the page shows: of many such, looking for garbage takes a tenth of a first build."""
    context = template.new_context({**data, **more})
    try:
        return template.environment.concat(template.root_render_func(context))
    except Exception:
        template.environment.handle_exception()
    finally:
        context.vars.clear()


_SAID = re.compile(r'\b(_n?)\("((?:[^"\\]|\\.)*)"')
"""A string that a script says."""


def _script_words(theme: Theme, scripts: Iterable[bytes]) -> Mapping[str, object]:
    """What scripts say, in the language of the interface: of what is counted as said of one, and of several."""
    said: dict[str, object] = {}
    for script in scripts:
        for function, text in _SAID.findall(script.decode()):
            one, other = (theme.language.messages.ngettext(text, text, count) for count in (1, 2))
            said[text] = [one, other] if function == "_n" else theme.language.say(text)
    return said | {value: theme.language.say(value) for value in SHOWN_VALUES}


def _place(error: Exception, theme: Theme) -> str | None:
    """The last line of a template that led to the error, the project's if it can be; `None` where all are ours."""
    lines = [(frame.f_code.co_filename, number) for frame, number in walk_tb(error.__traceback__)]
    for folder in theme.folders if len(theme.folders) > 1 else ():
        inside = [f"{name}:{number}" for name, number in lines if Path(name).is_relative_to(folder)]
        if inside:
            return inside[-1]
    return None


class RenderFailed(Failed):
    """A template cannot be read, or asks for what a page does not have."""


def file_of(url: str) -> str:
    """The file of a URL, from the site's root: `nam/2023/index.html`."""
    path = url.lstrip("/")
    return f"{path}index.html" if url.endswith("/") else path
