from django.core.paginator import Paginator
from django.utils.functional import cached_property

PAGE = 50


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already; only the rows of the page wanted are read whole."""

    def __init__(self, queryset, count, per_page=PAGE):
        self.known = count
        super().__init__(queryset, per_page)

    @cached_property
    def count(self):
        return self.known

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        here = self.object_list.values("pk")[first : first + self.per_page]
        rows = self.object_list.model._default_manager.filter(pk__in=here)
        return self._get_page(self.dressed(rows), number, self)

    def dressed(self, rows):
        """The rows with what the page shows beside them; in the order of the list."""
        rows = rows.order_by(*self.object_list.query.order_by)
        return rows.select_related(*(self.object_list.query.select_related or {}))
