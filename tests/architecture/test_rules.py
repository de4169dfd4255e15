"""The rules of the house that no linter knows. Each test names every place where its rule is broken."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

from app.version import VERSION
from tests.architecture.sources import ROOT, Source, called, committed_texts, sources, strings

PROGRAM = sources("app", "ui")
OURS = (*PROGRAM, *sources("tests", "packaging", "."))

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN_PACKAGES = {"app", "ui", "resources", "_typeshed"}  # the last one exists for type checkers only
CLOSING = {"aclose", "detach"}
LONGEST_FILE = 500

WITHOUT_OWN_TEST: dict[str, str] = {}
"""Source file: the test that covers it instead. What holds no function needs none."""

NESTED_LOOPS = {
    "QColorDialog": {"getColor"},
    "QFileDialog": {"getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"},
    "QFontDialog": {"getFont"},
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
}
"""Static dialogs run an event loop of their own; inside a task that strands the other tasks for ever."""

MACHINE_PATHS = re.compile(r"(?<![\w.$}])/(?:work|root|tmp)/|/home/(?!tech\b)\w+/")
ADDRESSES_IN_LOCKS = re.compile(r"https?:|file:|^--?(?:index|extra|find|trusted)", re.MULTILINE)


def none(broken: list[str]) -> None:
    assert not broken, "\n" + "\n".join(broken)


def test_every_module_says_what_it_is() -> None:
    none(
        [
            source.name
            for source in OURS
            if source.text.strip() and not (ast.get_docstring(source.tree) or "").strip()
        ]
    )


def test_files_have_one_subject() -> None:
    lengths = {source.name: source.text.count("\n") for source in PROGRAM}
    none([f"{name}: {lines} lines" for name, lines in lengths.items() if lines > LONGEST_FILE])


def test_every_source_file_has_its_test_file() -> None:
    """Or a test file of the same folder that imports it, or a line in WITHOUT_OWN_TEST."""
    lacking = set()
    for source in PROGRAM:
        folder, _, file = source.name.rpartition("/")
        has_code = any(source.nodes(ast.FunctionDef, ast.AsyncFunctionDef))
        if not has_code or file in {"__init__.py", "__main__.py"}:
            continue
        own = ROOT / "tests" / folder / f"test_{file}"
        if not own.exists() and _module(source.name) not in _tested(f"tests/{folder}"):
            lacking.add(source.name)
    none(sorted(lacking - WITHOUT_OWN_TEST.keys()))
    none([f"{name} is covered now: take it off the list" for name in WITHOUT_OWN_TEST if name not in lacking])
    none([f"{name} is not there" for name in WITHOUT_OWN_TEST.values() if not (ROOT / name).exists()])


def _module(name: str) -> str:
    return name.removesuffix(".py").replace("/", ".")


@cache
def _tested(folder: str) -> frozenset[str]:
    """The modules that tests in this folder import: `from app.mqtt.topics import ...`, `from ui import x`."""
    imported: set[str] = set()
    for source in sources(folder):
        for node in source.nodes(ast.Import, ast.ImportFrom):
            imported.update(_imported(node))
            if isinstance(node, ast.ImportFrom):
                imported.update(f"{node.module}.{one.name}" for one in node.names)
    return frozenset(imported)


def test_tasks_are_started_through_a_scope() -> None:
    """Ruff bans the names; this finds `loop.create_task` and `asyncSlot` under any name."""
    none(
        [
            f"{source.at(call)} {called(call)}"
            for source in PROGRAM
            if source.name != "app/core/tasks.py"
            for call in source.calls()
            if _starts_a_task(called(call))
        ]
    )
    none([source.name for source in PROGRAM if "asyncSlot" in source.text or "asyncClose" in source.text])


def _starts_a_task(name: str) -> bool:
    *owner, last = name.split(".")
    in_a_group = any(part.endswith(("group", "tasks")) for part in owner)
    return last == "ensure_future" or (last == "create_task" and not in_a_group)


def test_no_nested_event_loop() -> None:
    broken = []
    for source in sources("ui"):
        for call in source.calls():
            owner, _, method = called(call).rpartition(".")
            if method in NESTED_LOOPS.get(owner.rpartition(".")[2], ()):
                broken.append(f"{source.at(call)} {called(call)}")
            if method in {"exec", "exec_"}:
                broken.append(f"{source.at(call)} {called(call)}: open() and await its end")
            if method == "processEvents" and source.name != "ui/loop.py":
                broken.append(f"{source.at(call)} {called(call)}")
    none(broken)


def test_widgets_have_no_coroutines() -> None:
    """A coroutine on a widget can outlive it. What a person waits for is a service's; closing is ours."""
    none(
        [
            f"{source.at(method)} {owner.name}.{method.name}"
            for source in sources("ui/widgets", "ui/panels", "ui/shell")
            for owner in source.nodes(ast.ClassDef)
            if isinstance(owner, ast.ClassDef) and _is_widget(owner)
            for method in owner.body
            if isinstance(method, ast.AsyncFunctionDef) and method.name not in CLOSING
        ]
    )


