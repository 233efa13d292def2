"""Accounts that tell of one incident: compared, weighed, and grouped as proposals."""

from tawthiq.linkage.incidents.groups import ERROR
from tawthiq.linkage.incidents.link import LinkedAccounts, link_accounts

__all__ = ["ERROR", "LinkedAccounts", "link_accounts"]
