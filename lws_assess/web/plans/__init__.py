"""The plan of a partnership page by page, its leads, groupings and the figures of the workforce.

Events may import from here; this wing imports post, upkeep and the floor itself.
"""
