"""Sentences the rules are known to read wrongly; a floor keeps the count of right ones from falling."""

HARD = [
    # Coordination and correlatives
    (
        "Neither Ann Lee nor Ted Aldous said when it would open.",
        ["Neither Ann Lee nor Ted Aldous | said | when it would open"],
    ),
    ("Ann Lee, but not Ted Aldous, said it was shut.", ["Ann Lee | said | it was shut"]),
    (
        "She wanted, but did not expect, a new pier.",
        ["She | wanted | a new pier", "She | did not expect | a new pier"],
    ),
    # Free relatives and clefts
    ("What Ann Lee described as “a farce” ended on Monday.", ["Ann Lee | described | What + as “a farce”"]),
    ("It was Ann Lee who said that it was shut.", ["Ann Lee | said | that it was shut"]),
    ("The man Ann Lee called a liar has left.", ["Ann Lee | called | The man + a liar"]),
    # Parentheticals without commas or with a pro-form
    ("The pier is safe, or so Ann Lee says.", ["Ann Lee | says | The pier is safe"]),
    ("In her words, the pier is “a wreck”.", ["her | In her words | the pier is “a wreck”"]),
    # Nouns and light verbs
    (
        "The idea that the pier is safe comes from the council.",
        ["the council | The idea | that the pier is safe"],
    ),
    ("Ann Lee gave the order to leave.", ["Ann Lee | gave the order | to leave"]),
    ("Ann Lee made clear her view that it was shut.", ["her | view | that it was shut"]),
    # Ambiguous forms
    ("Next year’s budget calls for cuts are new.", []),
    ("The guide read that the pier was shut.", ["The guide | read | that the pier was shut"]),
    ("Seen from here, the pier looks safe.", []),
    ("The charges read out in court were old.", []),
    # Marks that lost their partner
    ("It closed again,” Ann Lee said.", ["Ann Lee | said | It closed again"]),
    # Speech with nobody near
    ("“We wrote four times and nobody came.”", ["- | - | “We wrote four times and nobody came.”"]),
    # Two speakers of one quotation in one sentence
    ("“Shut it,” Ann Lee said and Ted Aldous agreed.", ["Ann Lee | said | “Shut it,”"]),
    ("Ann Lee said one thing, Ted Aldous another.", []),
    ("He said, she said.", []),
]
N_RIGHT = 6


def test_known_limits_do_not_grow(relations):
    right = [body for body, expected in HARD if relations(body) == expected]
    assert len(right) >= N_RIGHT, right
