"""The floor: Django with plain templates and no login, reading the same tables."""

from django.db import connection
from django.shortcuts import render
from django.urls import path

ROWS = """
SELECT o.number, o.status, o.model, o.problem, o.due_at, o.estimated_cost, c.name
FROM serviceorders_serviceorder o JOIN serviceorders_client c ON c.id = o.client_id
WHERE o.status = %s ORDER BY o.number_year DESC, o.number_seq DESC LIMIT 50
"""
ORDER = """
SELECT o.number, o.status, o.model, o.problem, o.diagnosis, c.name
FROM serviceorders_serviceorder o JOIN serviceorders_client c ON c.id = o.client_id
WHERE o.number = %s
"""
LINES = """
SELECT at, action, note FROM serviceorders_serviceorderhistory
WHERE order_id = (SELECT id FROM serviceorders_serviceorder WHERE number = %s) ORDER BY id DESC
"""


def rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def orders(request):
    return render(request, "floor/orders.html", {"rows": rows(ROWS, "completed")})


def order(request, number):
    facts = {"order": rows(ORDER, number)[0], "lines": rows(LINES, number)}
    return render(request, "floor/order.html", facts)


urlpatterns = [path("orders/", orders), path("orders/<str:number>/", order)]
