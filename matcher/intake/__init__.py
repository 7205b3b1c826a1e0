"""Reading staff's spreadsheets: files to records, with a report in which every row has its outcome.

look      what a file is and whether it is safe to read, before anything opens it; limits, refusal
formulas  those without a result in the file
sandbox   the parent's side of reading: one spawned child for all files of a call, limited in memory and time
child     the child's side; workbooks, texts: the readers that run there
cells     a cell as text, and how columns are called
sources   which sheets of a file are read
layout    where the table of a sheet begins; lines: what of it is data; above: what stands over it for all its rows
headers   which column is which field; vocabulary, content, mapping: by what that is told
values    one file a kind of cell (pay, days, phones, ...); wordlists: the words they go by
jobs      a row as a job; people: as a candidate; place_columns, draft: what both use
ids       the ids that rows bring; settling: what becomes of a row
duplicates  the same post or person; differences: in what they differ
quality   the report of contract 6.1; mailing: as workbooks that go back
reading   `read_files`: all of it in order; json_lines: .jsonl
kept      a report as JSON for the store, so that cells can be corrected later
merging   two records made one, once a person has said so
"""
