"""The independent checker of a finished pack. It shares no code with the planner beyond reading files."""
