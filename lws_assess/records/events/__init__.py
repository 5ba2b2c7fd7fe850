"""Visioning events as they are kept: what is planned, who is in the room, what they voted, wrote and agreed.

Actions and web import from here; this wing imports the modules that stand directly on the floor.
"""
