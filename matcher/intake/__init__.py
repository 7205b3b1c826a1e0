"""Reading staff's spreadsheets: files to records, with a report in which every row has its outcome.

sandbox   the parent's side: one spawned child for all files of a call, with limits on memory and time
child     the child's side; look, workbooks, texts: what it does there (standard library and calamine alone)
layout    where the table of a sheet begins, what of it is data
headers   which column is which field
values    one file a kind of cell: pay, days, places, phones, ...
jobs, people   a row as a document
duplicates     the same post, the same person, and who is nearly the same
quality   the report of contract 6.1
reading   `read_files`: all of it in order
"""
