/** Above a list while rows of it are chosen: how many, what can be done with all of them, and the way out. */
import { useState, type ReactNode } from 'react';
import { Button, Progress, Select, TextInput } from '@mantine/core';
import { createError, ERROR_CODES } from '../../../shared/base/errors.ts';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { BulkAct, BulkRefused } from '../../../shared/contract/bulk.ts';
import { useCommands } from '../../app/commands.tsx';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { Form } from '../../ui/form/Form.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { RowSelection } from '../../ui/table/selection.ts';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import styles from './BulkBar.module.css';
import { RefusalWords } from './RefusalWords.tsx';
import { useBulk } from './useBulk.ts';
import { useToday } from './useDirectory.ts';

interface ActionBase {
  readonly id: string;
  /** A verb. */
  readonly label: string;
}
/** What an act needs to know is asked for first. */
export type BulkAction = ActionBase &
  (
    | { readonly asks: 'nothing'; readonly act: BulkAct }
    | {
        readonly asks: 'choice';
        readonly field: string;
        readonly options: readonly { readonly value: string; readonly label: string }[];
        readonly toAct: (value: string) => BulkAct;
      }
    | { readonly asks: 'text'; readonly field: string; readonly toAct: (text: string) => BulkAct }
    | { readonly asks: 'day'; readonly field: string; readonly toAct: (day: IsoDate) => BulkAct }
    | { readonly asks: 'customer'; readonly field: string; readonly toAct: (customerId: string) => BulkAct }
    /** There is no way back: what that means is said, and asked about. */
    | { readonly asks: 'sure'; readonly text: string; readonly act: BulkAct }
  );

export interface BulkBarProps<Row> {
  selection: RowSelection<Row>;
  actions: readonly BulkAction[];
  /** What else is done with the chosen rows, before the acts. */
  before?: ReactNode;
}

export function BulkBar<Row>({ selection, actions, before }: BulkBarProps<Row>) {
  const { t, formats } = useLocale();
  const bulk = useBulk();
  const [asking, setAsking] = useState<BulkAction | null>(null);
  const ids = [...selection.ids];
  const begin = (action: BulkAction): void => {
    if (action.asks === 'nothing') void bulk.run(action.act, ids);
    else setAsking(action);
  };
  useCommands(
    // One at a time, also by the palette.
    ids.length === 0 || bulk.progress !== null
      ? []
      : actions.map((action) => ({
          id: `bulk ${action.id}`,
          label: action.label,
          hint: t('lists.chosen', { count: ids.length }),
          run: () => begin(action),
        })),
  );
  const { progress } = bulk;
  return (
    <>
      {ids.length > 0 && (
        <div className={styles.bar} role="toolbar" aria-label={t('lists.actions')}>
          <span role="status">{t('lists.chosen', { count: ids.length })}</span>
          {progress === null ? (
            <>
              {before}
              {actions.map((action) => (
                <Button key={action.id} variant="default" size="compact-sm" onClick={() => begin(action)}>
                  {action.label}
                </Button>
              ))}
              <Button variant="subtle" color="gray" size="compact-sm" onClick={selection.clear}>
                {t('lists.chooseNone')}
              </Button>
            </>
          ) : (
            <>
              <Progress
                className={styles.progress ?? ''}
                value={(progress.done / progress.of) * 100}
                aria-label={t('lists.running')}
              />
              <span>{`${formats.number(progress.done)} / ${formats.number(progress.of)}`}</span>
              <Button variant="default" size="compact-sm" onClick={bulk.stop}>
                {t('lists.stop')}
              </Button>
            </>
          )}
        </div>
      )}
      {asking?.asks === 'sure' && (
        <ConfirmDialog
          title={`${asking.label} · ${t('lists.chosen', { count: ids.length })}`}
          confirmLabel={asking.label}
          tone="plain"
          onConfirm={() => {
            setAsking(null);
            void bulk.run(asking.act, ids);
          }}
          onClose={() => setAsking(null)}
        >
          <p className={styles.hint}>{asking.text}</p>
        </ConfirmDialog>
      )}
      {asking && asking.asks !== 'sure' && (
        <AskDialog
          action={asking}
          count={ids.length}
          onClose={() => setAsking(null)}
          onAct={(act) => {
            setAsking(null);
            void bulk.run(act, ids);
          }}
        />
      )}
      {bulk.refused.length > 0 && <RefusedDialog refused={bulk.refused} onClose={bulk.closeReport} />}
    </>
  );
}

function AskDialog({
  action,
  count,
  onClose,
  onAct,
}: {
  action: BulkAction;
  count: number;
  onClose: () => void;
  onAct: (act: BulkAct) => void;
}) {
  const { t } = useLocale();
  const today = useToday();
  const [value, setValue] = useState<string | null>(action.asks === 'day' ? today : null);
  const submit = (): void => {
    const given = value?.trim() ?? '';
    if (given !== '' && action.asks !== 'nothing' && action.asks !== 'sure') onAct(action.toAct(given));
  };
  return (
    <Dialog opened title={`${action.label} · ${t('lists.chosen', { count })}`} onClose={onClose}>
      <Form submitLabel={action.label} onSubmit={submit} onCancel={onClose}>
        {action.asks === 'choice' && (
          <Select
            label={action.field}
            data={[...action.options]}
            value={value}
            onChange={setValue}
            searchable
            data-autofocus
            withAsterisk
            nothingFoundMessage={t('palette.nothing')}
          />
        )}
        {action.asks === 'text' && (
          <TextInput
            label={action.field}
            value={value ?? ''}
            maxLength={60}
            onChange={(event) => setValue(event.currentTarget.value)}
            data-autofocus
            withAsterisk
          />
        )}
        {action.asks === 'customer' && (
          <CustomerPicker
            label={action.field}
            value={value}
            onChange={(customer) => setValue(customer?.id ?? null)}
            required
            data-autofocus
          />
        )}
        {action.asks === 'day' && <DateField label={action.field} value={value} onChange={setValue} />}
      </Form>
    </Dialog>
  );
}

/** Each record that stays as it was, by name, with the reason. */
function RefusedDialog({ refused, onClose }: { refused: readonly BulkRefused[]; onClose: () => void }) {
  const { t } = useLocale();
  return (
    <Dialog opened title={t('lists.refused', { count: refused.length })} onClose={onClose} width={520}>
      <p className={styles.hint}>{t('lists.refusedText')}</p>
      <ul className={styles.refused}>
        {refused.map(({ id, title, code, facts }) => {
          const known = ERROR_CODES.find((candidate) => candidate === code) ?? 'internal';
          return (
            <li key={id}>
              <bdi className={styles.name}>{title === '' ? t('lists.unnamed') : title}</bdi>
              <RefusalWords error={createError(known, facts)} />
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
