from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL


class SearchableQuerySet(models.QuerySet):
    def matching(self, words):
        """Records whose search text holds every one of the words, in any order."""
        query = self
        for word in words.lower().split()[:8]:
            query = query.filter(self.model.holds(word))
        return query


class Searchable(models.Model):
    """A record found by parts of its words and numbers, through a trigram index (see config/core/search_index.py)."""

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.search_text = self.searchable()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def search_words(self):
        """The words, numbers and addresses this record is looked up by."""
        raise NotImplementedError

    def searchable(self):
        return " ".join(str(word).lower() for word in self.search_words() if word)

    @classmethod
    def holds(cls, word):
        """A condition; three letters or more are looked up in the index."""
        if connection.vendor == "sqlite" and len(word) >= 3:
            table = cls._meta.db_table
            phrase = '"' + word.replace('"', '""') + '"'
            found = RawSQL(  # noqa: S611 -- the word is a parameter, the table ours
                f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s",  # noqa: S608 -- the same
                [phrase],
            )
            return Q(pk__in=found)
        return Q(search_text__contains=word)
