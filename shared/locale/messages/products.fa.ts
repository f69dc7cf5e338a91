import type { TranslationOf } from './messages.ts';
import type { productsEn } from './products.en.ts';

export const productsFa: TranslationOf<typeof productsEn> = {
  'products.title': 'کالاها',
  'products.search': 'نام یا کد',
  'products.column.kind': 'نوع',
  'products.column.price': 'قیمت امروز',
  'products.column.stock': 'موجودی',
  'products.noPrice': 'در این تاریخ قیمت ندارد',
  'products.stock.unknown': 'نامعلوم',
  'products.stock.none': 'موجود نیست',
  'products.prices.valid': 'از – تا',
  'products.steps.from': 'از {quantity}',
  'products.empty.title': 'هنوز کالایی نیست',
  'products.empty.text': 'فهرست کالاها دست دفتر مرکزی است و با همگام‌سازی بعدی می‌رسد.',
};
