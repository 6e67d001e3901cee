import config.core.fields
import config.core.models.photo
import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import phonenumber_field.modelfields
from decimal import Decimal
from django.conf import settings
from config.core.migration_steps import CreateTable
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('core', '__first__'),
    ]

    operations = [
        CreateTable(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='phone')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish'), ('pt-br', 'Brazilian Portuguese')], default='en', max_length=10, verbose_name='language')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('erased_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'client',
                'verbose_name_plural': 'clients',
                'indexes': [models.Index(fields=['email'], name='client_email'), models.Index(fields=['phone'], name='client_phone')],
            },
        ),
        CreateTable(
            name='ServiceType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(1440)], verbose_name='minutes')),
                ('bookable', models.BooleanField(default=True, verbose_name='clients can book it')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'service type',
                'verbose_name_plural': 'service types',
            },
        ),
        CreateTable(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('confirmed', 'Confirmed'), ('arrived', 'Arrived'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('no_show', 'No show')], default='requested', max_length=50)),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('notes', models.TextField(blank=True, max_length=2000, verbose_name='notes')),
                ('public', models.BooleanField(default=False, editable=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='serviceorders.client')),
                ('service_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='serviceorders.servicetype', verbose_name='service')),
            ],
            options={
                'verbose_name': 'booking',
                'verbose_name_plural': 'bookings',
                'permissions': [('manage_booking', 'Can make and move bookings')],
                'indexes': [models.Index(fields=['starts_at'], name='booking_starts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'confirmed', 'arrived', 'done', 'cancelled', 'no_show'])), name='booking_status_known'), models.CheckConstraint(condition=models.Q(('starts_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('starts_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='booking_starts_in_our_time'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_ends_after_it_starts'), models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_booking_a_number')],
            },
        ),
        CreateTable(
            name='BookingHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.CharField(blank=True, max_length=80)),
                ('action', models.SlugField()),
                ('came_from', models.CharField(blank=True, max_length=30)),
                ('went_to', models.CharField(blank=True, max_length=30)),
                ('note', models.TextField(blank=True)),
                ('public', models.BooleanField(default=False)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='serviceorders.booking')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('email', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.email')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        CreateTable(
            name='BookingLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(editable=False, max_length=254)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('opened_at', models.DateTimeField(editable=False, null=True)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='serviceorders.booking')),
            ],
            options={
                'abstract': False,
            },
        ),
        CreateTable(
            name='ServiceOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('awaiting_diagnosis', 'Awaiting diagnosis'), ('diagnosing', 'Diagnosing'), ('awaiting_approval', 'Awaiting approval'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('repairing', 'Repairing'), ('testing', 'Testing'), ('ready', 'Ready'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='pending', max_length=50)),
                ('brand', models.CharField(blank=True, max_length=60, verbose_name='brand')),
                ('model', models.CharField(max_length=100, verbose_name='model')),
                ('imei', models.CharField(blank=True, max_length=20, verbose_name='IMEI')),
                ('serial', models.CharField(blank=True, max_length=60, verbose_name='serial number')),
                ('problem', models.TextField(max_length=4000, verbose_name='problem reported')),
                ('accessories', models.CharField(blank=True, max_length=300, verbose_name='accessories')),
                ('condition', models.TextField(blank=True, max_length=2000, verbose_name='condition')),
                ('diagnosis', models.TextField(blank=True, max_length=8000, verbose_name='diagnosis')),
                ('internal_notes', models.TextField(blank=True, max_length=8000, verbose_name='internal notes')),
                ('estimated_cost', config.core.fields.MoneyField(blank=True, decimal_places=3, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='estimated cost')),
                ('labor_cost', config.core.fields.MoneyField(decimal_places=3, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='labour')),
                ('final_cost', config.core.fields.MoneyField(blank=True, decimal_places=3, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='final cost')),
                ('warranty_days', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='warranty, days')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('ready_at', models.DateTimeField(editable=False, null=True)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('asked_at', models.DateTimeField(editable=False, null=True)),
                ('reminded_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('booking', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='serviceorders.booking')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='serviceorders.client')),
                ('returns', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='warranty_returns', to='serviceorders.serviceorder')),
                ('technician', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='service_orders', to=settings.AUTH_USER_MODEL, verbose_name='technician')),
                ('service_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='serviceorders.servicetype', verbose_name='service type')),
            ],
            options={
                'verbose_name': 'service order',
                'verbose_name_plural': 'service orders',
                'permissions': [('intake', 'Can take devices in'), ('repair', 'Can diagnose and repair'), ('decide', "Can record the client's answer and cancel"), ('deliver', 'Can hand devices out and take payments'), ('reopen', 'Can reopen closed orders')],
                'indexes': [models.Index(models.OrderBy(models.F('number_year'), descending=True), models.OrderBy(models.F('number_seq'), descending=True), name='order_newest'), models.Index(models.F('status'), models.OrderBy(models.F('number_year'), descending=True), models.OrderBy(models.F('number_seq'), descending=True), name='order_by_status'), models.Index(fields=['technician', 'status'], name='order_technician'), models.Index(fields=['status', 'due_at'], name='order_due'), models.Index(fields=['-updated_at'], name='order_updated'), models.Index(fields=['created_at'], name='order_created'), models.Index(fields=['status', 'closed_at'], name='order_closed'), models.Index(condition=models.Q(('asked_at', None), _negated=True), fields=['asked_at'], name='order_asked'), models.Index(condition=models.Q(('imei', ''), _negated=True), fields=['imei'], name='order_imei'), models.Index(condition=models.Q(('serial', ''), _negated=True), fields=['serial'], name='order_serial')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'awaiting_diagnosis', 'diagnosing', 'awaiting_approval', 'approved', 'rejected', 'repairing', 'testing', 'ready', 'completed', 'cancelled'])), name='order_status_known'), models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_order_a_number'), models.CheckConstraint(condition=models.Q(('model', ''), _negated=True), name='order_has_a_model'), models.CheckConstraint(condition=models.Q(('problem', ''), _negated=True), name='order_has_a_problem'), models.CheckConstraint(condition=models.Q(('estimated_cost', None), ('estimated_cost__gte', 0), _connector='OR'), name='order_estimate_not_negative'), models.CheckConstraint(condition=models.Q(('labor_cost__gte', 0)), name='order_labor_not_negative'), models.CheckConstraint(condition=models.Q(('final_cost', None), ('final_cost__gte', 0), _connector='OR'), name='order_final_cost_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'awaiting_approval'), _negated=True), models.Q(models.Q(('diagnosis', ''), _negated=True), ('estimated_cost__isnull', False)), _connector='OR'), name='order_awaiting_approval_has_an_estimate'), models.CheckConstraint(condition=models.Q(('due_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('due_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='order_due_in_our_time'), models.CheckConstraint(condition=models.Q(('created_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('created_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='order_created_in_our_time')],
            },
        ),
        CreateTable(
            name='OrderPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.FileField(max_length=200, upload_to=config.core.models.photo.random_path)),
                ('thumb', models.FileField(max_length=200, upload_to=config.core.models.photo.random_path)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('caption', models.CharField(blank=True, max_length=120, verbose_name='caption')),
                ('public', models.BooleanField(default=False, verbose_name='visible to the client')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='serviceorders.serviceorder')),
            ],
            options={
                'abstract': False,
            },
        ),
        CreateTable(
            name='DecisionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(editable=False, max_length=254)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('opened_at', models.DateTimeField(editable=False, null=True)),
                ('amount', config.core.fields.MoneyField(decimal_places=3, max_digits=14)),
                ('content', models.CharField(max_length=64)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_links', to='serviceorders.serviceorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('order',), name='one_live_decision_link')],
            },
        ),
        CreateTable(
            name='ServiceOrderHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.CharField(blank=True, max_length=80)),
                ('action', models.SlugField()),
                ('came_from', models.CharField(blank=True, max_length=30)),
                ('went_to', models.CharField(blank=True, max_length=30)),
                ('note', models.TextField(blank=True)),
                ('public', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('email', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.email')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='serviceorders.serviceorder')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        CreateTable(
            name='TrackingLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(editable=False, max_length=254)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('opened_at', models.DateTimeField(editable=False, null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tracking_links', to='serviceorders.serviceorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('order',), name='one_live_tracking_link')],
            },
        ),
        CreateTable(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('approved', 'Approved'), ('declined', 'Declined'), ('asked', 'Asked a question')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('content', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='serviceorders.decisionlink')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['approved', 'declined', 'asked'])), name='answer_kind_known'), models.UniqueConstraint(condition=models.Q(('kind', 'asked'), _negated=True), fields=('link',), name='one_answer_to_an_estimate')],
            },
        ),
        CreateTable(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', config.core.fields.MoneyField(decimal_places=3, max_digits=14, verbose_name='amount')),
                ('method', models.CharField(choices=[('card', 'Card'), ('cash', 'Cash'), ('transfer', 'Bank transfer'), ('other', 'Other')], default='card', max_length=10, verbose_name='method')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='serviceorders.serviceorder')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='payment_is_something'), models.CheckConstraint(condition=models.Q(('method__in', ['card', 'cash', 'transfer', 'other'])), name='payment_method_known')],
            },
        ),
        CreateTable(
            name='PartUsed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='part')),
                ('quantity', models.DecimalField(decimal_places=3, default=1, max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name='quantity')),
                ('unit_cost', config.core.fields.MoneyField(decimal_places=3, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='unit cost')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='serviceorders.serviceorder')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='part_quantity_positive'), models.CheckConstraint(condition=models.Q(('unit_cost__gte', 0)), name='part_cost_not_negative')],
            },
        ),
    ]
