"""The demonstration casebook: October 2017 in Syria, from public facts."""
