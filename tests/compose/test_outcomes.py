import pytest

from stance.compose.outcomes import FileSizes, score_each
from stance.data.targets import TargetSet, TargetTable
from stance.errors import BundleError, ConfigError, EnvironmentFault
from stance.records.article import Article
from stance.records.run import Failure

NO_TARGETS = TargetTable(TargetSet([], []))


class Failing:
    """An analyzer with the fault under test; the real one has none that a test could rely on."""

    bundle, bundle_sha256, labelset = "failing", "", None

    def __init__(self, fault):
        self.fault = fault

    def analyze(self, article, targets):
        raise self.fault


def outcomes(fault, *texts):
    articles = [Article(article_id=f"a{n}\udcff", text=text) for n, text in enumerate(texts)]
    return list(score_each(articles, Failing(fault), targets=NO_TARGETS, sizes=FileSizes([])))


def test_fault_of_the_program_is_recorded_and_the_next_article_follows():
    first, second = outcomes(ZeroDivisionError("by zero\udcff"), "x", "y")
    assert isinstance(first, Failure)
    assert (first.reason, first.stage, first.found) == (
        "internal_error", "analyze", "ZeroDivisionError: by zero\\udcff",
    )  # fmt: skip
    assert (first.article, second.article) == ("a0\\udcff", "a1\\udcff")


def test_memory_that_runs_out_stops_the_run():
    with pytest.raises(EnvironmentFault, match="memory"):
        outcomes(MemoryError(), "x")


def test_broken_word_list_stops_the_run_instead_of_failing_every_article():
    fault = ConfigError("words.yaml", expected="entries", found="none", action="Mend it.")
    with pytest.raises(BundleError, match=r"words\.yaml"):
        outcomes(fault, "x")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit])
def test_interrupts_are_never_taken_for_faults(fault):
    with pytest.raises(fault):
        outcomes(fault(), "x")


def test_sizes_are_found_by_the_names_of_the_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("12345")
    # A folder's files are named with the folder, a file alone by its own name.
    assert FileSizes([tmp_path / "in"]).find("a.txt") == 5
    assert FileSizes([tmp_path / "in" / "a.txt"]).find("a.txt") == 5
    assert FileSizes([tmp_path / "in", tmp_path / "other.txt"]).find("in/a.txt") == 5
    assert FileSizes([tmp_path / "in"]).find("gone.txt") is None
    assert FileSizes([tmp_path / "in"]).find(None) is None
