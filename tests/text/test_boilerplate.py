import time

import pytest

from stance.text.boilerplate import is_outlet_label, is_related_label, own_reason


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("Read also:", "related_links"),
        ("RELATED: Ten Ways To Cook An Egg", "related_links"),
        ("[READ MORE: Mayor faces new questions over bridge]", "related_links"),
        ("Click here to read the full report", "related_links"),
        ("Published on", "template_residue"),
        ("Tags:", "template_residue"),
        ("* * *", "template_residue"),
        ("___.", "template_residue"),
        ("ADVERTISEMENT", "advert"),
        ("Story continues below advertisement", "advert"),
        ("Sign up for our morning newsletter and never miss a story.", "advert"),
        ("● Did you cross the bridge that day? Call our newsdesk.", "advert"),
        ("Do you know more? Were you there? E-mail us at news@example.com", "advert"),
        ("If you were on the bridge, contact our reporters on 0123 456.", "advert"),
        ("Jane Roe writes on Fridays. The views of our columnists are their own.", "site_disclaimer"),
        ("Follow Jane Roe on Twitter @janeroe.", "social_embed"),
        ("Follow @evening_post", "social_embed"),
        ("View this post on Instagram", "social_embed"),
        ("https://example.com/some/page", "social_embed"),
        ("Share on Facebook", "social_embed"),
        ("Photo: Jane Roe stands on the bridge in May.", "caption"),
        ("Jane Roe stands on the bridge. (AP Photo/John Doe)", "caption"),
        ("Jane Roe / Getty Images", "caption"),
        ("FILE - In this May 3, 2016 file photo, the bridge is closed.", "caption"),
        ("© 2016 Evening Post. All rights reserved.", "site_disclaimer"),
        ("The opinions expressed here are those of the author alone.", "site_disclaimer"),
        (
            "This column does not necessarily reflect the opinion of the Evening Post or its owners.",
            "site_disclaimer",
        ),
        ("Publishing a text here does not imply that the editors endorse it.", "site_disclaimer"),
        ("This article first appeared in the Evening Post.", "site_disclaimer"),
        ("This is for informational purposes only.", "site_disclaimer"),
    ],
)
def test_block_a_page_adds_is_told_by_its_words(block, reason):
    assert own_reason(block) == reason


@pytest.mark.parametrize(
    "block",
    [
        "The mayor spoke to reporters (Reuters).",
        "Images via satellite show that the bridge, which had stood for ninety years, is gone.",
        "Photos by the hundred were posted, and the mayor said nothing.",
        "Related companies were searched on Monday, prosecutors said.",
        "“The views expressed in that letter are the author’s own,” the mayor told the council.",
        "Follow the money, she said, and the rest is clear.",
        "The paper publishes lies, the mayor said. He did not say that he agrees with its owner.",
        "He must not be published, the court ruled, because he is a minor.",
        "Source close to the mayor says he will resign",
        "Advertisement spending rose by 3 percent in May.",
        "The copyright law of the state is old.",
        "Tell us the truth, the families say.",
        "Tell the reporters to leave, he said.",
        "“Did you see it? Call our newsdesk,” the page said.",
        "Call our newsdesk a nest of spies, he said, and you will hear from my lawyer: “I mean it.”",
        "The mayor asked: will you pay? The council said no.",
        "The opinions of writers matter, the mayor said. The streets are our own.",
    ],
)
def test_block_of_the_article_stays(block):
    assert own_reason(block) is None


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Also on Evening Post", True),
        ("MORE FROM THE HARBROOK DAILY:", True),
        ("Also on Monday", False),
        ("Also on the ballot", False),
        ("More from Harbrook, where the bridge is closed.", False),
    ],
)
def test_label_with_an_outlet_has_only_its_name(line, is_label):
    assert is_outlet_label(line) is is_label


def test_related_label_is_told_from_a_sentence():
    assert is_related_label("READ ALSO »")
    assert not is_related_label("Read also what the mayor wrote")


@pytest.mark.parametrize(
    "piece", ["publi ", "views expressed ", "follow on twitter ", "(c) ", "sign up ", "a/", "! "]
)
def test_hostile_blocks_take_linear_time(piece):
    def seconds(n):
        blocks = [(piece * 400)[:size] for size in (299, 1199)] * n
        began = time.process_time()
        for block in blocks:
            own_reason(block)
        return time.process_time() - began

    # 200,000 characters of such blocks are about 130 pairs.
    assert seconds(130) < 2
