"""Visioning events: the code of a room, its programme, its votes, and what a hall may be shown of them.

Other floors import from here, no other wing of this floor does; it imports releases, results and the floor itself.
"""
