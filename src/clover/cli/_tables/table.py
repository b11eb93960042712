"""A table that was read: its values, and how they were written."""

from dataclasses import dataclass

import numpy as np

from clover.cli._tables.text_format import TextFormat


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read.

    Attributes
    ----------
    name : str
        What the table is called in messages.

    frame : pandas.DataFrame
        The values, as pandas reads them.

    text : dict of str to tuple of str, or None
        The cells of each column as they are written; None for a Parquet or Feather
        table.

    arrow : pyarrow.Table or None
        The columns of a Parquet or Feather table with their types.

    text_format : TextFormat
        How a text table is written; the default one for other tables.

    notes : tuple of str
        What was found out about the file and the user may want to know.

    form : {'text', 'parquet', 'feather'}
        The form of the file.
    """

    name: str
    frame: object
    text: dict | None
    arrow: object
    text_format: TextFormat
    notes: tuple = ()
    form: str = "text"

    @property
    def n_rows(self):
        """Number of rows."""
        return len(self.frame)

    @property
    def columns(self):
        """Names of the columns."""
        return list(self.frame.columns)

    def cells(self, column):
        """Return the cells of a column as strings: as written, or of the values."""
        if self.text is not None:
            return np.array(self.text[column], dtype=object)
        values = self.frame[column]
        if self.holds_integers(column):
            # With missing values, pandas has floats for integers.
            values = self.arrow.column(column).to_pylist()
        texts = np.array([str(value) for value in values], dtype=object)
        texts[self.frame[column].isna().to_numpy()] = ""
        return texts

    def holds_integers(self, column):
        """Return whether a column has a type of integers, which text has not."""
        if self.arrow is None:
            return False
        from pyarrow.types import is_integer

        return is_integer(self.arrow.schema.field(column).type)
