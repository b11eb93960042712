"""The report of a resampling."""

from dataclasses import asdict
from pathlib import Path

from clover.report._collect import collect_facts


class ResamplingReport:
    """Report of what a sampler made, as one HTML page, as JSON and as Markdown.

    Make it with :meth:`from_estimator`. The HTML page is one file that loads nothing
    from elsewhere, can be read without JavaScript and printed, and escapes the names of
    columns, classes and categories.

    Parameters
    ----------
    facts : Facts
        What the report shows, as :meth:`from_estimator` finds it.

    Attributes
    ----------
    facts : Facts
        What the report shows.

    See Also
    --------
    clover.inspection.validity : Where do synthetic samples lie?
    clover.inspection.diversity : How far from real rows do samples lie?
    clover.over_sampling.ClusterReport : What happened in each cluster.

    Notes
    -----
    The report shows

    - the numbered findings, with what to do about them;
    - the rows of each class before and after;
    - the sampler as a sentence, and as code that makes the same rows again;
    - a map of at most 2,000 given rows and samples: two columns as they are, or the two
      principal components of the given rows with scaled features;
    - the clusters, with the reasons why some were not selected, and what other
      thresholds and exponents would have selected;
    - the features, those first whose synthetic values differ most from given ones of
      the class;
    - validity and diversity.

    Everything is computed once, when the report is made. Large data are sampled, which
    the report says where it happens: pictures show at most 5,000 given rows and 5,000
    synthetic samples, and validity runs the sampler on halves of at most 4,000 rows.
    Clusters and counts are those of all rows.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from clover.over_sampling import KMeansSMOTE
    >>> from clover.report import ResamplingReport
    >>> X, y = load_wine(return_X_y=True)
    >>> sampler = KMeansSMOTE(kmeans_estimator=4, random_state=0)
    >>> report = ResamplingReport.from_estimator(sampler, X, y, name="wine")
    >>> report
    ResamplingReport(KMeansSMOTE, 178 given rows, 35 samples, findings=[...'C004'...])
    >>> print(report.to_markdown())
    # Resampling report of wine
    <BLANKLINE>
    KMeansSMOTE made 35 synthetic samples next to 178 given rows of 13 columns ...

    ``report.save("wine.html")`` writes the page.
    """

    def __init__(self, facts):
        self.facts = facts

    @classmethod
    def from_estimator(cls, sampler, X, y, *, name=None, random_state=0):
        """Make the report of a sampler.

        A copy of the sampler is run. The sampler itself is never changed.

        Parameters
        ----------
        sampler : estimator
            A sampler of clover or of imbalanced-learn that keeps the rows that it gets
            and appends others, or a pipeline that ends in one. A fitted sampler must
            have been fitted to `X` and `y`.

        X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features)
            The rows, in any container that the sampler takes.

        y : array-like of shape (n_samples,)
            The classes.

        name : str, default=None
            What the rows are called in the report.

        random_state : int, RandomState instance or None, default=0
            The seed of the sampler, where it has none, and as an integer also that of
            the samples of rows that the report shows.

        Returns
        -------
        report : ResamplingReport
            The report.

        Raises
        ------
        ValueError
            If the sampler was fitted to other rows, or if it removes or reorders rows.

        Notes
        -----
        That a sampler was fitted to these rows is checked by their shape, the rows
        asked for and a checksum of 64 rows that lie evenly spread over the data, which
        samplers with clusters keep. If the sampler has a fixed seed, its clusters have
        to come out again, too. Of samplers of imbalanced-learn only the number of
        columns and the rows asked for are known.

        If no cluster is selected for a class, no error is raised, whatever
        ``raise_error`` is: the report tells why.
        """
        return cls(collect_facts(sampler, X, y, name, random_state))

    def to_dict(self):
        """Return the facts as dictionaries, lists, strings and numbers.

        Returns
        -------
        facts : dict
            The facts; what is not known is None.
        """
        return asdict(self.facts)

    def to_html(self):
        """Return the report as one HTML page.

        Returns
        -------
        page : str
            The page, which loads nothing.
        """
        # jinja2 is needed for HTML alone.
        from clover.report._renderings.html import to_page

        return to_page(self.to_dict())

    def to_json(self):
        """Return the report as JSON, without NaN and infinity.

        Returns
        -------
        text : str
            The JSON. Its ``schema_version`` is raised when a name or a meaning changes.
            What is not known is null, and so are an infinite threshold and ratio.
        """
        from clover.report._renderings.json import to_json

        return to_json(self.to_dict())

    def to_markdown(self):
        """Return the report as Markdown, without its pictures.

        Returns
        -------
        text : str
            The Markdown.
        """
        from clover.report._renderings.markdown import to_markdown

        return to_markdown(self.to_dict())

    def save(self, path):
        """Write the report to a file.

        Parameters
        ----------
        path : str or path-like
            The file. Its name ends in ``.html`` for the page, in ``.json`` or in
            ``.md``. An existing file is replaced.

        Raises
        ------
        ValueError
            If the name has another ending.
        """
        path = Path(path)
        render = {
            ".html": self.to_html,
            ".htm": self.to_html,
            ".json": self.to_json,
            ".md": self.to_markdown,
        }.get(path.suffix.lower())
        if render is None:
            raise ValueError(
                f"`path` should end in '.html', '.json' or '.md'. Got {str(path)!r}."
            )
        path.write_text(render(), encoding="utf-8")

    def _repr_html_(self):
        from clover.report._renderings.html import to_notebook

        return to_notebook(self.to_dict())

    def __repr__(self):
        made = sum(one.made for one in self.facts.classes)
        codes = [one.code for one in self.facts.findings]
        return (
            f"ResamplingReport({self.facts.composition.sampler}, "
            f"{self.facts.table.n_rows} given rows, {made} samples, findings={codes})"
        )
