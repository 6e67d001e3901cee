"""What else another system can read: the catalogue of service tasks, templates, and the ids that a work order names."""

from django.http import JsonResponse
from ninja import Query, Router

from config.core.keys import keys_of
from config.core.models import User
from vendors.models import Vendor
from warehouse.models import Product
from workorders.api.answers import NamedOnes, ServiceTasks
from workorders.api.paging import PageOfIds, page_by_id
from workorders.api.wire import key, money, set_alone, whole
from workorders.models import Asset, ServiceTask, Site, WorkTemplate
from workorders.states import MeterKind

catalogue = Router(tags=["Service tasks and templates"], by_alias=True)
ids = Router(tags=["Ids"], by_alias=True)


class ServiceTasksAsked(PageOfIds):
    include_archived: bool = False


@catalogue.get("/service-tasks", response=ServiceTasks, url_name="service-tasks")
def read_service_tasks(request, asked: Query[ServiceTasksAsked]):
    """The kinds of work that tasks are made of; archived ones only where they are asked for."""
    rows = ServiceTask.objects.all()
    if not asked.include_archived:
        rows = rows.filter(archived=False)
    return page("service-tasks", rows, asked, service_task)


@catalogue.get("/work-order-templates", response=NamedOnes, url_name="work-order-templates")
def read_templates(request, asked: Query[PageOfIds]):
    """The templates that work orders are made with."""
    return page("templates", WorkTemplate.objects.active(), asked, named)


@ids.get("/assets", response=NamedOnes, url_name="assets")
def read_assets(request, asked: Query[PageOfIds]):
    """What is maintained, with the readings of now."""
    return page("assets", Asset.objects.prefetch_related("meters"), asked, asset)


@ids.get("/users", response=NamedOnes, url_name="users")
def read_users(request, asked: Query[PageOfIds]):
    """Whom work can be given to."""
    return page("users", User.objects.filter(is_active=True), asked, named)


@ids.get("/parts", response=NamedOnes, url_name="parts")
def read_parts(request, asked: Query[PageOfIds]):
    """What can be used in the work, and what one costs."""
    return page("parts", Product.objects.select_related("unit").filter(active=True), asked, part)


@ids.get("/vendors", response=NamedOnes, url_name="vendors")
def read_vendors(request, asked: Query[PageOfIds]):
    """The companies that do work for us."""
    return page("vendors", Vendor.objects.filter(active=True), asked, named)


@ids.get("/sites", response=NamedOnes, url_name="sites")
def read_sites(request, asked: Query[PageOfIds]):
    """The places where assets stand."""
    return page("sites", Site.objects.filter(active=True), asked, site)


def page(name, rows, asked, said):
    if asked.ids:
        rows = rows.filter(pk__in=keys_of(asked.ids))
    return JsonResponse(page_by_id(name, rows, asked, said))


def named(row):
    return {"id": str(row.pk), "name": str(row)}


def service_task(row):
    return set_alone(
        id=str(row.pk),
        name=row.name,
        category=row.category or None,
        subcategory=row.subcategory or None,
        description=row.description or None,
        estimatedLaborTimeMinutes=row.minutes,
        estimatedPartsCost=money(row.parts_cost),
    )


def asset(row):
    odometer, engine = row.meter(MeterKind.ODOMETER), row.meter(MeterKind.ENGINE)
    return set_alone(
        id=str(row.pk),
        name=row.name,
        tag=row.tag,
        serial=row.serial or None,
        siteId=key(row.site_id),
        externalIds=row.external_ids or None,
        odometerMeters=whole(odometer.value) if odometer else None,
        engineHours=whole(engine.value) if engine else None,
    )


def part(row):
    return named(row) | {
        "sku": row.sku,
        "name": row.name,
        "unit": str(row.unit),
        "cost": money(row.cost),
    }


def site(row):
    return set_alone(id=str(row.pk), name=row.name, externalIds=row.external_ids or None)
