"""Source, cue and content of every order in which a speaker, a verb and words can stand."""

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # words first
        ("“The pier is shut,” the warden said.", "the warden | said | “The pier is shut,”"),
        ("“The pier is shut,” said the warden.", "the warden | said | “The pier is shut,”"),
        ("“Is the pier shut?” the warden asked.", "the warden | asked | “Is the pier shut?”"),
        ("“The pier is shut,” the warden told the BBC on Friday.", "the warden | told | “The pier is shut,”"),
        ("“The pier is shut,” Mara Quill has said.", "Mara Quill | has said | “The pier is shut,”"),
        ("The pier is shut, said Mara Quill.", "Mara Quill | said | The pier is shut"),
        ("The pier is shut, Mara Quill said.", "Mara Quill | said | The pier is shut"),
        ("The pier will stay shut, she added on Monday.", "she | added | The pier will stay shut"),
        # speaker first
        ("The warden said: “The pier is shut.”", "The warden | said | “The pier is shut.”"),
        ("The warden said “the pier is shut”.", "The warden | said | “the pier is shut”"),
        ("The warden said the pier was shut.", "The warden | said | the pier was shut"),
        ("The warden said that the pier was shut.", "The warden | said | that the pier was shut"),
        (
            "The warden told reporters the pier “will never open”.",
            "The warden | told | the pier “will never open”",
        ),
        ("The warden asked whether the pier was safe.", "The warden | asked | whether the pier was safe"),
        (
            "The warden pointed out that the pier was shut.",
            "The warden | pointed out | that the pier was shut",
        ),
        (
            "The warden has repeatedly warned that the pier is old.",
            "The warden | has repeatedly warned | that the pier is old",
        ),
        ("Tenants blamed the landlord for the flood.", "Tenants | blamed | the landlord for the flood"),
        ("The mate aired his complaints.", "The mate | aired | his complaints"),
        ("Traders expect the fair to move.", "Traders | expect | the fair to move"),
        ("The court ordered the yard to stop work.", "The court | ordered | the yard to stop work"),
        # speaker in the middle
        (
            "“The pier,” Mara Quill said, “is shut for good.”",
            "Mara Quill | said | “The pier,” + “is shut for good.”",
        ),
        ("The pier, Mara Quill said, is shut for good.", "Mara Quill | said | The pier + is shut for good"),
        ("“The pier,” said Mara Quill, “is shut.”", "Mara Quill | said | “The pier,” + “is shut.”"),
        ("The pier – Mara Quill said – is shut.", "Mara Quill | said | The pier + is shut"),
        # introduced by "as"
        ("As Mara Quill put it, the pier is shut.", "Mara Quill | put it | the pier is shut"),
        (
            "The pier is shut for good, as Mara Quill put it.",
            "Mara Quill | put it | The pier is shut for good",
        ),
        # relative clauses
        ("The plan, which she said was late, failed.", "she | said | which + was late"),
        (
            "The council, whose plan Dunmere sees as a threat, met.",
            "Dunmere | sees | whose plan + as a threat",
        ),
        ("Mara Quill, who said the pier was shut, left.", "who | said | the pier was shut"),
        (
            "Ann Lee said the pier, which burned, was shut.",
            "Ann Lee | said | the pier, which burned, was shut",
        ),
        # two spoken of by one verb
        (
            "Mara Quill and Ted Aldous said the pier was shut.",
            "Mara Quill and Ted Aldous | said | the pier was shut",
        ),
        # participles and quoted speakers
        ("Mara Quill left the hall, saying the pier was shut.", "Mara Quill | saying | the pier was shut"),
        (
            "Mara Quill resigned, blaming the council for the delay.",
            "Mara Quill | blaming | the council for the delay",
        ),
        ("Asked about it, Mara Quill said the pier was shut.", "Mara Quill | said | the pier was shut"),
        (
            "Mara Quill was quoted as saying that it was shut.",
            "Mara Quill | was quoted as saying | that it was shut",
        ),
        # negation
        ("Mara Quill did not say when it would open.", "Mara Quill | did not say | when it would open"),
        ("Mara Quill never said that it would open.", "Mara Quill | never said | that it would open"),
    ],
)
def test_a_sentence_has_one_attribution(relations, body, expected):
    assert relations(body) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Mara Quill said the pier was shut and added that the shops would stay open.",
            ["Mara Quill | said | the pier was shut", "Mara Quill | added | that the shops would stay open"],
        ),
        (
            "Mara Quill denied the charge but admitted that the books were wrong.",
            ["Mara Quill | denied | the charge", "Mara Quill | admitted | that the books were wrong"],
        ),
        (
            "The mate called the plan “a leaky bucket” and said they would sail.",
            ["The mate | called | the plan “a leaky bucket”", "The mate | said | they would sail"],
        ),
        (
            "“It is shut,” Mara Quill said, adding that it was old.",
            ["Mara Quill | said | “It is shut,”", "Mara Quill | adding | that it was old"],
        ),
        (
            "Announcing the closure, Mara Quill promised a new pier.",
            ["Mara Quill | Announcing | the closure", "Mara Quill | promised | a new pier"],
        ),
    ],
)
def test_each_cue_makes_a_relation_with_the_shared_source(relations, body, expected):
    assert relations(body) == expected


@pytest.mark.parametrize(
    ("body", "outside"),
    [
        ("Mara Quill said on Friday that the pier was shut.", "on Friday"),
        ("Mara Quill said in a statement on Friday that the pier was shut.", "in a statement on Friday"),
        ("In a statement, the shipping ministry said that the pier was shut.", "In a statement"),
        ("“The pier is shut,” Mara Quill said during a hearing in Dunmere.", "during a hearing in Dunmere"),
        ("“The pier is shut,” Mara Quill said, without giving details.", "without giving details"),
        ("Mara Quill said the pier was shut, which surprised nobody.", "which surprised nobody"),
        ("Mara Quill told the council in a letter that the pier was shut.", "in a letter"),
    ],
)
def test_day_place_occasion_and_remarks_are_outside_all_roles(only, body, outside):
    found = only(body)
    spans = [*found.source, *found.cue, *found.content, *found.recipient]
    assert [span.text for span in spans if outside in span.text] == []
    assert found.content[0].text.strip("“”,").lower() in {
        "the pier is shut",
        "the pier was shut",
        "that the pier was shut",
    }


@pytest.mark.parametrize(
    ("body", "recipient"),
    [
        ("The warden told reporters that the pier was shut.", "reporters"),
        ("The warden told the inquiry that the pier was shut.", "the inquiry"),
        ("The warden told the Dunmere Gazette that the pier was shut.", "the Dunmere Gazette"),
        ("The warden told her that the pier was shut.", "her"),
        ("The warden informed the ministry the pier was shut.", "the ministry"),
        ("Tenants were told that the pier was shut.", "Tenants"),
        ("Ted Aldous was told by the warden that the pier was shut.", "Ted Aldous"),
    ],
)
def test_the_recipient_is_kept_out_of_cue_and_content(only, body, recipient):
    found = only(body)
    assert [span.text for span in found.recipient] == [recipient]
    assert found.content[0].text.removeprefix("that ") == "the pier was shut"
