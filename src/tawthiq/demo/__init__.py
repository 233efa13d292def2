"""The demonstration casebook: October 2017 in Syria, from public figures to the report."""

from tawthiq.demo.build import Demo, fill_demo, make_demo

__all__ = ["Demo", "fill_demo", "make_demo"]
