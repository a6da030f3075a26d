"""Views of reports: what they say, and that text of the data stays text."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from stance.evaluation.render.comparison import render_comparison_html, render_comparison_terminal
from stance.evaluation.render.figures import report_figures
from stance.evaluation.render.marked import mark_target
from stance.evaluation.render.report_html import render_report_html
from stance.evaluation.render.report_terminal import render_report_terminal
from stance.evaluation.render.rows import Bar, Scale, headline, metric_rows, risk_points, system_bars
from stance.records.comparison import Comparison, Difference, SliceDifference
from stance.records.report import (
    Baseline,
    Calibration,
    CalibrationBin,
    Gain,
    LabelRow,
    Metric,
    Mistake,
    Report,
    RiskPoint,
    Slice,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202etxt.exe\u2066\x1b[31m\ud800$x$"


def metric(name="macro_f1", value=0.7, low=0.65, high=0.75, **more):
    return Metric(name=name, value=value, low=low, high=high, **more)


def report(name="stance-linear", text="They <b>oppose</b> it.", **changes):
    made = Report(
        name=name,
        kind="labels",
        task="stance",
        dataset="invented",
        fingerprint="0123456789abcdef",
        stamps=["ungrouped: event"],
        protocol="Five folds by outlet.",
        n_examples=1234,
        n_groups=56,
        seeds=[1, 2],
        primary="macro_f1",
        metrics=[metric(by_fold=[0.6, 0.8]), metric("accuracy", 0.8, None, None)],
        labels=[
            LabelRow(
                label="against",
                n_gold=100,
                n_predicted=90.5,
                precision=0.8,
                recall=0.7,
                f1=metric("f1", 0.75),
                alpha=0.68,
                tier="reliable",
            ),
            LabelRow(
                label="favor", n_gold=0, n_predicted=0, precision=None, recall=None, f1=metric("f1", None)
            ),
        ],
        baselines=[
            Baseline(name="majority", kind="constant", metrics=[metric(value=0.3, low=0.3, high=0.31)]),
            Baseline(name="outlet", kind="group", metrics=[metric(value=0.6)]),
        ],
        gain=Gain(over="outlet", value=0.1, low=0.05, high=0.15, verdict="0.100 better than outlet"),
        ceiling={"alpha": 0.4},
        slices=[Slice(group="outlet", value="Daily", n=12, metric=metric(value=0.5))],
        calibration=Calibration(
            ece=0.05,
            brier=0.2,
            bins=[CalibrationBin(low=0.5, high=0.6, n=10, confidence=0.55, accuracy=0.5)],
        ),
        risk=[
            RiskPoint(coverage=1.0, threshold=0.4, primary=0.7),
            RiskPoint(coverage=0.5, threshold=0.8, primary=0.9),
        ],
        mistakes=[
            Mistake(
                example_id="ex-1",
                gold=["favor"],
                predicted=["against"],
                confidence=0.97,
                text=text,
                target="oppose",
                votes={"favor": 3, "against": 2},
                suspect=True,
            ),
            Mistake(example_id="ex-2", gold=[], predicted=["against"], confidence=0.6, text=text),
        ],
        notes=["2 labels are left out."],
    )
    return msgspec.structs.replace(made, **changes)


def comparison(name="first"):
    one = Difference(
        name="macro_f1", first=0.7, second=0.6, value=0.1, low=0.02, high=0.18, p=0.0004, p_holm=0.02
    )
    return Comparison(
        kind="labels",
        first=name,
        second="second",
        n_examples=1234,
        n_groups=56,
        group_by=["event"],
        primary="macro_f1",
        metrics=[one, Difference(name="ece", first=None, second=0.1, value=None)],
        slices=[SliceDifference(group="outlet", value=name, n=40, difference=one)],
        verdict=f"{name} is better",
        notes=["seeds differ"],
    )


class Page(HTMLParser):
    """Elements and attributes of a page."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.open = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(
    "html", [render_report_html(report()), render_comparison_html(comparison())], ids=["report", "comparison"]
)
def test_page_is_whole_and_loads_nothing(html):
    page = Page(html)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert ("meta", "http-equiv", "Content-Security-Policy") in page.attributes
    assert all(value.startswith("#") for _, name, value in page.attributes if name in {"href", "src"})
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_page_says_what_matters():
    text = " ".join(" ".join(Page(render_report_html(report())).text).split())
    for told in (
        "+0.100 [0.050, 0.150]",
        "macro_f1: 0.100 better than outlet",
        "ungrouped: event",
        "Five folds by outlet.",
        "2 labels are left out.",
        "1,234",
        "alpha 0.400",
        "reliable",
        "Expected calibration error 0.050",
        "3 favor , 2 against",
    ):
        assert told in text


def test_hostile_text_stays_text_on_the_page():
    made = report(name=HOSTILE, text=HOSTILE)
    made = msgspec.structs.replace(
        made,
        task=HOSTILE,
        dataset=HOSTILE,
        protocol=HOSTILE,
        stamps=[HOSTILE],
        notes=[HOSTILE],
        primary=HOSTILE,
        metrics=[metric(HOSTILE)],
        labels=[msgspec.structs.replace(made.labels[0], label=HOSTILE)],
        baselines=[Baseline(name=HOSTILE, kind="rules", metrics=[metric(HOSTILE)])],
        ceiling={HOSTILE: 0.5},
        slices=[Slice(group=HOSTILE, value=HOSTILE, n=1, metric=metric(HOSTILE))],
        mistakes=[
            Mistake(
                example_id=HOSTILE,
                gold=[HOSTILE],
                predicted=[HOSTILE],
                confidence=1.0,
                text=HOSTILE,
                target="<script>alert(1)</script>",
                votes={HOSTILE: 1},
            )
        ],
    )
    for html in (render_report_html(made), render_comparison_html(comparison(HOSTILE))):
        page = Page(html)
        assert not {"script", "img"} & set(page.tags)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\ud800-\udfff]", html)
        assert "⟦U+202E⟧" in html
        assert "{{ 7*7 }}" in "".join(page.text)
        html.encode("utf-8")
    # The target is marked although it is escaped.
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>" in render_report_html(made)


