"""Records into files of other systems, by an allow-list, in a form that can be imported again."""

from tawthiq.export.export import Exported, ExportFormat, export_casebook
from tawthiq.export.wanted import Wanted

__all__ = ["ExportFormat", "Exported", "Wanted", "export_casebook"]
