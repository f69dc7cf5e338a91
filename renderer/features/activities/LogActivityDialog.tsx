import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { ActivityForm } from './ActivityForm.tsx';
import { useNewActivity } from './useNewActivity.ts';

export type LoggedKind = 'call' | 'visit';

export interface LogActivityDialogProps {
  kind: LoggedKind;
  customer: { readonly id: string; readonly name: string };
  onClose: () => void;
  /** Opens the dialog again, for the undo of a cancel. */
  onReopen: () => void;
}

/** Logs a call or a visit without leaving the customer's page. */
export function LogActivityDialog(props: LogActivityDialogProps) {
  const { t } = useLocale();
  const directory = useDirectory();
  const { kind, customer, onClose } = props;
  return (
    <Dialog
      opened
      onClose={onClose}
      width={520}
      title={t(kind === 'call' ? 'activities.logCall' : 'activities.logVisit', { name: customer.name })}
    >
      {directory.ready ? <LogForm {...props} directory={directory} /> : <RecordSkeleton rows={4} />}
    </Dialog>
  );
}

function LogForm({ kind, customer, onClose, onReopen, directory }: LogActivityDialogProps & { directory: Directory }) {
  const { t } = useLocale();
  const form = useNewActivity(kind, directory, customer.id);
  const discard = useDiscard(form, onClose, onReopen);
  if (!form.ready) return <RecordSkeleton rows={4} />;
  return (
    <ActivityForm
      form={form}
      record={null}
      kind={kind}
      choosesCustomer={false}
      onCancel={discard}
      onSaved={() => {
        notify(t('activities.logged'));
        onClose();
      }}
    />
  );
}
