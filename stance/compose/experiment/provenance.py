"""Which code and which packages made a run."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import stance

_PACKAGES = (
    "stance",
    "numpy",
    "scikit-learn",
    "scipy",
    "python-crfsuite",
    "msgspec",
    "torch",
    "transformers",
)
_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Code:
    """The code a run was made with."""

    commit: str | None
    """None outside a git checkout of stance, and where git is not installed."""
    dirty: bool | None
    """Whether it had changes that are not in the commit; None where the commit is not known."""


def code_version() -> Code:
    """Return the commit of the checkout that stance runs from."""
    folder = Path(stance.__file__).resolve().parent
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None or _git(folder, "ls-files", "--error-unmatch", "__init__.py") is None:
        # Installed into an environment that happens to lie in some other project's checkout.
        return Code(None, None)
    return Code(commit, bool(_git(folder, "status", "--porcelain", "--", str(folder))))


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that can change a result."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
