"""Workbooks: what the engine lays out in sheets, written as XLSX. Nothing in a cell is ever a formula."""
