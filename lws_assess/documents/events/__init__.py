"""What a hall sees and takes home: pictures of the room, the programme, and the summary of an event.

Imports of this floor: charts, papers. Imported on this floor by: none.
"""
