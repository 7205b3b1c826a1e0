"""The only hand that writes workbooks, pages, charts and printable sheets."""
