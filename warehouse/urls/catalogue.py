"""Products, recipes, imports and labels."""

from django.urls import path

from warehouse.views import catalogue, lines

urlpatterns = [
    path("products/", catalogue.products, name="products"),
    path("products/new/", catalogue.new_product, name="new_product"),
    path("products/search/", lines.product_search, name="product_search"),
    path("products/hint/", lines.product_hint, name="product_hint"),
    path("products/labels/", catalogue.product_labels, name="product_labels"),
    path("products/import/", catalogue.imports, name="imports"),
    path("products/import/<key:pk>/", catalogue.imported, name="imported"),
    path("products/<key:pk>/", catalogue.product, name="product"),
    path("products/<key:pk>/edit/", catalogue.edit_product, name="edit_product"),
    path("products/<key:pk>/photo/<slug:size>/", catalogue.product_photo, name="product_photo"),
    path("boms/", catalogue.recipes, name="recipes"),
    path("boms/new/", catalogue.new_recipe, name="new_recipe"),
    path("boms/<key:pk>/", catalogue.recipe, name="recipe"),
    path("boms/<key:pk>/edit/", catalogue.edit_recipe, name="edit_recipe"),
    path("locations/labels/", catalogue.location_labels, name="location_labels"),
]
