"""The documentation against the code: what it names exists, and what exists is named."""

import itertools
import json
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
import typer
import yaml
from pydantic import BaseModel
from typer.testing import CliRunner

from tawthiq.breaches import TestName, TestResult
from tawthiq.breaches.decide import verdict_of
from tawthiq.breaches.ruleset import ComplianceRules
from tawthiq.casebook import open_casebook
from tawthiq.casebook.casebook import first_places
from tawthiq.casebook.settings import Methodology, Settings
from tawthiq.cli.commands import app
from tawthiq.cli.main import EXIT_FAULT, EXIT_INTERNAL
from tawthiq.intake.agreements import read_agreement
from tawthiq.intake.columns import KNOWN, REQUIRED
from tawthiq.intake.compliance import COLUMNS as COMPLIANCE
from tawthiq.intake.compliance import read_compliance
from tawthiq.intake.publications import _KEYS, read_publications
from tawthiq.intake.table import TableContext, read_table
from tawthiq.records import (
    KINDS,
    Agreement,
    ComplianceState,
    Exclusion,
    Gazetteer,
    Incident,
    Provision,
    Reason,
    Role,
    RoleKind,
    TextVersion,
    Truth,
    Zone,
    ZonePart,
)
from tawthiq.records import Term as AgreementTerm
from tawthiq.register import schema
from tawthiq.register.entry import BUCKET, parse_entry, paths_of
from tawthiq.register.verification import Outcome
from tawthiq.report.phrases import Phrases
from tawthiq.vocabulary import parties, provisions, violations

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
)
PLACES = Gazetteer(first_places())


def text_of(page):
    return (DOCS / page).read_text("utf-8")


def codes_in(text):
    return set(re.findall(r"`([^`\n]+)`", text))


