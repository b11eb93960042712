"""The gain of one method over another against what describes the data sets."""
