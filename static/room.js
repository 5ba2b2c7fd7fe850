// Phones in a room.
