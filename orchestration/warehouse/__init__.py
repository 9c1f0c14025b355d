"""The working database: the only Python that speaks SQL to it. BI never opens it; it opens a release."""
