"""Products, recipes, imports and labels."""

from django.urls import path

from warehouse.views import catalogue, catalogue_labels, catalogue_recipes, imports, lines

urlpatterns = [
    path("products/", catalogue.products, name="products"),
    path("products/new/", catalogue.new_product, name="new_product"),
    path("products/search/", lines.product_search, name="product_search"),
    path("products/hint/", lines.product_hint, name="product_hint"),
    path("products/labels/", catalogue_labels.product_labels, name="product_labels"),
    path(
        "products/labels/print/", catalogue_labels.product_labels_print, name="product_labels_print"
    ),
    path("products/labels/pdf/", catalogue_labels.product_labels_pdf, name="product_labels_pdf"),
    path("products/import/", imports.imports, name="imports"),
    path("products/import/<slug:kind>.csv", imports.import_template, name="import_template"),
    path("products/import/<key:pk>/", imports.imported, name="imported"),
    path("products/<key:pk>/", catalogue.product, name="product"),
    path("products/<key:pk>/edit/", catalogue.edit_product, name="edit_product"),
    path("products/<key:pk>/switch/", catalogue.switch_product, name="switch_product"),
    path("products/<key:pk>/photo/<slug:size>/", catalogue.product_photo, name="product_photo"),
    path("boms/", catalogue_recipes.recipes, name="recipes"),
    path("boms/new/", catalogue_recipes.new_recipe, name="new_recipe"),
    path("boms/<key:pk>/", catalogue_recipes.recipe, name="recipe"),
    path("boms/<key:pk>/edit/", catalogue_recipes.edit_recipe, name="edit_recipe"),
    path("boms/<key:pk>/switch/", catalogue_recipes.switch_recipe, name="switch_recipe"),
    path("locations/labels/", catalogue_labels.location_labels, name="location_labels"),
    path(
        "locations/labels/print/",
        catalogue_labels.location_labels_print,
        name="location_labels_print",
    ),
    path("locations/labels/pdf/", catalogue_labels.location_labels_pdf, name="location_labels_pdf"),
]
