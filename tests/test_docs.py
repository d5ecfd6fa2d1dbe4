"""The documents keep what they say: settings, commands, paths, modules, messages, events, the README's transcript."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import Program
from sources import PACKAGE, SOURCES, calls, constants

import crampbot_chat
from crampbot_chat import cli, config, content, metrics
from crampbot_chat.content import FALLBACK, Words

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
WORDS = Words(content.folder(), FALLBACK)
KEYS = set(WORDS.keys())


def test_the_documents_are_all_there() -> None:
    names = {str(path.relative_to(ROOT)) for path in DOCS}
    assert names >= {
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/operating.md",
        "docs/privacy.md", "docs/adding-an-adapter.md", "docs/writing-content.md",
    }  # fmt: skip


# --- settings ---------------------------------------------------------------------------------------------------------


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    below = text.partition(f"\n{heading}\n")[2]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines, heading
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[0].splitlines()[2:]]


def test_the_readme_explains_every_setting_and_no_other() -> None:
    rows = {row[0].split("`")[1]: row for row in table(README, "## Settings")}
    assert list(rows) == list(config.NAMES)
    starred = {name for name, row in rows.items() if row[0].endswith("*")}
    assert starred == set(config.SECRETS)
    assert all(len(row[-1]) > 5 for row in rows.values())


def test_the_example_explains_every_setting_and_no_other() -> None:
    named = re.findall(r"^#([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert sorted(named) == sorted([*config.NAMES, *(f"{name}_FILE" for name in config.SECRETS)])
    for name in config.NAMES:
        assert re.search(rf"^# .+\n#{name}=", EXAMPLE, re.MULTILINE), f"{name} has no explanation"


def test_the_example_changes_nothing_as_it_is(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(EXAMPLE, "utf-8")
    assert told(config.read({}, dotenv)) == told(config.read({}))


def test_the_defaults_in_the_example_and_in_the_readme_are_the_defaults(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(re.sub(r"^#([A-Z_]+=)", r"\1", EXAMPLE, flags=re.MULTILINE), "utf-8")
    tokens = {"TELEGRAM_BOT_TOKEN": "123456789:aaaaaaaaaaaaaaaaaaaa", "SLACK_BOT_TOKEN": "xoxb-aaaaa"}
    tokens["SLACK_APP_TOKEN"] = "xapp-aaaaa"
    assert told(config.read(tokens, dotenv)) == told(config.read(tokens))
    shown = {row[0].split("`")[1]: row[1].strip("`") for row in table(README, "## Settings") if row[1].startswith("`")}
    example = dict(re.findall(r"^#([A-Z_]+)=(.+)$", EXAMPLE, re.MULTILINE))
    assert {name: value for name, value in shown.items() if " " not in value} == example


def told(settings: config.Settings) -> list[str]:
    """All that is set, with the secrets that it hides."""
    parts = [part for part in (settings, settings.telegram, settings.slack) if part]
    values = [getattr(part, name) for part in parts for name in part.__struct_fields__]
    return [value.reveal() if isinstance(value, config.Secret) else str(value) for value in values]


# --- commands, targets and paths --------------------------------------------------------------------------------------


def said_in(pattern: str) -> dict[str, set[str]]:
    """What the pattern finds in code of any document, and where."""
    found: dict[str, set[str]] = {}
    for path in DOCS:
        for code in code_in(path.read_text("utf-8")):
            for word in re.findall(pattern, code):
                found.setdefault(word, set()).add(path.name)
    return found


def code_in(text: str) -> Iterator[str]:
    """Blocks of code, and code in a line."""
    yield from re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))


def test_every_command_in_the_documents_exists_and_every_command_is_explained() -> None:
    named = said_in(r"(?:^|[ /])crampbot ([a-z]+)")
    assert set(named) <= set(cli.HELP), {word: named[word] for word in set(named) - set(cli.HELP)}
    explained = {row[0].strip("`").removeprefix("crampbot ") for row in table(README, "## Two commands")}
    assert explained == set(cli.HELP)


def test_every_make_target_in_the_documents_exists_and_every_target_is_explained() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {word for words in said_in(r"(?:^|\$ )make ([a-z]+(?: [a-z]+)*)") for word in words.split()}
    assert named <= targets | {"help"}
    assert targets - {"help"} <= named


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        name, _, place = target.partition("#")
        there = (path.parent / name) if name else path
        assert there.exists(), target
        assert there.resolve().is_relative_to(ROOT), target
        if place:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert place in map(slug, headings), target


TOP = r"(?:src|tests|docs|content|benchmarks|\.ci|requirements\w*)"
BARE = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ".env.example", "Makefile")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_path_in_the_documents_exists(path: Path) -> None:
    for code in code_in(path.read_text("utf-8")):
        for name in re.findall(rf"(?<![\w/.]){TOP}(?:/[\w.-]+)*/?", code):
            if "/" in name or "." in name:
                assert (ROOT / name).exists(), name
        if re.fullmatch(r"(?:\w+/)+\w+\.py", code):  # relative to the package, or to the top
            assert (ROOT / code).exists() or (PACKAGE / code).exists(), code
        if re.fullmatch(r"\w+\.py", code):
            assert list(PACKAGE.rglob(code)), code
    assert all((ROOT / name).exists() for name in BARE if name in path.read_text("utf-8"))


def test_no_document_names_a_place_of_ours() -> None:
    """Nothing of the machine that it was written on, and no registry."""
    for path in [*DOCS, ROOT / ".env.example"]:
        text = path.read_text("utf-8")
        assert not re.search(r"/(?:root|work|home|tmp|Users)/|pypi\.org|localhost:\d|@(?!BotFather)\w+\.\w", text), path


# --- ARCHITECTURE.md --------------------------------------------------------------------------------------------------


def drawn() -> list[str]:
    """The paths that the tree in ARCHITECTURE.md names, below src/crampbot_chat/."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    tree = re.search(r"^src/crampbot_chat/\n((?:  .+\n)+)", text, re.MULTILINE)
    assert tree
    folders: list[str] = []
    paths = []
    for line in tree[1].splitlines():
        indent = (len(line) - len(line.lstrip())) // 2 - 1
        name = line.split()[0]
        folders[indent:] = [name]
        paths.append("".join(folders))
    return paths


