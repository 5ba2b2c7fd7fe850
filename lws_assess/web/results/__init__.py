"""Pages and files of results, comments, priorities, papers for the board, and feedback to people who answered.

Imports of this floor: post. Imported on this floor by: answering, events, overview, rounds, start.
"""
