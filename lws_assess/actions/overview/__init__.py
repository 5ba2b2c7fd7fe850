"""What a partnership's first page rests on, and the pages of an area, of a group and of all rounds.

Imports of this floor: events, papers, plans, results, rounds. Imported on this floor by: none.
"""