def test_the_tree_names_every_module_and_no_other() -> None:
    there = {str(path.relative_to(PACKAGE)) for path in SOURCES if path.name != "__init__.py"}
    there |= {f"{path.parent.relative_to(PACKAGE)}/" for path in SOURCES if path.name == "__init__.py"} - {"./"}
    named = drawn()
    assert len(named) == len(set(named))
    assert set(named) - there == set(), "ARCHITECTURE.md draws what isn't there"
    assert there - set(named) == set(), "ARCHITECTURE.md has no line for these"


def test_the_tree_says_what_each_is_for() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for path in drawn():
        name = re.escape(path.rstrip("/").rpartition("/")[2] + ("/" if path.endswith("/") else ""))
        assert path == "adapters/" or re.search(rf"^ +{name} +\S.{{4,}}$", text, re.MULTILINE), path


def test_the_layers_are_those_that_are_checked() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    block = re.search(r"## Layers\n.*?```text\n(.*?)```", text, re.DOTALL)
    contract = re.search(
        r"^layers = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block
    assert contract
    layers = [set(re.findall(r"\w+", line)) for line in contract[1].splitlines()]
    assert [set(re.findall(r"\w+", line)) for line in block[1].splitlines()] == layers


# --- the transcript in the README -------------------------------------------------------------------------------------

PASTED = re.search(r"^```console\n\$ printf '(.*)' \| crampbot talk\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
CLOCK = r"\b\d\d:\d\d\b"
NIGHT = r"Night of \w+ \d{1,2} \w+(?: \d{4})?"


def test_the_transcript_in_the_readme_is_what_it_says(tmp_path: Path) -> None:
    """Played against the real program, at three in the morning somewhere on earth; only clock and date may differ."""
    assert PASTED
    lines, pasted = PASTED.groups()
    offset = (3 - datetime.now(UTC).hour + 12) % 24 - 12  # hours; the zones' names have the sign the other way round
    ended = Program(tmp_path, {"TZ": f"Etc/GMT{-offset:+d}"}).run("talk", said=lines.replace("\\n", "\n"))
    assert (ended.code, ended.err) == (0, "")
    assert same(ended.out) == same(pasted)


def same(text: str) -> list[str]:
    return [re.sub(CLOCK, "03:02", re.sub(NIGHT, "Night of then", line)) for line in text.strip().splitlines()]


# --- what is watched --------------------------------------------------------------------------------------------------

OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


def test_every_log_event_is_explained_and_no_other() -> None:
    logged = {name for _, call in calls("log.event", "log.failure") for name in constants(call.args[0])}
    assert {row[0].strip("`") for row in table(OPERATING, "## The log")} == logged


def test_every_figure_is_explained_and_no_other() -> None:
    counted = {f"{metrics.PREFIX}{key}_total" for _, call in calls("count") for key in constants(call.args[0])}
    timed = {f"{metrics.PREFIX}{key}_seconds" for _, call in calls("observe") for key in constants(call.args[0])}
    assert {row[0].strip("`") for row in table(OPERATING, "## Metrics")} == counted | timed


def test_every_exit_code_is_explained() -> None:
    assert [int(row[0]) for row in table(OPERATING, "## Exit codes")] == [cli.OK, cli.FAILED, cli.MISUSED]


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text("utf-8")
    records = sorted(folder.glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text("utf-8")
        assert f"]({path.name})" in index
        assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequence"], path.name
        assert text.startswith(f"# {int(path.name[:4])}. ")


def test_the_version_is_the_package_s() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in changelog
    assert re.fullmatch(r"\d+\.\d+\.\d+", crampbot_chat.__version__)