def section(text, heading):
    """The part of a page from a heading of the second level to the next one."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert match, f"no section {heading!r}"
    return match[1]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def opaque(kind, key):
    return f"{kind}:{key}"


# Commands


def leaves(command, path=()):
    below = getattr(command, "commands", None)
    if below is None:
        return {" ".join(path): command}
    found = {}
    for name, each in below.items():
        found |= leaves(each, (*path, name))
    return found


PROGRAM = typer.main.get_command(app)
COMMANDS = leaves(PROGRAM)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_of_a_command_is_in_its_section(name):
    written = codes_in(section(text_of("reference/commands.md"), f"tawthiq {name}"))
    for parameter in COMMANDS[name].params:
        spellings = parameter.opts
        if parameter.param_type_name == "argument":
            spellings = [parameter.name.upper()]
        assert set(spellings) <= written | {"--help"}


def test_no_command_is_documented_that_is_not_there():
    named = re.findall(r"^## tawthiq (.+)$", text_of("reference/commands.md"), re.M)
    assert sorted(named) == sorted(COMMANDS)


def test_the_options_of_the_program_are_named():
    written = text_of("reference/commands.md")
    for parameter in PROGRAM.params:
        assert any(each in written for each in parameter.opts)


def typed_commands():
    for page in PAGES:
        for block in blocks(page.read_text("utf-8"), "console"):
            for line in block.splitlines():
                if match := re.match(r"\$ (?:\S*/)?tawthiq (.+)", line):
                    yield pytest.param(match[1], id=f"{page.name}: {match[1]}")


@pytest.mark.parametrize("line", list(typed_commands()))
def test_a_command_that_the_documentation_types_parses(line):
    words = shlex.split(line)
    command, names = PROGRAM, []
    while getattr(command, "commands", None):
        names.append(words.pop(0))
        command = command.commands[names[-1]]
    assert command.make_context(names[-1], words).params


def test_the_commands_of_the_readme_table_are_there():
    named = re.findall(r"^\|[^|]+\| `tawthiq ([a-z]+(?: [a-z]+)?)", readme(), re.M)
    assert len(named) >= 9
    for each in named:
        assert each in COMMANDS or each.split()[0] in COMMANDS


def test_the_exit_codes_are_those_of_the_program():
    rows = re.findall(r"^\| (\d+) \|", text_of("reference/faults.md"), re.M)
    verified, *others = (outcome.exit_code for outcome in Outcome)
    assert [int(row) for row in rows] == [verified, EXIT_FAULT, 2, *others, EXIT_INTERNAL]


# The table, the agreement, the publications, the settings


def test_every_column_is_in_the_reference_of_the_table():
    written = text_of("reference/table.md").split("## What an import does")[0]
    cells = [line for line in written.splitlines() if line.startswith("| `")]
    named = {code for line in cells for code in codes_in(line) if re.fullmatch("[a-z_]+", code)}
    assert named - {"key", "incident"} == set(KNOWN) - {"key", "incident"}
    assert {"key", "incident"} <= named


def test_the_columns_that_must_be_there_are_marked():
    needed = section(text_of("reference/table.md"), "Columns that must be there")
    assert re.findall(r"^\| `(\w+)`", needed, re.M) == list(REQUIRED)


def test_every_code_of_a_table_is_named():
    written = codes_in(section(text_of("reference/table.md"), "Codes"))
    assert {*parties(), *violations()} <= written


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Fields of the agreement", Agreement),
        ("roles", Role),
        ("texts", TextVersion),
        ("provisions", Provision),
        ("terms", AgreementTerm),
        ("zones", Zone),
        ("zones", ZonePart),
        ("exclusions", Exclusion),
    ],
)
def test_every_field_of_an_agreement_is_in_its_reference(heading, model: type[BaseModel]):
    written = codes_in(section(text_of("reference/agreement.md"), heading))
    assert set(model.model_fields) - {"id"} <= written


def test_every_code_of_an_agreement_is_in_its_reference():
    written = codes_in(text_of("reference/agreement.md"))
    assert {*provisions(), *(kind.value for kind in RoleKind)} <= written


def agreement_examples():
    for page in ("reference/agreement.md", "tutorial.md"):
        for block in blocks(text_of(page), "yaml"):
            if "provisions:" in block:
                yield pytest.param(block, id=page)


@pytest.mark.parametrize("example", list(agreement_examples()))
def test_the_example_of_an_agreement_is_read(example):
    assert "invented" in example.splitlines()[0]
    held = read_agreement(example, file="example.yaml", new_id=opaque, places=PLACES)
    assert held.code == "invented_valley"


def publication_examples():
    for page in ("reference/publications.md", "tutorial.md"):
        for block in blocks(text_of(page), "yaml"):
            if "publisher:" in block and block.lstrip("# ").startswith("An invented publication"):
                yield pytest.param(block, id=page)


@pytest.mark.parametrize("example", list(publication_examples()))
def test_the_example_of_a_publication_is_read(example):
    records = read_publications(
        example,
        file="example.yaml",
        clock="Asia/Damascus",
        new_id=opaque,
        places={place.code for place in PLACES},
    )
    assert records


def test_every_column_of_compliance_is_in_its_reference():
    cells = [line for line in text_of("reference/compliance.md").splitlines() if line[:3] == "| `"]
    named = {code for line in cells for code in codes_in(line.split("|")[1])}
    assert set(COMPLIANCE) <= named
    assert {*get_args(ComplianceState), "0", "1", "2", "3"} <= codes_in("\n".join(cells)) | {
        line.split("|")[1].strip()
        for line in text_of("reference/compliance.md").splitlines()
        if re.match(r"\| \d \|", line)
    }


def test_the_example_of_compliance_is_read(demo):
    [example] = blocks(text_of("reference/compliance.md"), "yaml")
    with open_casebook(demo.folder) as casebook:
        held = casebook.view.all(Agreement)
    records = read_compliance(
        example.encode(), file="c.yaml", clock="Asia/Damascus", agreements=held, new_id=opaque
    )
    assert len(records) == 1


def test_every_rule_of_compliance_is_in_the_reference_of_the_casebook():
    written = codes_in(section(text_of("reference/casebook.md"), "ruleset.yaml"))
    assert {f"compliance.{name}" for name in ComplianceRules.model_fields} <= written


def test_every_field_of_a_publication_is_in_its_reference():
    written = text_of("reference/publications.md")
    assert set(re.findall(r"^\| `(\w+)` \|", written, re.M)) == set(_KEYS)


def test_the_table_of_the_tutorial_is_read():
    [example] = blocks(text_of("tutorial.md"), "csv")
    context = TableContext(
        collection="c", publication=None, clock="Asia/Damascus", places=PLACES, new_id=opaque
    )
    records = read_table(example.encode(), file="incidents.csv", context=context)
    assert len(records) == 13  # and the collection itself: 14 in the tutorial
    assert sum(isinstance(record, Incident) for record in records) == 5


def test_the_tutorial_gives_what_it_shows(tmp_path, monkeypatch):
    text = text_of("tutorial.md")
    yamls = blocks(text, "yaml")
    (tmp_path / "valley.yaml").write_text(yamls[0], "utf-8")
    (tmp_path / "published.yaml").write_text(yamls[1], "utf-8")
    (tmp_path / "incidents.csv").write_text(blocks(text, "csv")[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    typed = 0
    for line, shown in re.findall(r"^\$ (.+)\n((?:(?![$`]).*\n)*)", text, re.M):
        command, *words = shlex.split(line)
        if command == "cd":
            monkeypatch.chdir(tmp_path / words[0])
        if command != "tawthiq" or words[0] in ("report", "show"):
            continue
        if words[0] == "withdraw":
            break
        typed += 1
        said = CliRunner().invoke(app, words, catch_exceptions=False).stdout
        for each in words_of(shown):
            assert each in list(words_of(said)), line
    assert typed == 8


def words_of(output):
    """The lines of an output, whether it stands in a table or in tabs, without ids and titles."""
    for line in re.sub(r"Batch \w+", "Batch", output).splitlines():
        words = re.split(r"[│┃\t]", line.strip("│┃"))
        if len(words) > 1 or re.search(r"[.:]", line):
            yield [word.strip() for word in words]


@pytest.mark.parametrize(
    ("heading", "model"), [("casebook.yaml", Settings), ("methodology.yaml", Methodology)]
)
def test_every_setting_of_a_casebook_is_in_its_reference(heading, model):
    written = section(text_of("reference/casebook.md"), heading)
    assert re.findall(r"^\| `(\w+)` \|", written, re.M) == list(model.model_fields)


# The register


def test_every_table_of_the_register_is_in_its_reference():
    written = section(text_of("reference/register.md"), "Databases")
    assert set(re.findall(r"^\| `(\w+)` \|", written, re.M)) == set(schema.TABLES)


def test_the_entry_of_the_reference_is_an_entry():
    written = section(text_of("reference/register.md"), "Entries")
    [example] = blocks(written, "json")
    shown = parse_entry(example.replace("\n", "").encode())
    assert set(re.findall(r"^\| `(\w+)` \|", written, re.M)) == {"v", *shown._fields}


def test_every_kind_of_record_fits_into_the_commitments_that_the_reference_names():
    written = section(text_of("reference/register.md"), "Commitments")
    assert f"up to a multiple of {BUCKET}" in written
    for model in KINDS.values():
        body = dict.fromkeys(model.model_fields)
        assert len(paths_of(body, kind="", actor="", batch="", state="")) <= BUCKET


def test_the_reference_of_the_register_names_its_version_and_its_outcomes():
    text = text_of("reference/register.md")
    assert f"The schema has version {schema.VERSION}." in section(text, "Versions")
    rows = re.findall(r"^\| (\w+) \| (\d+) \|", section(text, "What verify checks"), re.M)
    assert rows == [(outcome.value, str(outcome.exit_code)) for outcome in Outcome]


# Figures


def test_every_rule_of_a_figure_is_in_the_reference(october):
    rules = section(text_of("reference/figures.md"), "Rules")
    named = set(re.findall(r"^\| `(\w+)` \|", rules, re.M))
    assert {figure["rule"] for figure in october.values()} <= named
    for language in ("en", "ar"):
        phrases = Phrases(language, labels={})
        for rule in named:
            assert f"rule.{rule}" in phrases


def patterns():
    names = section(text_of("reference/figures.md"), "Name patterns")
    for line in re.findall(r"^\| (`.+?) \|", names, re.M):
        for name in re.findall(r"`([^`]+)`", line):
            yield re.sub(r"<\w+>", "[^.]+", name.replace(".", r"\."))


def test_every_figure_has_a_name_of_the_reference(october):
    known = [re.compile(each) for each in patterns()]
    assert [name for name in october if not any(each.fullmatch(name) for each in known)] == []


def test_every_field_of_a_figure_is_in_the_reference(october):
    text = text_of("reference/figures.md")
    fields = set(next(iter(october.values())))
    assert fields <= codes_in(text)
    [example] = blocks(text, "json")
    shown = json.loads(example)
    assert set(shown) == fields
    own = october[shown["name"]]
    for field in ("value", "numerator", "denominator", "rule", "rounding", "decimals"):
        assert shown[field] == own[field]


# What the pages say about October 2017


def readme():
    return (ROOT / "README.md").read_text("utf-8")


def test_the_readme_says_what_the_figures_say(october):
    value = {name: figure["value"] for name, figure in october.items()}
    assert f"No less than {value['massacres.total']} massacres" in readme()
    assert f"including {value['massacres.alliance']} by" in readme()
    assert f"none of the {value['massacres.by_party.russia']} massacres" in readme()
    assert value["breaches.possible.by_party.russia"] == 0
    assert f"at most {value['breaches.possible.by_party.regime']} are possible" in readme()
    assert value["breaches.certain.by_party.regime"] == 0


def test_the_readme_names_the_two_commands_of_the_set_up():
    [start] = blocks(section(readme(), "Two commands"), "console")
    assert start.splitlines() == ["$ scripts/demo", "$ scripts/test"]
    for script in ("demo", "test"):
        assert (ROOT / "scripts" / script).stat().st_mode & 0o100


def test_the_table_of_breaches_in_the_method_is_that_of_the_figures(october):
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \|", text_of("method.md"), re.M)
    code = {"Russian forces": "russia"}
    assert len(rows) == 5
    for label, *numbers in rows:
        party = code.get(label, label.lower())
        names = ("massacres.", "breaches.certain.", "breaches.possible.")
        assert [int(each) for each in numbers] == [
            october[f"{name}by_party.{party}"]["value"] for name in names
        ]


def test_the_verdict_table_of_the_method_is_that_of_the_code():
    verdict = r"(no breach|excluded|breach|possible)"
    shape = r"^\| " + r"([TF·]) \| " * 5 + verdict + r" \|"
    rows = re.findall(shape, text_of("method.md"), re.M)
    assert len(rows) == 7
    letter = {Truth.TRUE: "T", Truth.FALSE: "F", Truth.UNKNOWN: "?"}
    for values in itertools.product(Truth, repeat=5):
        tests = {
            name: TestResult(value=value, reason=Reason(code="invented"))
            for name, value in zip(TestName, values, strict=True)
        }
        said = next(
            row[5] for row in rows
            if all(want in ("·", letter[value]) for want, value in zip(row, values, strict=False))
        )  # fmt: skip
        assert verdict_of(tests)[0].value == said.replace(" ", "_")


# Links and words


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    plain = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"[\s-]+", "-", heading) for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_page_is_in_the_navigation():
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = set(re.findall(r"[\w/-]+\.md", str(config["nav"])))
    assert listed == {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_text_for_people_keeps_to_its_words(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    assert re.findall(r"\b(we|We|simply|Simply|robust)\b", prose) == []


def test_the_picture_of_the_report_is_small():
    assert (DOCS / "images" / "report.png").stat().st_size < 400_000
