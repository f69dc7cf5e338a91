import { useNavigate } from '@tanstack/react-router';
import { useSession } from '../../data/session.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { NAVIGATION } from '../navigation.ts';

/** `G` and then a letter goes to a page. */
export function useGoKeys(): void {
  const { t } = useLocale();
  const navigate = useNavigate();
  const { permissions } = useSession();
  useKeys(
    NAVIGATION.flatMap(({ to, label, letter, permission }) =>
      letter === undefined || (permission !== undefined && !permissions.includes(permission))
        ? []
        : [{ after: 'G', keys: [letter], label: t(label), run: () => void navigate({ to }), everywhere: true }],
    ),
  );
}
