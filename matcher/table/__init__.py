"""The market as columns: a candidate and a job as rows of arrays, a query as a table of one row."""
