"""What a board is told from the front, a message a slide: the messages, and the file of slides that is drawn from them.

Imports of this floor: charts, data, overview, papers. Imported on this floor by: none.
"""
