/** Where one customer stands in the channel: on whom it hangs, and the tree of those who hang on it. */
import { NETWORK_RELATIONS } from '../../../shared/contract/customerNetwork.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { ChannelTree } from './ChannelTree.tsx';
import styles from './ChannelTree.module.css';

export function CustomerChannel({ customerId }: { customerId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: above } = useLive(core.customers.networkAbove, { customerId });
  const { data: below } = useLive(core.customers.networkBelow, { customerId, relations: [...NETWORK_RELATIONS] });
  if (!above || !below) return <RecordSkeleton rows={4} />;
  const more = below.total - below.rows.length;
  // What hangs on somebody above is this customer again; here it is its place that is asked for.
  const upwards = above.map((node) => ({ ...node, count: 0 }));
  return (
    <section>
      <h3 className={styles.part}>{t('channel.above')}</h3>
      {upwards.length === 0 ? (
        <p className={styles.nobody}>{t('channel.nobodyAbove')}</p>
      ) : (
        <ChannelTree label={t('channel.above')} rows={upwards} relations={NETWORK_RELATIONS} />
      )}
      <h3 className={styles.part}>{t('channel.below')}</h3>
      {below.rows.length === 0 ? (
        <p className={styles.nobody}>{t('channel.nobodyBelow')}</p>
      ) : (
        <ChannelTree label={t('channel.below')} rows={below.rows} relations={NETWORK_RELATIONS} />
      )}
      {more > 0 && <p className={styles.more}>{formats.digits(t('channel.more', { count: more }))}</p>}
    </section>
  );
}
