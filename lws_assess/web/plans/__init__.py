"""The plan of a partnership page by page, its leads, groupings and the figures of the workforce.

Imports of this floor: post. Imported on this floor by: events, start.
"""
