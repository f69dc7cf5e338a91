/** Two keys write down what just happened: `W`, then the letter of its kind; Enter saves. Shows nothing itself until then. */
import { useState } from 'react';
import { ACTIVITY_KINDS } from '../../../shared/domain/activities/activity.ts';
import { useCommands } from '../../app/commands.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { kindIcon } from '../records/kindLooks.ts';
import { LogActivityDialog, type LoggedKind } from './LogActivityDialog.tsx';

const PREFIX = 'W';
const LETTERS: Readonly<Record<LoggedKind, string>> = {
  visit: 'V',
  call: 'C',
  email: 'E',
  sms: 'S',
  meeting: 'M',
  note: 'N',
  task: 'T',
};

/** `customer` is whom the page is about; null asks for one. */
export function QuickLog({ customer }: { customer: { readonly id: string; readonly name: string } | null }) {
  const { t } = useLocale();
  const [open, setOpen] = useState<{ kind: LoggedKind; customer: typeof customer } | null>(null);
  const log = (kind: LoggedKind): void => setOpen({ kind, customer });
  useKeys(
    ACTIVITY_KINDS.map((kind) => ({
      after: PREFIX,
      keys: [LETTERS[kind]],
      label: t('activities.quick', { kind: t(`kind.${kind}`) }),
      run: () => log(kind),
    })),
  );
  useCommands(
    ACTIVITY_KINDS.map((kind) => {
      const KindIcon = kindIcon(kind);
      return {
        id: `quick log ${kind}`,
        label: t('activities.quick', { kind: t(`kind.${kind}`) }),
        icon: <KindIcon size={16} stroke={1.75} aria-hidden />,
        hint: `${PREFIX} ${LETTERS[kind]}`,
        run: () => log(kind),
      };
    }),
  );
  if (!open) return null;
  return (
    <LogActivityDialog
      kind={open.kind}
      customer={open.customer}
      onClose={() => setOpen(null)}
      onReopen={() => setOpen(open)}
    />
  );
}
