"""The same text gives the same analysis in every process, whatever Python's hash seed."""

import os
import subprocess
import sys

# One name stands in two spellings in the word list, so that two entries match the same words.
CODE = """
import stance
from stance.records.codec import encode_json
text = "Senate votes on Obamacare\\n\\nThe senator said Obamacare was a shameless scandal."
analysis = stance.predict(text, targets=["the law"])
assert "Obamacare" in {cue.text for cue in analysis.cues}
print(encode_json(analysis).decode())
"""


def analysis_under(hash_seed):
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def test_the_analysis_is_the_same_under_every_hash_seed():
    assert len({analysis_under(seed) for seed in range(6)}) == 1
