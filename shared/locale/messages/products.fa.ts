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
  'products.fitting.filter': 'قطعه برای کدام دستگاه؟',
  'products.fitting.fittedBy': 'قطعه‌ها و کیت‌های آن',
  'products.fitting.show': 'نمایش در فهرست',
  'kind.favourite': 'کالای دلخواه',
  'products.barcodes.edit': 'ویرایش بارکدها',
  'products.barcodes.none': 'ندارد',
  'products.barcodes.misread': 'به درازای GTIN است، ولی رقم آخر جور نیست: {codes}',
  'products.steps.edit': 'ویرایش تخفیف پله‌ای',
  'products.steps.add': 'افزودن پله',
  'products.steps.remove': 'حذف این پله',
  'products.steps.none': 'ندارد',
};
