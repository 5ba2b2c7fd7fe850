"""The first page of a partnership, once it has results, and the pages of an area, of a group and of all rounds.

Imports of this floor: results. Imported on this floor by: people, start.
"""
