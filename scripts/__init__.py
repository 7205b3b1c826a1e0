"""Entry points that people run: one file a verb of the command `fairmatch`."""
