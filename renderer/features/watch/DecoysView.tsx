/** The decoys: for whom, who else sees them, and by what they are recognised. */
import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconFishHook } from '@tabler/icons-react';
import type { Decoy } from '../../../shared/contract/watch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ServerList } from '../administration/ServerList.tsx';
import { useAskAgain, useServerAnswer, type ServerAnswer } from '../parking/useServerAnswer.ts';
import { MakeDecoysDialog } from './MakeDecoysDialog.tsx';
import styles from './Watch.module.css';

type Row = Decoy & { readonly id: string };

export function DecoysView() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const [isMaking, setIsMaking] = useState(false);
  const [chosen, setChosen] = useState<Decoy | null>(null);
  const { data, error, retry } = useServerAnswer(core.watch.decoys, {});
  const answer = useMemo<ServerAnswer<{ readonly total: number; readonly rows: readonly Row[] }>>(
    () => ({
      data: data && { total: data.length, rows: data.map((row) => ({ ...row, id: row.customer })) },
      error,
      retry,
    }),
    [data, error, retry],
  );
  const columns = useMemo(() => columnsIn(locale), [locale]);
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <p className={styles.dim}>{t('watch.decoys.honest')}</p>
        <Button onClick={() => setIsMaking(true)}>{t('watch.decoys.make')}</Button>
      </div>
      <ServerList
        label={t('watch.view.decoys')}
        columns={columns}
        answer={answer}
        openId={chosen?.customer}
        onOpen={(row) => row.retiredAt === null && setChosen(row)}
        resetKey="decoys"
        empty={
          <EmptyState
            icon={<IconFishHook size={24} stroke={1.5} />}
            title={t('watch.decoys.empty.title')}
            text={t('watch.decoys.empty.text')}
          />
        }
      />
      {isMaking && <MakeDecoysDialog onClose={() => setIsMaking(false)} />}
      {chosen && <RetireDialog decoy={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

function RetireDialog({ decoy, onClose }: { decoy: Decoy; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const retire = useCommand(core.watch.retireDecoy);
  return (
    <ConfirmDialog
      title={t('watch.decoys.retire.title')}
      confirmLabel={t('watch.decoys.retire')}
      busy={retire.busy}
      error={retire.error}
      onClose={onClose}
      onConfirm={() =>
        void retire.run({ customer: decoy.customer }).then((retired) => {
          if (!retired.ok) return;
          askAgain(core.watch.decoys);
          onClose();
        })
      }
    >
      <p>
        <strong>
          <bdi>{decoy.name}</bdi>
        </strong>
      </p>
      <p>{t('watch.decoys.retire.text')}</p>
    </ConfirmDialog>
  );
}

const columnsIn = ({ t, formats }: Locale): Column<Row>[] => [
  {
    id: 'name',
    header: t('field.name'),
    width: 190,
    grow: 2,
    cell: ({ name }) => <NameText>{name}</NameText>,
  },
  {
    id: 'contact',
    header: t('watch.decoys.contact'),
    width: 190,
    grow: 1,
    cell: ({ phone, email }) => (
      <NameText>{[phone === '' ? '' : formats.phone(phone), email].filter((part) => part !== '').join(' · ')}</NameText>
    ),
  },
  {
    id: 'for',
    header: t('watch.decoys.for'),
    width: 120,
    grow: 1,
    cell: ({ person }) => <NameText>{person.name}</NameText>,
  },
  {
    id: 'holders',
    header: t('watch.decoys.holders'),
    width: 180,
    grow: 2,
    hideBelow: 760,
    cell: ({ holders, person }) => (
      <NameText>{holders.filter((name) => name !== person.name).join(t.language === 'fa' ? '، ' : ', ')}</NameText>
    ),
  },
  {
    id: 'madeAt',
    header: t('watch.column.at'),
    width: 120,
    grow: 0,
    hideBelow: 900,
    cell: ({ madeAt }) => <DateText value={madeAt} />,
  },
  {
    id: 'state',
    header: t('watch.column.state'),
    width: 110,
    grow: 0,
    cell: ({ retiredAt }) => retiredAt !== null && <NameText>{t('watch.decoys.retired')}</NameText>,
  },
];
