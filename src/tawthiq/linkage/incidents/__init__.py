"""Accounts that tell of one incident: compared, weighed, and grouped as proposals."""

from tawthiq.linkage.incidents.link import MERGED, LinkedAccounts, link_accounts

__all__ = ["MERGED", "LinkedAccounts", "link_accounts"]
