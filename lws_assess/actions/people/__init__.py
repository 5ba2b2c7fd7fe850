"""Accounts, members of a partnership, the offices they hold, and the groups that they speak for.

The demo may import from here; this wing imports events, rounds and the floor itself.
"""
