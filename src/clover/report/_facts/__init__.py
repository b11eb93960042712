"""The facts of a report: all that it shows, computed once.

JSON, Markdown and HTML are renderings of these dataclasses. They hold Python objects
only. A number that is not known is None.
"""
