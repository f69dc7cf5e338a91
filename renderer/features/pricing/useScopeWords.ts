import { useCallback } from 'react';
import type { PriceScope } from '../../../shared/domain/products/priceScope.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

/** "Wholesalers", "Tehran, Karaj and 3 more": for whom a price list or a promotion is, in one line. */
export function useScopeWords(): (scope: PriceScope, names: readonly string[], count: number) => string {
  const { t, language } = useLocale();
  return useCallback(
    (scope, names, count) => {
      if (scope === 'everyone') return t('value.products.scope.everyone');
      const words = names.map((name) =>
        scope === 'channelRoles'
          ? valueLabel(t, 'customers', 'channelRole', name)
          : scope === 'classes'
            ? valueLabel(t, 'customers', 'class', name)
            : name,
      );
      const more = count - words.length;
      if (words.length === 0) return `${t(`value.products.scope.${scope}`)} (${t('pricing.scope.count', { count })})`;
      const joined = words.join(language === 'fa' ? '، ' : ', ');
      return more > 0 ? t('pricing.scope.more', { names: joined, count: more }) : joined;
    },
    [t, language],
  );
}
