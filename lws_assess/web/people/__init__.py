"""Signing in, one's own account, members of a partnership, and partnerships.

Imports of this floor: overview, post, upkeep. Imported on this floor by: start.
"""
