import { Link } from '@tanstack/react-router';
import { recordAddress } from '../../app/recordAddress.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './HeldGroups.module.css';

/** A record by its name, else by the word for what it is; leads to its page where it has one. */
export function RecordTitle(props: { collection: string; id: string; title: string; onLeave?: () => void }) {
  const { collection, id, title, onLeave } = props;
  const { t } = useLocale();
  const address = recordAddress(collection, id);
  const words = title === '' ? (t.maybe(`collection.${collection}`) ?? t('state.unknown')) : title;
  if (!address) return <bdi>{words}</bdi>;
  return (
    <Link {...address} className={styles.link} onClick={onLeave}>
      <bdi>{words}</bdi>
    </Link>
  );
}
