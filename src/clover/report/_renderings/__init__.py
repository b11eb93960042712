"""Renderings of the facts: HTML, Markdown and JSON."""
