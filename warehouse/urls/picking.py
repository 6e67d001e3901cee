"""Picking requests and picking lists."""

from django.urls import path

from warehouse.views import picking, walk

urlpatterns = [
    path("picking/", picking.picking, name="picking"),
    path("picking-lists/", picking.picking_lists, name="picking_lists"),
    path("picking-lists/<picking:number>/", walk.picking_list, name="picking_list"),
    path(
        "picking-lists/<picking:number>/steps/<slug:step>/",
        walk.picking_step,
        name="picking_step",
    ),
    path("picking-lists/<picking:number>/scan/", walk.scan, name="scan"),
    path("picking-lists/<picking:number>/lines/<key:pk>/pick/", walk.pick_line, name="pick_line"),
    path("picking-lists/<picking:number>/lines/<key:pk>/undo/", walk.undo_line, name="undo_line"),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/short/", walk.short_line, name="short_line"
    ),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/elsewhere/",
        walk.line_elsewhere,
        name="line_elsewhere",
    ),
    path(
        "picking-lists/<picking:number>/lines/<key:pk>/leave-out/",
        walk.leave_out,
        name="leave_out",
    ),
    path(
        "picking-lists/<picking:number>/orders/<production:order>/take-off/",
        walk.take_off,
        name="take_off",
    ),
    path("picking-lists/<picking:number>/print/", picking.picking_print, name="picking_print"),
    path("picking-lists/<picking:number>/pdf/", picking.picking_pdf, name="picking_pdf"),
    path("picking-lists/<picking:number>/stream/", walk.picking_stream, name="picking_stream"),
]
