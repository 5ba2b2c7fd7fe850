"""Pages and files of results, comments, priorities, papers for the board, and feedback to people who answered.

Answering, rounds and events may import from here; this wing imports post and the floor itself.
"""
