import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ACTIVITY_KINDS } from '../../../shared/domain/activities/activity.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { ActivityForm } from './ActivityForm.tsx';
import { useNewActivity } from './useNewActivity.ts';

const route = getRouteApi('/activities/new/$kind');

export function NewActivityPanel() {
  const { t } = useLocale();
  const { kind: asked } = route.useParams();
  const { customer: _customer, ...search } = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const kind = ACTIVITY_KINDS.find((candidate) => candidate === asked) ?? 'call';
  const close = (): void => void navigate({ to: '/activities', search });
  return (
    <DetailPanel title={t(`activities.new.${kind}`)} onClose={close}>
      {directory.ready ? (
        <NewActivity key={kind} kind={kind} directory={directory} onClose={close} />
      ) : (
        <RecordSkeleton />
      )}
    </DetailPanel>
  );
}

function NewActivity({ kind, directory, onClose }: { kind: string; directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { customer } = search;
  const form = useNewActivity(kind, directory, customer);
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/activities/new/$kind', params: { kind }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ActivityForm
      form={form}
      record={null}
      kind={kind}
      choosesCustomer
      onCancel={discard}
      onSaved={() => {
        notify(t('activities.logged'));
        onClose();
      }}
    />
  );
}