def test_terminal_shows_no_control_characters_and_keeps_to_its_width():
    for shown in (
        render_report_terminal(report(name=HOSTILE, text=HOSTILE * 5), width=80),
        render_comparison_terminal(comparison(HOSTILE), width=80),
    ):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert max(len(line) for line in shown.splitlines()) <= 80
        shown.encode("utf-8")


def test_terminal_says_what_matters():
    shown = render_report_terminal(report())
    for told in (
        "+0.100 [0.050, 0.150]  macro_f1: 0.100 better than outlet",
        "! ungrouped: event",
        "note: 2 labels are left out.",
        "1,234 held-out examples, 56 groups, seeds 1, 2",
        "[oppose]",
    ):
        assert told in shown
    compared = render_comparison_terminal(comparison())
    assert "macro_f1: first is better" in compared
    assert "< 0.001" in compared


def test_systems_are_ranked_with_the_model_first_and_people_last():
    bars = system_bars(report(ceiling={"macro_f1": 0.8, "alpha": 0.4}))
    assert [(bar.name, bar.role) for bar in bars] == [
        ("stance-linear", "model"),
        ("outlet", "shortcut"),
        ("majority", "shortcut"),
        ("people", "people"),
    ]


def test_a_gain_that_is_none_is_marked_as_weak():
    weak = Gain(over="outlet", value=0.01, low=-0.02, high=0.04, verdict="not distinguishable from outlet")
    assert 'class="headline weak"' in render_report_html(report(gain=weak))
    assert 'class="headline"' in render_report_html(report())


def test_without_shortcuts_the_metric_itself_is_quoted():
    quoted, told = headline(report(gain=None, baselines=[]))
    assert quoted == "0.700"
    assert "no shortcut" in told
    assert "no shortcut" in render_report_html(report(gain=None, baselines=[]))


def test_an_almost_empty_report_can_be_shown():
    empty = report(
        metrics=[metric(value=None, low=None, high=None)],
        labels=[],
        baselines=[],
        gain=None,
        ceiling={},
        slices=[],
        calibration=None,
        risk=[],
        mistakes=[],
        notes=[],
        stamps=[],
    )
    assert "–" in render_report_html(empty)
    assert "–" in render_report_terminal(empty)


def test_precision_and_recall_stand_beside_their_f1():
    names = ("cue exact f1", "cue exact precision", "cue exact recall", "source exact given cue")
    rows = metric_rows(report(metrics=[metric(name) for name in names], ceiling={"cue exact f1": 0.71}))
    assert [(row.name, [kind for kind, _ in row.values]) for row in rows] == [
        ("cue exact", ["f1", "precision", "recall"]),
        ("source exact given cue", [""]),
    ]
    assert rows[0].others[-1] == "0.710"


def test_scales_hold_all_they_show():
    # From -0.1 to 1 there are 1.1; 0.45 stands in the middle.
    assert Scale.of([Bar("a", "part", -0.1)]).share(0.45) == pytest.approx(0.5)
    # Tenths around 0.62 to 0.78.
    assert Scale.around([Bar("a", "part", 0.7, 0.62, 0.78)]) == Scale(0.6, 0.8)
    assert Scale(0.0, 1.0).share(5.0) == 1.0
    assert Scale.around([Bar("a", "part", 1.0)]).share(1.0) == 1.0
    assert Scale.around([Bar("a", "part", 0.0)]).share(0.0) == 0.0


def test_the_place_of_the_target_is_taken_before_it_is_looked_for():
    mistake = Mistake(
        example_id="a",
        gold=[],
        predicted=["x"],
        confidence=1.0,
        text="he said he went",
        target="he",
        target_start=8,
        target_end=10,
    )
    assert mark_target(mistake).before == "he said "
    unplaced = msgspec.structs.replace(mistake, target_start=None, target_end=None)
    assert mark_target(unplaced).before == ""
    assert mark_target(msgspec.structs.replace(unplaced, target="she")).target == ""


def test_long_texts_are_cut_around_the_target():
    text = "a" * 1000 + "TARGET" + "b" * 1000
    marked = mark_target(
        Mistake(example_id="a", gold=[], predicted=[], confidence=0.0, text=text, target="TARGET")
    )
    assert (marked.before[0], marked.target, marked.after[-1]) == ("…", "TARGET", "…")
    assert len(marked.before) < 400


def test_figures_are_pictures_and_the_same_each_time(tmp_path):
    made = report(name=HOSTILE)
    first, second = (report_figures(made, tmp_path / name) for name in "ab")
    assert [path.name for path in first] == [
        "systems.png",
        "labels.png",
        "slices-1.png",
        "calibration.png",
        "risk.png",
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in first)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_equal_reports_give_equal_pages():
    assert render_report_html(report()) == render_report_html(report())


def test_at_most_ten_points_of_confidence_are_listed_and_all_are_drawn():
    risk = [RiskPoint(coverage=1 - n / 20, threshold=n / 20, primary=0.8) for n in range(19)]
    assert [point.coverage for point in risk_points(report(risk=risk))][:2] == [1.0, 0.9]
    assert len(risk_points(report(risk=risk))) == 10
    assert risk_points(report(risk=[])) == []
    assert render_report_html(report(risk=risk, calibration=None)).count('class="point" cx') >= 19
