"""One file a kind of cell. Each reader takes a text (a cell as the clerk sees it) and gives a `Reading`."""
