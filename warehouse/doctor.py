from config.core.doctor import MOST_NAMED, check, kept
from warehouse import books
from warehouse.models import CountLine, Posting, RecipeLine, RecipeVersion, StockCount, StockMove

for model in (Posting, StockMove, RecipeVersion, RecipeLine, StockCount, CountLine):
    kept(model)


@check("Stock")
def stock():
    for name, findings in books.examine():
        if findings:
            more = "; …" if len(findings) > MOST_NAMED else ""
            yield (
                f"{name}: {'; '.join(findings[:MOST_NAMED])}{more}. `manage.py check_stock` names "
                "them all; compare the database with the latest backup."
            )
