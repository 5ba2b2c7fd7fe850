"""The first page of a partnership, once it has results.

Imports of this floor: results. Imported on this floor by: people.
"""
