"""What a partnership's first page rests on: its last results, what was decided and done, and who is not heard.

Imports of this floor: plans, results, rounds. Imported on this floor by: none.
"""
