import config.core.fields
import config.core.models.photo
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from config.core.migration_steps import CreateTable
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_roles_and_cache'),
        ('core', '__first__'),
    ]

    operations = [
        CreateTable(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'merchant',
                'verbose_name_plural': 'merchants',
            },
        ),
        CreateTable(
            name='Recipe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('assembly', 'Assembly'), ('disassembly', 'Disassembly'), ('processing', 'Processing')], default='assembly', max_length=12, verbose_name='kind')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipes', to='warehouse.merchant', verbose_name='merchant')),
            ],
            options={
                'verbose_name': 'recipe',
                'verbose_name_plural': 'recipes',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['assembly', 'disassembly', 'processing'])), name='recipe_kind_known'), models.UniqueConstraint(fields=('merchant', 'name'), name='one_recipe_a_name', violation_error_message='This merchant has a recipe of that name already.')],
            },
        ),
        CreateTable(
            name='RecipeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what changed')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipe', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='warehouse.recipe')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recipe', 'number'), name='one_version_a_number')],
            },
        ),
        CreateTable(
            name='Warehouse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='address')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'warehouse',
                'verbose_name_plural': 'warehouses',
            },
        ),
        CreateTable(
            name='ProductionOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('out_of_stock', 'Out of stock'), ('allocated', 'Allocated'), ('processing', 'Processing'), ('completed', 'Completed'), ('canceled', 'Canceled')], default='draft', max_length=50)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('sets', config.core.fields.QuantityField(blank=True, null=True, verbose_name='sets')),
                ('scheduled_at', models.DateTimeField(blank=True, null=True, verbose_name='scheduled at')),
                ('notes', models.TextField(blank=True, max_length=4000, verbose_name='notes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='warehouse.merchant', verbose_name='merchant')),
                ('recipe_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='warehouse.recipeversion')),
                ('warehouse', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'production order',
                'verbose_name_plural': 'production orders',
                'permissions': [('produce', 'Can make and move production orders'), ('reverse', 'Can reverse completions')],
                'indexes': [models.Index(models.OrderBy(models.F('number_year'), descending=True), models.OrderBy(models.F('number_seq'), descending=True), name='production_newest'), models.Index(models.F('warehouse'), models.F('status'), models.OrderBy(models.F('number_year'), descending=True), models.OrderBy(models.F('number_seq'), descending=True), name='production_by_status'), models.Index(fields=['status', 'scheduled_at'], name='production_scheduled'), models.Index(fields=['status', 'closed_at'], name='production_closed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'out_of_stock', 'allocated', 'processing', 'completed', 'canceled'])), name='production_status_known'), models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_production_order_a_number'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='production_has_a_name'), models.CheckConstraint(condition=models.Q(('sets', None), ('sets__gt', 0), _connector='OR'), name='production_sets_positive'), models.CheckConstraint(condition=models.Q(('scheduled_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('scheduled_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='production_scheduled_in_our_time'), models.CheckConstraint(condition=models.Q(('created_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('created_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='production_created_in_our_time')],
            },
        ),
        CreateTable(
            name='InboundOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('status', models.CharField(choices=[('expected', 'Expected'), ('receiving', 'Receiving'), ('received', 'Received'), ('stored', 'Stored'), ('canceled', 'Canceled')], default='expected', max_length=50)),
                ('kind', models.CharField(choices=[('purchase', 'Purchase'), ('finished', 'Finished goods'), ('return', 'Return')], default='purchase', max_length=10, verbose_name='kind')),
                ('supplier', models.CharField(blank=True, max_length=120, verbose_name='from')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='their reference')),
                ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='expected')),
                ('notes', models.TextField(blank=True, max_length=4000, verbose_name='notes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('reversed_at', models.DateTimeField(editable=False, null=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inbounds', to='warehouse.merchant', verbose_name='merchant')),
                ('production', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbounds', to='warehouse.productionorder')),
                ('warehouse', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='inbounds', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'inbound order',
                'verbose_name_plural': 'inbound orders',
                'permissions': [('receive', 'Can receive and put away goods')],
                'indexes': [models.Index(models.OrderBy(models.F('number_year'), descending=True), models.OrderBy(models.F('number_seq'), descending=True), name='inbound_newest'), models.Index(fields=['warehouse', 'status'], name='inbound_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['expected', 'receiving', 'received', 'stored', 'canceled'])), name='inbound_status_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['purchase', 'finished', 'return'])), name='inbound_kind_known'), models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_inbound_a_number'), models.UniqueConstraint(condition=models.Q(('production__isnull', False), ('reversed_at', None)), fields=('production',), name='one_inbound_a_completion'), models.CheckConstraint(condition=models.Q(('expected_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('expected_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='inbound_expected_in_our_time'), models.CheckConstraint(condition=models.Q(('created_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('created_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='inbound_created_in_our_time')],
            },
        ),
        CreateTable(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='description')),
                ('kind', models.CharField(choices=[('receiving', 'Receiving'), ('storage', 'Storage'), ('picking', 'Picking'), ('hold', 'Quality hold'), ('staging', 'Picked goods')], default='storage', max_length=12, verbose_name='kind')),
                ('walk', models.PositiveIntegerField(default=0, help_text='Pickers go from low to high, then by code.', verbose_name='place on the walk')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'location',
                'verbose_name_plural': 'locations',
                'ordering': ['walk', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['receiving', 'storage', 'picking', 'hold', 'staging'])), name='location_kind_known'), models.UniqueConstraint(fields=('warehouse', 'code'), name='one_location_a_code', violation_error_message='This warehouse has a location of that code already.'), models.UniqueConstraint(condition=models.Q(('kind', 'staging')), fields=('warehouse',), name='one_staging_a_warehouse', violation_error_message='A warehouse has one place for picked goods.')],
            },
        ),
        CreateTable(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('products', 'Products'), ('recipes', 'Recipes'), ('stock', 'Opening stock')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('rows', models.JSONField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        CreateTable(
            name='InboundOrderHistory',
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
                ('inbound', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='warehouse.inboundorder')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        CreateTable(
            name='PickingList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('status', models.CharField(choices=[('open', 'Open'), ('picking', 'Picking'), ('done', 'Done'), ('canceled', 'Canceled')], default='open', max_length=50)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('claimed_at', models.DateTimeField(editable=False, null=True)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('picker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='picking_lists', to=settings.AUTH_USER_MODEL)),
                ('orders', models.ManyToManyField(related_name='picking_lists', to='warehouse.productionorder')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picking_lists', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'picking list',
                'verbose_name_plural': 'picking lists',
                'permissions': [('pick', 'Can claim and pick lists')],
                'indexes': [models.Index(fields=['status', 'warehouse'], name='picking_by_status'), models.Index(fields=['picker', 'status'], name='picking_by_picker')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['open', 'picking', 'done', 'canceled'])), name='picking_status_known'), models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_picking_list_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'picking'), _negated=True), ('picker__isnull', False), _connector='OR'), name='picking_has_a_picker')],
            },
        ),
        CreateTable(
            name='PickingListHistory',
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
                ('picking_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='warehouse.pickinglist')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        CreateTable(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('receive', 'Received'), ('put_away', 'Put away'), ('pick', 'Picked'), ('consume', 'Consumed'), ('produce', 'Produced'), ('adjust', 'Adjusted'), ('count', 'Counted'), ('transfer', 'Transferred'), ('issue_service', 'Issued to a service order'), ('issue_work', 'Issued to a work order'), ('return', 'Returned'), ('reverse', 'Reversed')], max_length=16)),
                ('document', models.CharField(blank=True, db_index=True, max_length=20)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.CharField(blank=True, max_length=80)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-at'], name='posting_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['receive', 'put_away', 'pick', 'consume', 'produce', 'adjust', 'count', 'transfer', 'issue_service', 'issue_work', 'return', 'reverse'])), name='posting_reason_known')],
            },
        ),
        CreateTable(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('places', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(4)], verbose_name='decimal places')),
            ],
            options={
                'verbose_name': 'unit of measure',
                'verbose_name_plural': 'units of measure',
                'constraints': [models.CheckConstraint(condition=models.Q(('places__lte', 4)), name='unit_places_up_to_four')],
            },
        ),
        CreateTable(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(default='', editable=False)),
                ('sku', models.CharField(max_length=40, verbose_name='SKU')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('barcode', models.CharField(blank=True, max_length=40, verbose_name='barcode')),
                ('cost', config.core.fields.MoneyField(decimal_places=3, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='cost')),
                ('price', config.core.fields.MoneyField(decimal_places=3, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='price')),
                ('reorder_level', config.core.fields.QuantityField(default=0, verbose_name='reorder level')),
                ('lot_tracked', models.BooleanField(default=False, verbose_name='tracked by lot')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='warehouse.merchant', verbose_name='merchant')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='warehouse.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'indexes': [models.Index(fields=['sku'], name='product_sku')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'sku'), name='one_product_a_sku', violation_error_message='This merchant has a product of that SKU already.'), models.UniqueConstraint(condition=models.Q(('barcode', ''), _negated=True), fields=('merchant', 'barcode'), name='one_product_a_barcode', violation_error_message='Another product has this barcode.'), models.CheckConstraint(condition=models.Q(('sku', ''), _negated=True), name='product_has_a_sku'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='product_has_a_name'), models.CheckConstraint(condition=models.Q(('cost__gte', 0), ('price__gte', 0), ('reorder_level__gte', 0)), name='product_amounts_not_negative'), models.CheckConstraint(condition=models.Q(('created_at__gte', datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('created_at__lt', datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='product_created_in_our_time')],
            },
        ),
        CreateTable(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='lot')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='received on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='use by')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='warehouse.product')),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
                'constraints': [models.UniqueConstraint(fields=('product', 'code'), name='one_lot_a_code'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='lot_has_a_code'), models.CheckConstraint(condition=models.Q(('received_on__gte', '2000-01-01'), ('received_on__lt', '2100-01-01')), name='lot_received_in_our_time'), models.CheckConstraint(condition=models.Q(('expires_on', None), models.Q(('expires_on__gte', '2000-01-01'), ('expires_on__lt', '2100-01-01')), _connector='OR'), name='lot_expires_in_our_time')],
            },
        ),
        CreateTable(
            name='MaterialLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField(verbose_name='quantity')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='warehouse.product')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='warehouse.productionorder')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='material_quantity_positive')],
            },
        ),
        CreateTable(
            name='ProductionOrderHistory',
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
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='warehouse.productionorder')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        CreateTable(
            name='ProductPhoto',
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
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='photo', to='warehouse.product')),
            ],
            options={
                'abstract': False,
            },
        ),
        CreateTable(
            name='RecipeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField(verbose_name='quantity')),
                ('is_output', models.BooleanField(default=False)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipe_lines', to='warehouse.product')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='warehouse.recipeversion')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='recipe_quantity_positive')],
            },
        ),
        CreateTable(
            name='StockCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=20, unique=True)),
                ('number_year', models.PositiveSmallIntegerField(editable=False)),
                ('number_seq', models.PositiveIntegerField(editable=False, validators=[django.core.validators.MaxValueValidator(2147483647)])),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='warehouse.location')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'stock count',
                'verbose_name_plural': 'stock counts',
                'constraints': [models.UniqueConstraint(fields=('number_year', 'number_seq'), name='one_count_a_number')],
            },
        ),
        CreateTable(
            name='CountLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected', config.core.fields.QuantityField()),
                ('found', config.core.fields.QuantityField()),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.lot')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.product')),
                ('count', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='warehouse.stockcount')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expected__gte', 0), ('found__gte', 0)), name='count_not_negative')],
            },
        ),
        CreateTable(
            name='StockItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField(default=0)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='warehouse.location')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='warehouse.lot')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='warehouse.product')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'stock item',
                'verbose_name_plural': 'stock items',
                'permissions': [('move_stock', 'Can transfer and count stock'), ('settle_stock', 'Can adjust stock and settle discrepancies')],
                'indexes': [models.Index(fields=['warehouse', 'product'], name='item_of_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='no_negative_item'), models.UniqueConstraint(condition=models.Q(('lot__isnull', False)), fields=('location', 'product', 'lot'), name='one_item_a_lot'), models.UniqueConstraint(condition=models.Q(('lot', None)), fields=('location', 'product'), name='one_item_without_lot')],
            },
        ),
        CreateTable(
            name='StockMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField()),
                ('from_location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.location')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='warehouse.lot')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='warehouse.posting')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='warehouse.product')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='warehouse.stockmove')),
                ('to_location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.location')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'movement',
                'verbose_name_plural': 'movements',
                'indexes': [models.Index(fields=['posting', 'product'], name='move_of_posting'), models.Index(fields=['product', '-id'], name='move_newest'), models.Index(condition=models.Q(('lot__isnull', False)), fields=['lot'], name='move_of_lot')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='move_quantity_positive'), models.CheckConstraint(condition=models.Q(('from_location__isnull', False), ('to_location__isnull', False), _connector='OR'), name='move_has_an_end'), models.CheckConstraint(condition=models.Q(('from_location', models.F('to_location')), _negated=True), name='move_goes_somewhere')],
            },
        ),
        CreateTable(
            name='StockLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_hand', config.core.fields.QuantityField(default=0)),
                ('held', config.core.fields.QuantityField(default=0)),
                ('reserved', config.core.fields.QuantityField(default=0)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='warehouse.product')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'stock level',
                'verbose_name_plural': 'stock levels',
                'constraints': [models.UniqueConstraint(fields=('warehouse', 'product'), name='one_level_a_product'), models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='no_negative_stock'), models.CheckConstraint(condition=models.Q(('held__gte', 0)), name='no_negative_hold'), models.CheckConstraint(condition=models.Q(('reserved__gte', 0)), name='no_negative_reserved'), models.CheckConstraint(condition=models.Q(('on_hand__gte', django.db.models.expressions.CombinedExpression(models.F('held'), '+', models.F('reserved')))), name='reserve_only_what_is_there')],
            },
        ),
        CreateTable(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField()),
                ('document', models.CharField(db_index=True, max_length=20)),
                ('active', models.BooleanField(default=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('issued', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservation', to='warehouse.posting')),
                ('material', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='warehouse.materialline')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='warehouse.product')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'reservation',
                'verbose_name_plural': 'reservations',
                'indexes': [models.Index(condition=models.Q(('active', True)), fields=['warehouse', 'product'], name='held_now')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='reservation_positive'), models.UniqueConstraint(condition=models.Q(('active', True), ('material__isnull', False)), fields=('material',), name='one_reservation_a_line'), models.CheckConstraint(condition=models.Q(('active', False), ('issued', None), _connector='OR'), name='issued_holds_nothing')],
            },
        ),
        CreateTable(
            name='PickLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', config.core.fields.QuantityField()),
                ('picked', config.core.fields.QuantityField(default=0)),
                ('picking_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='warehouse.pickinglist')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pick_lines', to='warehouse.stockitem')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('picked__gte', 0), ('picked__lte', models.F('asked'))), name='picked_up_to_asked')],
            },
        ),
        CreateTable(
            name='OutputLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField(verbose_name='quantity')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='warehouse.product')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outputs', to='warehouse.productionorder')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='output_quantity_positive')],
            },
        ),
        CreateTable(
            name='InboundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected', config.core.fields.QuantityField(verbose_name='expected')),
                ('received', config.core.fields.QuantityField(default=0, editable=False)),
                ('stored', config.core.fields.QuantityField(default=0, editable=False)),
                ('lot_code', models.CharField(blank=True, max_length=40, verbose_name='lot')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='use by')),
                ('unit_cost', config.core.fields.MoneyField(blank=True, decimal_places=3, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='unit cost')),
                ('inbound', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='warehouse.inboundorder')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inbound_lines', to='warehouse.product')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expected__gt', 0)), name='inbound_expects_something'), models.CheckConstraint(condition=models.Q(('received__gte', models.F('stored')), ('stored__gte', 0)), name='stored_up_to_received'), models.CheckConstraint(condition=models.Q(('expires_on', None), models.Q(('expires_on__gte', '2000-01-01'), ('expires_on__lt', '2100-01-01')), _connector='OR'), name='inbound_expires_in_our_time')],
            },
        ),
        CreateTable(
            name='Discrepancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('missing', config.core.fields.QuantityField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(blank=True, choices=[('written_off', 'Written off'), ('found', 'Found')], max_length=12)),
                ('settled_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discrepancies', to='warehouse.pickline')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discrepancies', to='warehouse.stockitem')),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
            options={
                'verbose_name': 'stock discrepancy',
                'verbose_name_plural': 'stock discrepancies',
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['item'], name='discrepancy_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('missing__gt', 0)), name='discrepancy_positive')],
            },
        ),
        CreateTable(
            name='Workplace',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='workplace', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.warehouse')),
            ],
        ),
        CreateTable(
            name='InboundReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField()),
                ('stored', config.core.fields.QuantityField(default=0)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='warehouse.inboundline')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.location')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warehouse.lot')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='receipt_positive'), models.CheckConstraint(condition=models.Q(('stored__gte', 0), ('stored__lte', models.F('quantity'))), name='stored_up_to_receipt')],
            },
        ),
        CreateTable(
            name='PickShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', config.core.fields.QuantityField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='warehouse.pickline')),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='warehouse.materialline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='share_positive'), models.UniqueConstraint(fields=('line', 'material'), name='one_share_a_material')],
            },
        ),
    ]
