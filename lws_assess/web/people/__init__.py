"""Signing in, one's own account, members of a partnership, and partnerships.

Only start imports from here; this wing imports post, upkeep and the floor itself.
"""
