"""The passes over Dask data frames, as tasks."""
