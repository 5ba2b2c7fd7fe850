"""The overview: what the first page, and those of an area and a group, say of results, from published figures only.

Imports of this floor: charts. Imported on this floor by: papers, slides.
"""
