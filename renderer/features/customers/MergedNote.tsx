import { IconGitMerge } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { survivorOf } from '../../../shared/domain/customers/customerLinks.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Note } from '../records/RecordNotes.tsx';
import { CustomerLink } from './CustomerLink.tsx';
import { TakeApartButton } from './MergeDialog.tsx';

/** On the page of a customer that another stands for: where to go on, and the way back. On the other's page: whom it stands for. */
export function MergedNote({ record }: { record: RecordView }) {
  const { t, language } = useLocale();
  const core = useCore();
  const mayMerge = useMay('customers.delete');
  const survivorId = survivorOf(record.id, record.body);
  const { data: inside } = useLive(core.customers.mergedInto, { id: record.id });
  return (
    <>
      {survivorId !== null && (
        <Note
          tone="info"
          icon={<IconGitMerge size={16} stroke={1.75} aria-hidden />}
          title={t('customers.merged.title')}
          action={mayMerge && <TakeApartButton id={record.id} />}
        >
          {t('customers.merged.text')} <CustomerLink id={survivorId} />
        </Note>
      )}
      {inside !== undefined && inside.length > 0 && (
        <Note
          tone="info"
          icon={<IconGitMerge size={16} stroke={1.75} aria-hidden />}
          title={t('customers.merged.label')}
        >
          {inside.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && (language === 'fa' ? '، ' : ', ')}
              <Link to="/customers/$id" params={{ id }}>
                <bdi>{name}</bdi>
              </Link>
            </span>
          ))}
        </Note>
      )}
    </>
  );
}
