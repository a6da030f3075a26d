import io

import pytest

from stance.cli import progress
from stance.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_line_appears_after_a_second_and_is_wiped_at_the_end(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with ProgressLine() as line:
        clock[0] = 0.9
        line.update(40, 0)
        assert terminal.getvalue() == ""
        clock[0] = 2.0
        line.update(90, 10)
        # 100 inputs in 2 seconds.
        assert terminal.getvalue().endswith("90 articles, 10 not scored, 50 a second")
        clock[0] = 2.1
        line.update(95, 10)
        assert "95" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_shown_when_standard_error_is_no_terminal(monkeypatch, clock):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with ProgressLine() as line:
        clock[0] = 100.0
        line.update(1, 0)
    assert stream.getvalue() == ""
