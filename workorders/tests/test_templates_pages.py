"""Templates are written row by row; other tasks are a new version, and orders keep theirs."""

import pytest

from workorders.models import TemplateTask, TemplateVersion, WorkTemplate


@pytest.fixture
def planner(client, dispatcher):
    client.force_login(dispatcher)
    return client


def typed(*tasks, **more):
    data = {"name": "Monthly check", "tasks-TOTAL_FORMS": len(tasks), "tasks-INITIAL_FORMS": 0}
    for number, task in enumerate(tasks):
        task = {"title": "", "answer_kind": "tick"} | task
        data |= {f"tasks-{number}-{name}": value for name, value in task.items()}
    return data | more


GUARDS = {"title": "Guards in place", "required": "on"}
PRESSURE = {"title": "Pressure", "answer_kind": "number", "least": "2", "most": "8", "unit": "bar"}


def test_a_template_is_written_with_its_tasks(planner):
    colour = {"title": "Colour", "answer_kind": "choice", "choices": "Clear\nCloudy\n"}
    answer = planner.post("/templates/new/", typed(GUARDS, PRESSURE, colour, {}))
    record = WorkTemplate.objects.get()
    assert answer.headers["Location"] == f"/templates/{record.pk}/"
    tasks = list(record.current.tasks.all())
    assert [task.title for task in tasks] == ["Guards in place", "Pressure", "Colour"]
    assert (tasks[0].required, tasks[1].most, tasks[1].unit) == (True, 8, "bar")
    assert tasks[2].choices == ["Clear", "Cloudy"]
    page = planner.get(f"/templates/{record.pk}/").content.decode()
    assert "Cloudy" in page
    assert "2–8 bar" in page


def test_the_same_form_sent_twice_makes_one_template(planner):
    for _time in range(2):
        planner.post("/templates/new/", typed(GUARDS, once="abc"))
    assert WorkTemplate.objects.count() == 1


def test_other_tasks_are_a_new_version_and_orders_keep_theirs(planner, template, make_work):
    order = make_work()
    page = f"/templates/{template.template.pk}/"
    planner.post(f"{page}edit/", typed(GUARDS, seen_version=1, note="Less is enough"))
    assert [v.tasks.count() for v in TemplateVersion.objects.order_by("number")] == [3, 1]
    assert order.template == template
    assert order.tasks.count() == 3
    shown = planner.get(page).content.decode()
    assert "Version 2" in shown
    assert "went out" in shown
    assert order.number in shown


def test_another_name_alone_is_no_new_version(planner):
    planner.post("/templates/new/", typed(GUARDS, PRESSURE))
    record = WorkTemplate.objects.get()
    planner.post(f"/templates/{record.pk}/edit/", typed(GUARDS, PRESSURE, name="Check"))
    assert WorkTemplate.objects.get().name == "Check"
    assert TemplateVersion.objects.count() == 1


def test_places_put_the_tasks_in_order(planner):
    planner.post("/templates/new/", typed(GUARDS | {"place": "2"}, PRESSURE | {"place": "1"}))
    assert list(TemplateTask.objects.values_list("title", flat=True)) == [
        "Pressure",
        "Guards in place",
    ]


def test_whoever_saved_meanwhile_is_not_overwritten(planner, template):
    page = f"/templates/{template.template.pk}/edit/"
    planner.post(page, typed(GUARDS, seen_version=1))
    answer = planner.post(page, typed(PRESSURE, seen_version=1))
    assert answer.status_code == 422
    assert "while you were typing" in answer.content.decode()
    assert TemplateVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({}, "at least one task"),
        ({"instructions": "Look"}, "Say what is to be done"),
        ({"title": "Colour", "answer_kind": "choice", "choices": "One"}, "at least two things"),
        (PRESSURE | {"least": "9"}, "less than the least"),
        (PRESSURE | {"most": "many"}, "Enter a number"),
        (GUARDS | {"planned_minutes": "99999999999"}, "At most"),
        (GUARDS | {"hourly_rate": "1e400"}, "digits"),
        (GUARDS | {"answer_kind": "song"}, "Select a valid choice"),
        (GUARDS | {"service_task": "77"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_kept(planner, task, words):
    answer = planner.post("/templates/new/", typed(task))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert task.get("title", "") in page
    assert not WorkTemplate.objects.exists()


def test_two_templates_never_share_a_name(planner, template):
    answer = planner.post("/templates/new/", typed(GUARDS, name="monthly CHECK"))
    assert answer.status_code == 422
    assert "of that name already" in answer.content.decode()


def test_an_inactive_template_is_listed_apart(planner, template):
    record = template.template
    planner.post(f"/templates/{record.pk}/switch/", {"active": "0"})
    assert record.name not in planner.get("/templates/").content.decode()
    assert record.name in planner.get("/templates/?state=inactive").content.decode()


def test_who_only_looks_changes_nothing(client, reader, stranger, template):
    page = f"/templates/{template.template.pk}/"
    client.force_login(reader)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}edit/").status_code == 403
    assert client.post(f"{page}switch/").status_code == 403
    client.force_login(stranger)
    assert client.get("/templates/").status_code == 403


@pytest.mark.parametrize("number", [2, 40])
def test_the_list_asks_as_much_for_two_as_for_forty(planner, django_assert_max_num_queries, number):
    for nth in range(number):
        version = TemplateVersion.objects.create(
            template=WorkTemplate.objects.create(name=f"Check {nth}"), number=1
        )
        TemplateTask.objects.create(version=version, title="Look")
    with django_assert_max_num_queries(8):  # two of them for the session and the person
        assert "Check 1" in planner.get("/templates/").content.decode()
