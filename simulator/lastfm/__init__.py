"""The attribute-asking protocol of EAR, SCPR and UNICORN on LastFM, with answers that may be wrong or missing."""
