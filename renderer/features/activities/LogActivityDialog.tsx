import type { ACTIVITY_KINDS } from '../../../shared/domain/activities/activity.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { ActivityForm } from './ActivityForm.tsx';
import { useNewActivity } from './useNewActivity.ts';

export type LoggedKind = (typeof ACTIVITY_KINDS)[number];

export interface LogActivityDialogProps {
  kind: LoggedKind;
  /** null: chosen in the form. */
  customer: { readonly id: string; readonly name: string } | null;
  onClose: () => void;
  /** Opens the dialog again, for the undo of a cancel. */
  onReopen: () => void;
}

/** Writes down what happened without leaving the page. */
export function LogActivityDialog(props: LogActivityDialogProps) {
  const { t } = useLocale();
  const directory = useDirectory();
  const { kind, customer, onClose } = props;
  const titleOf = (): string => {
    if (customer === null) return t(`activities.new.${kind}`);
    if (kind === 'call') return t('activities.logCall', { name: customer.name });
    if (kind === 'visit') return t('activities.logVisit', { name: customer.name });
    return t('activities.logOf', { kind: t(`kind.${kind}`), name: customer.name });
  };
  return (
    <Dialog opened onClose={onClose} width={520} title={titleOf()}>
      {directory.ready ? <LogForm {...props} directory={directory} /> : <RecordSkeleton rows={4} />}
    </Dialog>
  );
}

function LogForm({ kind, customer, onClose, onReopen, directory }: LogActivityDialogProps & { directory: Directory }) {
  const { t } = useLocale();
  const form = useNewActivity(kind, directory, customer?.id);
  const discard = useDiscard(form, onClose, onReopen);
  if (!form.ready) return <RecordSkeleton rows={4} />;
  return (
    <ActivityForm
      form={form}
      record={null}
      kind={kind}
      choosesCustomer={customer === null}
      onCancel={discard}
      onSaved={() => {
        notify(t('activities.logged'));
        onClose();
      }}
    />
  );
}
