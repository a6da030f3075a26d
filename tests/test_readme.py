"""The README tells the truth: its Python runs, its commands and links exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, flags=re.M | re.S)


@pytest.mark.parametrize("code", [code for language, code in BLOCKS if language == "python"])
def test_the_python_examples_run(code, tmp_path):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # The example speaks of a council and of Ada Brandt; both are found as sources.
    assert "Ada Brandt" in done.stdout
    assert "council" in done.stdout


def test_every_command_in_the_readme_exists():
    commands = {
        tuple(word for word in line.split()[1:3] if word.isalpha())
        for language, code in BLOCKS
        if language == "sh"
        for line in code.splitlines()
        if line.startswith("stance ")
    }
    assert commands
    for command in sorted(commands):
        words = command if command[0] in ("schema", "data") else command[:1]
        done = subprocess.run(
            [sys.executable, "-m", "stance", *words, "--help"], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0, (words, done.stderr)


def test_every_make_target_in_the_readme_exists():
    targets = set(re.findall(r"`?make ([a-z]+)", README))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert {t for t in targets if not re.search(rf"^{t}:", makefile, flags=re.M)} == set()


def test_every_link_to_a_file_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_exit_codes_in_the_readme_are_those_of_the_program():
    from stance.cli import exit_codes

    values = {v for k, v in vars(exit_codes).items() if k.isupper() and isinstance(v, int)}
    told = README[README.index("Exit codes:") :].split("\n\n")[0]
    assert values <= {int(code) for code in re.findall(r"(?:codes:|·)\s+(\d+)", told)}
