"""Work orders, their tasks, parts and approvals."""

from django.urls import path

from workorders.views import approvals, bulk, order_edit, order_list, orders, papers, parts, tasks

ONE = "work-orders/<work_order:number>/"
TASK = f"{ONE}tasks/<key:pk>/"
PART = f"{ONE}parts/<key:pk>/"

urlpatterns = [
    path("work-orders/", order_list.orders, name="orders"),
    path("work-orders/board/", order_list.board, name="board"),
    path("work-orders/export.csv", order_list.export, name="export"),
    path("work-orders/stream/", order_list.orders_stream, name="orders_stream"),
    path("work-orders/views/", order_list.save_view, name="save_view"),
    path("work-orders/views/<key:pk>/remove/", order_list.remove_view, name="remove_view"),
    path("work-orders/new/", order_edit.new_order, name="new_order"),
    path("work-orders/bulk/", bulk.bulk, name="bulk"),
    path("work-orders/bulk/<key:pk>/", bulk.batch, name="batch"),
    path(ONE, orders.order, name="order"),
    path(f"{ONE}stream/", orders.order_stream, name="order_stream"),
    path(f"{ONE}steps/<slug:step>/", orders.order_step, name="order_step"),
    path(f"{ONE}notes/", orders.order_note, name="order_note"),
    path(f"{ONE}closing/", orders.closing_notes, name="closing_notes"),
    path(f"{ONE}edit/", order_edit.edit_order, name="edit_order"),
    path(f"{ONE}template/", order_edit.load_template, name="load_template"),
    path(f"{ONE}resolution/", order_edit.correct_resolution, name="correct_resolution"),
    path(f"{ONE}print/", papers.print_page, name="print"),
    path(f"{ONE}pdf/", papers.pdf, name="pdf"),
    path(f"{ONE}certificate/", papers.certificate, name="certificate"),
    path(f"{ONE}tasks/", tasks.add_task, name="add_task"),
    path(f"{ONE}timer/", tasks.timer, name="order_timer"),
    path(f"{ONE}times/", tasks.add_time, name="add_time"),
    path(TASK, tasks.task, name="task"),
    path(f"{TASK}answer/", tasks.answer, name="task_answer"),
    path(f"{TASK}set-aside/", tasks.set_aside, name="task_set_aside"),
    path(f"{TASK}take-back/", tasks.take_back, name="task_take_back"),
    path(f"{TASK}timer/", tasks.timer, name="task_timer"),
    path(f"{TASK}photos/", tasks.add_photos, name="task_photos"),
    path(f"{TASK}documents/", tasks.add_document, name="task_documents"),
    path(f"{TASK}edit/", tasks.edit_task, name="edit_task"),
    path(f"{TASK}remove/", tasks.remove_task, name="remove_task"),
    path(f"{ONE}photos/<key:pk>/<slug:size>.jpg", tasks.photo, name="task_photo"),
    path(f"{ONE}photos/<key:pk>/remove/", tasks.remove_photo, name="task_photo_remove"),
    path(f"{ONE}documents/<key:pk>/", tasks.document, name="task_document"),
    path(f"{ONE}parts/", parts.parts, name="parts"),
    path(f"{ONE}parts/reserve/", parts.reserve, name="parts_reserve"),
    path(f"{ONE}parts/list/", parts.make_list, name="parts_list"),
    path(f"{PART}", parts.part, name="part"),
    path(f"{PART}remove/", parts.remove, name="part_remove"),
    path(f"{PART}pick/", parts.pick, name="part_pick"),
    path(f"{PART}give-back/", parts.give_back, name="part_give_back"),
    path("approvals/", approvals.approvals, name="approvals"),
    path(f"{ONE}sign/", approvals.sign, name="sign"),
    path(f"{ONE}decide/", approvals.decide, name="decide"),
    path(f"{ONE}signatures/<key:pk>.jpg", approvals.signature, name="signature"),
]
