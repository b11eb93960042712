"""The facts as JSON."""

import json


def to_json(facts):
    """Return a dictionary of facts as strict JSON: without NaN and infinity."""
    return json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
