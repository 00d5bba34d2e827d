"""How fast networks are: each in a process of its own, measured in turns."""
