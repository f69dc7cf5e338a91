import { useNavigate } from '@tanstack/react-router';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useOfferedPages } from '../useOfferedPages.ts';

/** `G` and then a letter goes to a page. */
export function useGoKeys(): void {
  const { t } = useLocale();
  const navigate = useNavigate();
  const offered = useOfferedPages();
  useKeys(
    offered.flatMap(({ to, label, letter }) =>
      letter === undefined
        ? []
        : [{ after: 'G', keys: [letter], label: t(label), run: () => void navigate({ to }), everywhere: true }],
    ),
  );
}
