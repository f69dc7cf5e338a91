/** Likely twins of the company, to be worked through: two side by side with what they have in common, and the way to make them one. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TwinPair } from '../../../shared/contract/customerTwins.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { ErrorNote, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import styles from './TwinsDialog.module.css';

export function TwinsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const [chosen, setChosen] = useState<TwinPair['pair'] | null>(null);
  const { data, error, retry } = useLive(core.customers.twinPairs, undefined);
  const { data: record, error: recordError } = useLive(
    core.records.observe,
    { collection: 'customers', id: chosen?.[0].id ?? '' },
    { enabled: chosen !== null },
  );
  const back = (): void => setChosen(null);
  async function tellApart(pair: TwinPair['pair']): Promise<void> {
    const ids: [string, string] = [pair[0].id, pair[1].id];
    const told = await attempt(core.customers.tellApart, { ids });
    if (!told.ok) return notifyFailure(errorToWords(t, told.error));
    notify(t('customers.pairs.told', { names: namesOf(pair) }), {
      label: t('action.undo'),
      run: () =>
        void attempt(core.customers.askAgain, { ids }).then((again) => {
          if (!again.ok) notifyFailure(errorToWords(t, again.error));
        }),
    });
  }
  if (chosen && record && record.id === chosen[0].id)
    return <MergeDialog record={record} otherId={chosen[1].id} onClose={back} onMerged={back} />;
  return (
    <Dialog opened onClose={onClose} title={t('customers.pairs.title')} width={760}>
      <ErrorNote error={recordError} />
      {error && <ErrorState error={error} onRetry={retry} />}
      <p className={styles.text}>{data?.pairs.length === 0 ? t('customers.pairs.none') : t('customers.pairs.text')}</p>
      {data === undefined && !error && <RecordSkeleton rows={6} />}
      <ul className={styles.pairs} aria-label={t('customers.pairs.title')}>
        {(data?.pairs ?? []).map(({ pair, reasons }) => (
          <PairLine
            key={`${pair[0].id} ${pair[1].id}`}
            pair={pair}
            reasons={reasons}
            onChoose={() => setChosen(pair)}
            onTellApart={() => void tellApart(pair)}
          />
        ))}
      </ul>
      {data?.isMore && <p className={styles.text}>{t('customers.pairs.more')}</p>}
    </Dialog>
  );
}

const namesOf = ([one, other]: TwinPair['pair']): string => `\u2068${one.name}\u2069 · \u2068${other.name}\u2069`;

function PairLine({
  pair,
  reasons,
  onChoose,
  onTellApart,
}: TwinPair & { onChoose: () => void; onTellApart: () => void }) {
  const { t, language } = useLocale();
  const names = namesOf(pair);
  return (
    <li className={styles.pair}>
      {pair.map(({ id, name, city, territoryName }) => (
        <span key={id} className={styles.side}>
          <Link to="/customers/$id" params={{ id }}>
            <WrittenText>{name}</WrittenText>
          </Link>
          <bdi className={styles.dim}>{city ?? territoryName ?? ''}</bdi>
        </span>
      ))}
      <span className={styles.dim}>
        {reasons.map((reason) => t(`customers.twins.reason.${reason}`)).join(language === 'fa' ? '، ' : ', ')}
      </span>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-label={`${t('customers.pairs.apart')} ${names}`}
        onClick={onTellApart}
      >
        {t('customers.pairs.apart')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`${t('customers.pairs.merge')} ${names}`}
        onClick={onChoose}
      >
        {t('customers.pairs.merge')}
      </Button>
    </li>
  );
}
