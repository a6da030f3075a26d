"""Naming, speech form, verb class, type and polarity of an attribution."""

import pytest


@pytest.mark.parametrize(
    ("body", "naming"),
    [
        ("Mara Quill said it was shut.", "named"),
        ("Mr Aldous said it was shut.", "named"),
        ("“It is shut,” said the designer, Ruth Abara.", "named"),
        ("The lock keeper said it was shut.", "role_only"),
        ("A spokeswoman for the yard said it was shut.", "role_only"),
        ("Mara Quill’s lawyer said it was shut.", "role_only"),
        ("A spokesman for Ann Lee said it was shut.", "role_only"),
        ("The Dunmere Gazette said it was shut.", "collective"),
        ("The Rev. Ted Aldous said it was shut.", "named"),
        ("The crowd said it was shut.", "collective"),
        ("The union said it was shut.", "collective"),
        ("Two inspectors said it was shut.", "collective"),
        ("Moscow said it was shut.", "collective"),
        ("Both sides said it was shut.", "collective"),
        ("Critics said it was shut.", "collective"),
        ("In a statement, the ministry said it was shut.", "collective"),
        ("A person familiar with the tender said it was shut.", "anonymous"),
        ("A source said it was shut.", "anonymous"),
        ("An official, speaking on condition of anonymity, said it was shut.", "anonymous"),
        ("A lock keeper who asked not to be named said it was shut.", "anonymous"),
        ("A leaked memo says it is shut.", "document"),
        ("According to a survey by the port, half the berths are empty.", "document"),
        ("The ministry’s statement said it was shut.", "document"),
        ("It is said that the pier is shut.", "hearsay"),
        ("It is rumoured that the pier will shut.", "hearsay"),
        ("The pier is said to be shut.", "hearsay"),
        ("There were reports of flooding.", "hearsay"),
        ("The pier is reportedly shut.", "hearsay"),
        ("It is feared that the pier will shut.", "implicit"),
        ("Tenants were told that the pier was shut.", "implicit"),
        ("Ted Aldous was accused of lying.", "implicit"),
        ("I believe the pier will never open.", "author"),
    ],
)
def test_naming_of_the_source(only, body, naming):
    assert only(body).naming == naming


def test_i_in_a_quotation_is_not_the_author(find):
    inner = [a for a in find("“I think the pier is old,” Mara Quill said.") if a.level == 1]
    assert [(a.source[0].text, a.naming != "author") for a in inner] == [("I", True)]


@pytest.mark.parametrize(
    ("body", "speech"),
    [
        ("“We sail at six,” the mate said.", "direct"),
        ("“We sail,” the mate said, “at six.”", "direct"),
        ("The mate said they would sail at six.", "indirect"),
        ("The mate complained that the pumps were old.", "indirect"),
        ("The mate ordered a new pump.", "indirect"),
        ("The mate called the plan “a leaky bucket”.", "mixed"),
        ("The plan, the mate told reporters, “will sink”.", "mixed"),
        ("The mate announced the sailing time.", "nominal"),
        ("There were reports of flooding.", "nominal"),
        ("Announcing the move, Ann Lee left.", "nominal"),
    ],
)
def test_form_of_speech(only, body, speech):
    assert only(body).speech == speech


@pytest.mark.parametrize(
    ("clause", "verb_class"),
    [
        ("said that the keys were lost", "neutral"),
        ("whispered that the keys were lost", "neutral"),
        ("confirmed that the keys were lost", "factive"),
        ("pointed out that the keys were lost", "factive"),
        ("acknowledged that winter had come early", "factive"),
        ("acknowledged that he had lost the keys", "concessive"),
        ("admitted that the pump had failed", "concessive"),
        ("claimed that the keys were lost", "doubt"),
        ("falsely said that the keys were lost", "doubt"),
        ("insisted that the keys were lost despite the evidence", "doubt"),
        ("insisted that the keys were lost", "emphatic"),
        ("repeatedly said that the keys were lost", "emphatic"),
        ("blamed the landlord for the loss", "accusatory"),
        ("denied losing the keys", "denial"),
        ("flatly denied losing the keys", "denial"),
        ("rejected the claim that the keys were lost", "denial"),
        ("hinted that the keys were lost", "speculative"),
        ("reportedly said that the keys were lost", "speculative"),
        ("feared that the keys were lost", "mental"),
        ("gushed that the keys were golden", "evaluative_manner"),
        ("angrily said that the keys were lost", "evaluative_manner"),
        ("rejected the offer", "performative"),
        ("suggested a shorter form", "performative"),
        ("ruled that the fair may stay", "performative"),
    ],
)
def test_verb_class_is_read_in_its_sentence(find, clause, verb_class):
    found = [a for a in find(f"The owner {clause}.") if a.level == 0]
    assert [(a.source[0].text, a.verb_class) for a in found] == [("The owner", verb_class)]


def test_a_survey_that_suggests_a_link_proposes_nothing(only):
    found = only("The survey suggested a link with damp.")
    assert (found.type, found.verb_class) == ("assertion", "speculative")


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("The mate said they would sail.", "assertion"),
        ("The mate denied the charge.", "assertion"),
        ("Islanders fear the ferry will be sold.", "belief"),
        ("Divers found that the hull was cracked.", "knowledge"),
        ("The court ordered the yard to stop.", "eventuality"),
        ("The mate declined to comment.", "eventuality"),
        ("Its refusal to publish the survey angered tenants.", "eventuality"),
        ("The landlord rejected the offer.", "eventuality"),
        ("The landlord rejected the accusation.", "assertion"),
    ],
)
def test_type_tells_messages_from_acts(only, body, type_):
    assert only(body).type == type_


@pytest.mark.parametrize(
    ("body", "polarity"),
    [
        ("Ann Lee denied that it was shut.", "positive"),
        ("Ann Lee said it was not shut.", "positive"),
        ("Ann Lee did not say when it would open.", "negative"),
        ("Ann Lee never said it would open.", "negative"),
        ("The council did not refuse to pay.", "negative"),
        ("Ann Lee was not sure that it would open.", "negative"),
    ],
)
def test_polarity_is_that_of_the_cue(only, body, polarity):
    assert only(body).polarity == polarity


def test_the_origin_names_rule_and_list_entry(only):
    found = only("The warden pointed out that it was shut.")
    assert found.origin == "rule:subject_verb#point out"
    assert 0 < found.confidence <= 1
