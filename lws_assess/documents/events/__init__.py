"""What a hall sees and takes home: pictures of the room, the programme, and the summary of an event.

Only web imports from here; this wing imports charts, papers and the floor itself.
"""
