"""KITH Svarrapport: the Norwegian laboratory and imaging report in XML, v1.3 (2008-12-01) and v1.4 (2012-02-15)."""
