"""Names, in both languages, of what a casebook holds beyond the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from tawthiq.casebook import Casebook
from tawthiq.records import Agreement, Labels, Publication
from tawthiq.report.document import plain
from tawthiq.report.marks import spans
from tawthiq.report.phrases import LANGUAGES, Phrases
from tawthiq.vocabulary import publisher_labels


def phrases_of(casebook: Casebook, language: str) -> Phrases:
    """Returns the sentences of a language with the names of a casebook."""
    return Phrases(language, labels=labels_of(casebook), agreements=agreements_of(casebook))


def agreements_of(casebook: Casebook) -> Mapping[str, Labels]:
    """Returns the short name of each agreement by its code, which a place may have as well."""
    return {each.code: each.short_names for each in casebook.view.all(Agreement)}


def labels_of(casebook: Casebook) -> Mapping[str, Labels]:
    """Returns the names of places, collections and publications by their codes."""
    return {
        **casebook.places().labels(),
        **{code: each.names for code, each in casebook.collections().items()},
        **titles_of(casebook.view.all(Publication)),
    }


def titles_of(publications: list[Publication]) -> Mapping[str, Labels]:
    """Returns a title for each publication: its own, or publisher, period and topic."""
    languages = {language: Phrases(language, labels={}) for language in LANGUAGES}
    return {
        each.code: each.title
        or {language: _title(each, phrases) for language, phrases in languages.items()}
        for each in publications
    }


def _title(publication: Publication, phrases: Phrases) -> str:
    labels = publisher_labels(publication.publisher)
    return plain(
        spans(
            phrases.fragment(
                "publication.title",
                publisher=labels[phrases.language],
                period=publication.period,
                topic=publication.topic,
            )
        )
    )
