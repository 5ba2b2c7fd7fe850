"""Accounts, members of a partnership, the offices they hold, and the groups that they speak for.

Imports of this floor: events, rounds. Imported on this floor by: demo.
"""
