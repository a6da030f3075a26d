import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.segment import split_sentences

# Each case is a paragraph with "|" where it must be split, and nowhere else.
CASES = [
    # titles, initials, names
    "Mr. Roe met Mrs. Doe.| They talked.",
    "Dr. Lee and Prof. Kim agreed.| Ms. Poe did not.",
    "Gov. Ann Roe signed it.| Sen. Bob Doe did not.",
    "Reps. Ann Roe and Bob Doe voted no.| Gen. Coe was silent.",
    "Lt. Gov. Ann Roe spoke.| Lt. Col. Doe listened.",
    "J. K. Rowling wrote it.| John F. Kennedy did not.",
    "George H.W. Bush and J.D. Roe met.| It rained.",
    "The St. Louis office closed.| St. Paul has none.",
    "He lives on Main St.| The house is red.",
    "The Rev. Jesse Roe prayed.| The Hon. Ann Doe sat.",
    "It was Roe v. Wade again.| Doe vs. Roe came later.",
    # companies and other abbreviations
    "Acme Inc. Chief Executive Ann Roe resigned.| Nobody cried.",
    "He works for Acme Corp.| He likes it.",
    "He sued Acme Co. and Widget Ltd. in May.| He lost.",
    "Ann Roe Jr. won.| Bob Doe Sr.| The elder lost.",
    "Bring pens, paper, etc. and a bag.| Go.",
    "Use tools, e.g. hammers, i.e. heavy ones.| Fine.",
    "See Fig. 3 and p. 12 for it.| Then No. 5 follows.",
    "He said no. 5 people left.",
    "She has a Ph.D. in law.| He has an M.D.| But no job.",
    # places and dates
    "The U.S. Senate met.| The U.N. Security Council did not.",
    "He left the U.S.| The plane was late.",
    "He moved to the U.S. in 2010.| He liked it.",
    "It is in Washington, D.C.| It is big.",
    "Ann Roe (R-Ky.) let it pass.| Bob Doe, D-N.Y., did not.",
    "In Boston, Mass. Smith was cheered.| He waved.",
    "It opens Jan. 5 and closes Dec. 12, 2021.| Go there.",
    "It happened in Sept.| Then it snowed.",
    "The vote is at 9 a.m. Monday in the hall.| Come.",
    "It began at 9 p.m. EST and ended late.| Good.",
    "They met at 5 p.m.| Clinton spoke first.",
    "WASHINGTON, Dec. 8 (UPI) — The mayor left.| He is 70.",
    # numbers
    "It rose 3.5 percent to $1.2 million.| Then it fell.",
    "It grew in 2015.| The next year it fell.",
    "1. Roe leads the poll.| Doe is second.",
    "12. What comes next?| Nobody knows.",
    "There were 40.| 20 of them left.",
    "Read chap. 4 and vol. 2.| Then rest.",
    # quotations
    "“It was a trap.”| He left the room.",
    "“It was a trap,” he said.| “I knew.”",
    "“Why now?” he asked.| Nobody answered.",
    "“Stop!” Smith said.| They ran.",
    "“Stop!” Mayor Ann Roe shouted at them.| They ran.",
    "“Are you sure?” the mayor asked.| She was.",
    "“Are you sure?”| The mayor was silent.",
    "“Stop!”| He ran away.",
    '"What happens at 3 a.m.?" Clinton asked.| "Who knows?"',
    '"I am tired."| She sat down.',
    "''We were late,'' he said.| ''It rained.''",
    "He called it ‘a mess.’| She did not.",
    "‘Go!’ she said.| They went.",
    "She likes “Who’s There?” and “Help!” a lot.| He does not.",
    "“No.| Never.| Not me,” he said.",
    "He said: “I never lied.| I never will.”| Then he left.",
    "«Non!» he cried.| «Oui.»| They left.",
    # ellipses, runs of marks, brackets, footnotes
    "I thought ... maybe not.| Then I left.",
    "We waited . . . and waited.| Nobody came.",
    "We waited...| The bus never came.",
    "Really?!| Yes!!!| No…| But why?",
    "The plan … President Roe said … is dead.| So be it.",
    "He left (she stayed).| They met again.",
    "He left.| (She stayed.)| They met again.",
    "He left.| [Laughter] Then he came back.",
    "It is known.[1]| Others doubt it.[12]| We do not.",
    "It is known.²| Others doubt it.",
    # letters and odd starts
    "There is no plan B.| The end is near.",
    "It was he and I.| Later we left.",
    "She sells phones.| iPhone sales rose.",
    "Visit example.com today.| Or write to a.b@example.org now.",
    "He won.| 🎉 Everyone cheered.",
    "He quit.| ¿Por qué?| Nobody knows.",
    "Yahoo! was sold.| It was cheap.",
    "“We won.” — Ann Roe in 2016",
    "no stop at all",
    "Съезд окончен.| Все ушли.",
]


@pytest.mark.parametrize("case", CASES)
def test_paragraph_is_split_only_at_the_marked_places(case):
    text = case.replace("|", "")
    expected = [part.strip() for part in case.split("|")]
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == expected


def test_offsets_count_from_the_start_of_the_whole_text():
    text = "Skip this. He came. She left. Skip."
    # "He came." begins after "Skip this. " (11 characters), "She left." after "He came. " (9 more).
    assert split_sentences(text, 11, 29) == [(11, 19), (20, 29)]


def test_empty_stretch_has_no_sentences():
    assert split_sentences("  ", 0, 2) == []


@given(st.text(alphabet=st.sampled_from("aAbI .!?…“”’'\"()[]1-—\n"), max_size=80))
def test_sentences_are_ordered_and_lose_nothing_but_white_space(text):
    spans = split_sentences(text, 0, len(text))
    assert all(a < b for a, b in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(not text[a].isspace() and not text[b - 1].isspace() for a, b in spans)
