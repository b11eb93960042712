"""Oversamplers of recent papers, to be used by themselves or inside clusters."""
