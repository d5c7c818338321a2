"""The commands by what they are for, each with its arguments and options; the work is elsewhere."""