def _is_widget(owner: ast.ClassDef) -> bool:
    names = [ast.unparse(base).rpartition(".")[2] for base in owner.bases]
    return any(
        re.fullmatch(r"Q\w*(Widget|Window|Dialog|View|Frame|Bar|Label|Button)", name) for name in names
    )


def test_faults_carry_no_sentence() -> None:
    """The code says what happened; app/words says it to a person. Evidence is what was seen, not prose."""
    none(
        [
            f"{source.at(call)} {text!r}"
            for source in sources("app")
            for call in source.calls()
            if called(call).rpartition(".")[2].endswith("Fault")
            for text in strings(call)
            if re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)
        ]
    )


def test_the_text_of_an_exception_is_never_shown() -> None:
    broken = []
    for source in sources("ui"):
        for handler in source.nodes(ast.ExceptHandler):
            if isinstance(handler, ast.ExceptHandler) and handler.name:
                broken += [
                    f"{source.at(node)} {ast.unparse(node)}"
                    for node in ast.walk(handler)
                    if _turns_into_text(node, handler.name)
                ]
    none(broken)


def _turns_into_text(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call) and called(node) in {"str", "repr"}:
        return any(isinstance(arg, ast.Name) and arg.id == name for arg in node.args)
    return isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) and node.value.id == name


def test_nothing_asks_whether_it_is_simulated() -> None:
    asked = re.compile(r"\bif\b[^\n:]*\b(is_)?(simulated|simulation|is_lab|demo)\b")
    none([f"{source.name}: {hit[0]}" for source in PROGRAM for hit in asked.finditer(source.text)])


def test_no_vague_names() -> None:
    vague = re.compile(r"(Manager|Helper|Util|Utils|Handler)$")
    none(
        [
            f"{source.at(node)} {node.name}"
            for source in PROGRAM
            for node in source.nodes(ast.ClassDef)
            if isinstance(node, ast.ClassDef) and vague.search(node.name)
        ]
    )
    none(
        [source.name for source in PROGRAM if re.search(r"/(utils?|helpers?|misc|common)\.py$", source.name)]
    )


def test_no_path_of_a_machine_is_committed() -> None:
    this = "tests/architecture/test_rules.py"
    none(
        [
            f"{name}: {hit[0]}"
            for name, text in committed_texts()
            if name != this
            for hit in MACHINE_PATHS.finditer(text)
        ]
    )


def test_locks_name_no_registry_and_pin_everything() -> None:
    locks = {file.name: file.read_text("utf-8") for file in (ROOT / "packaging" / "lock").glob("*.txt")}
    assert {"run.txt", "dev.txt"} <= set(locks)
    none([f"{name}: {hit[0]}" for name, text in locks.items() for hit in ADDRESSES_IN_LOCKS.finditer(text)])
    for name, text in locks.items():
        entries = re.split(r"\n(?=\S)", text.strip())
        none(
            [
                f"{name}: {entry}"
                for entry in entries
                if not re.match(r"\S+==\S+.*--hash=sha256:", entry, re.DOTALL)
            ]
        )


def test_what_is_imported_is_declared() -> None:
    """A package that only comes along with another one may be gone with its next release."""
    distributions = packages_distributions()
    declared = {
        _name(entry) for entry in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["window"])
    }
    declared |= {"pydantic-core"}  # pydantic's own other half
    broken = []
    for source in PROGRAM:
        for node in source.nodes(ast.Import, ast.ImportFrom):
            names = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
            for top in {name.partition(".")[0] for name in names}:
                brought = {_name(found) for found in distributions.get(top, [top])}
                if top not in OWN_PACKAGES and top not in sys.stdlib_module_names and not brought & declared:
                    broken.append(f"{source.at(node)} {top}")
    none(broken)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


def test_the_version_is_said_once() -> None:
    assert PROJECT["version"] == VERSION


def test_the_longer_lock_holds_the_shorter() -> None:
    """Tests run with exactly the packages that people run."""
    run, dev = ((ROOT / "packaging" / "lock" / name).read_text("utf-8") for name in ("run.txt", "dev.txt"))
    pins = re.compile(r"^\S+==\S+", re.MULTILINE)
    assert set(pins.findall(run)) <= set(pins.findall(dev))


def test_parsed_sources_are_the_projects() -> None:
    """The rules above say nothing when there is nothing to look at."""
    names = {source.name for source in OURS}
    assert {"app/core/tasks.py", "ui/loop.py", "dev.py", "tests/conftest.py"} <= names
    assert isinstance(PROGRAM[0], Source)
