"""The overview: what a partnership's first page says of its results, from published figures only.

Imports of this floor: charts. Imported on this floor by: slides.
"""
