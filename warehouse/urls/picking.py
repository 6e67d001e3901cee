"""Picking requests and picking lists."""

from django.urls import path

from warehouse.views import picking

urlpatterns = [
    path("picking/", picking.picking, name="picking"),
    path("picking-lists/", picking.picking_lists, name="picking_lists"),
    path("picking-lists/<picking:number>/", picking.picking_list, name="picking_list"),
    path(
        "picking-lists/<picking:number>/steps/<slug:step>/",
        picking.picking_step,
        name="picking_step",
    ),
    path("picking-lists/<picking:number>/scan/", picking.scan, name="scan"),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/pick/", picking.pick_line, name="pick_line"
    ),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/undo/", picking.undo_line, name="undo_line"
    ),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/short/",
        picking.short_line,
        name="short_line",
    ),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/elsewhere/",
        picking.line_elsewhere,
        name="line_elsewhere",
    ),
    path(
        "picking-lists/<picking:number>/orders/<production:order>/take-off/",
        picking.take_off,
        name="take_off",
    ),
    path("picking-lists/<picking:number>/print/", picking.picking_print, name="picking_print"),
    path("picking-lists/<picking:number>/pdf/", picking.picking_pdf, name="picking_pdf"),
    path("picking-lists/<picking:number>/stream/", picking.picking_stream, name="picking_stream"),
]
