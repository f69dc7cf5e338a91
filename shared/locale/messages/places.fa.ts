import type { placesEn } from './places.en.ts';
import type { TranslationOf } from './messages.ts';

export const placesFa: TranslationOf<typeof placesEn> = {
  'nav.places': 'شعبه‌ها',
  'places.new.branch': 'افزودن شعبه',
  'places.new.territory': 'افزودن منطقه',
  'places.new.stockPlace': 'افزودن انبار',
  'places.add': 'افزودن',
  'places.edit': 'تغییر {name}',
  'places.empty.title': 'هنوز شعبه‌ای نیست',
  'places.empty.text': 'اینکه چه کسی کدام مشتری را می‌بیند با شعبه و منطقه تعیین می‌شود. نخست شعبه‌ای بیفزایید.',
  'places.column.kind': 'نوع',
  'places.people': 'افراد',
  'places.branch': 'شعبه',
  'places.manager': 'مدیر',
  'places.branchHelp': 'مدیر شعبه آنچه را از آن است می‌بیند. تغییر با تماس بعدی به دستگاه‌ها می‌رسد.',
  'places.stockHelp': 'اگر شعبه نداشته باشد همه از آن می‌فروشند.',
  'places.vanHelp': 'موجودی خودرو را فقط تحویل‌دارش و مدیران شعبه می‌بینند.',
  'places.managerHelp': 'آنچه کس دیگری برایش تعیین نشده با اوست. خالی: مدیر شعبه‌ای که آنجا کار می‌کند.',
  'field.managerId': 'مدیر',
  'field.branchId': 'شعبه',
};
