"""Visioning events as they are kept: what is planned, who is in the room, what they voted, wrote and agreed.

Imports of this floor: none. Imported on this floor by: none.
"""
