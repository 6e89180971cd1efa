-- The published tables under the names that the figures ask for. For DuckDB, in the folder of the published files.
create view evidence as select * from read_parquet('evidence.parquet');
create view captures as select * from read_parquet('captures.parquet');
create view findings as select * from read_parquet('findings.parquet');
create view edition as select * from read_parquet('edition.parquet');
create view matrix as select * from read_parquet('matrix.parquet');
create view outstanding as select * from read_parquet('outstanding.parquet');
