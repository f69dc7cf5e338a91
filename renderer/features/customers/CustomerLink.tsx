import { Link } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { WrittenText } from '../../ui/text/Text.tsx';
import styles from './CustomerPicker.module.css';

/** The name of a record's customer, leading to its page; nothing while it is not held here. */
export function CustomerLink({ id }: { id: string | null }) {
  const core = useCore();
  const { data: customer } = useLive(
    core.records.observe,
    { collection: 'customers', id: id ?? '' },
    { enabled: id !== null },
  );
  if (!customer || customer.id !== id) return null;
  return (
    <Link to="/customers/$id" params={{ id: customer.id }} className={styles.link ?? ''}>
      <WrittenText>{textOf(customer.body, 'name')}</WrittenText>
    </Link>
  );
}
