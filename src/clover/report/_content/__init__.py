"""The parts of a report: each module computes one of them from a run."""
