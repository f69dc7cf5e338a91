export const productsEn = {
  'products.title': 'Products',
  'products.search': 'Name or code',
  'products.column.kind': 'Kind',
  'products.column.price': 'Price today',
  'products.column.stock': 'Stock',
  'products.noPrice': 'No price on this day',
  'products.stock.unknown': 'Not known',
  'products.stock.none': 'None left',
  'products.prices.valid': 'Valid',
  'products.steps.from': 'From {quantity}',
  'products.empty.title': 'No products yet',
  'products.empty.text': 'Head office keeps the list; it comes with the next sync.',
} as const;
