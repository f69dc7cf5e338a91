import type { TranslationOf } from './messages.ts';
import type { opportunitiesEn } from './opportunities.en.ts';

export const opportunitiesFa: TranslationOf<typeof opportunitiesEn> = {
  'opportunities.title': 'فرصت‌ها',
  'opportunities.search': 'نام فرصت',
  'opportunities.new': 'فرصت تازه',
  'opportunities.pipeline': 'قیف فروش به تفکیک مرحله',
  'opportunities.weighted': 'با احتساب احتمال',
  'opportunities.empty.title': 'هنوز فرصتی ثبت نشده',
  'opportunities.empty.text': 'بنویسید چه چیزی را، به چه کسی و کی می‌شود فروخت؛ قیف بالا جمعش می‌زند.',
};
