"""From the options of a command to a sampler and the rows that it takes."""
