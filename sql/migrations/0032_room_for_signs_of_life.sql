-- A wing's report is written again every 5 s. Half a page of free room lets PostgreSQL tidy the page whenever the report
-- is read; filled to the end, each page was left for a new one, which is written whole.
ALTER TABLE wings SET (fillfactor = 50);
ALTER TABLE nodes SET (fillfactor = 50);
