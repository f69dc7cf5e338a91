import { useRef, useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { isChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { isOrderEditable } from '../../../shared/domain/salesDocuments/orderRules.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { DocumentPage } from '../documents/DocumentPage.tsx';
import { ReceiptPage } from '../receipts/ReceiptPage.tsx';
import { useScanner } from './entry/useScanner.ts';
import { OrderDocument } from './OrderDocument.tsx';
import { OrderEditor } from './OrderEditor.tsx';
import { definitionOfEdited, draftKeyOf, type EditedKind } from './useEditedPaper.ts';
import { ButtonLink } from '../records/links.tsx';

const route = getRouteApi('/orders/$id');
const NOTHING = {};
/** A page that comes has nothing to type into. */
const NO_FIELD = { focusEntry: () => {}, remember: () => () => {} };

/** One sales document: a draft to work on, or the paper that it has become. */
export function OrderPage() {
  const { id } = route.useParams();
  return <Order key={id} id={id} />;
}

function Order({ id }: { id: string }) {
  const { t } = useLocale();
  const core = useCore();
  const directory = useDirectory();
  const mayWrite = useMay('orders.write');
  /** Ctrl+Enter of somebody who was quicker than the page is kept until the editor is here. */
  const [confirmAtOnce, setConfirmAtOnce] = useState(false);
  /** So are scans. */
  const scanned = useRef<string[]>([]);
  const early = {
    onConfirm: () => setConfirmAtOnce(true),
    onScan: (code: string) => void scanned.current.push(code),
  };
  const {
    data: record,
    error,
    retry,
    isPrevious,
  } = useLive(core.records.observe, { collection: 'salesDocuments', id });
  if (error && !record) {
    return (
      <Page title={t('kind.order')}>
        <ErrorState error={error} onRetry={retry} />
      </Page>
    );
  }
  if (record === null || record?.deleted) {
    return (
      <Page title={t('kind.order')}>
        <EmptyState
          title={t('record.gone.title')}
          text={t('record.gone.text')}
          action={
            <ButtonLink to="/orders" variant="default">
              {t('record.gone.back')}
            </ButtonLink>
          }
        />
      </Page>
    );
  }
  if (!record || isPrevious || !directory.ready) return <ComingOrder {...early} />;
  const edited = record.kind === 'order' || record.kind === 'quote' ? record.kind : null;
  if (edited !== null && isOrderEditable(record.body) && mayWrite)
    return (
      <DraftPaper
        kind={edited}
        record={record}
        directory={directory}
        confirmAtOnce={confirmAtOnce}
        takeScanned={() => scanned.current.splice(0)}
        {...early}
      />
    );
  if (record.kind === 'receipt') return <ReceiptPage record={record} directory={directory} />;
  return isChainKind(record.kind) ? (
    <DocumentPage record={record} kind={record.kind} directory={directory} />
  ) : (
    <OrderDocument record={record} directory={directory} />
  );
}

interface ComingOrderProps {
  onConfirm: () => void;
  onScan: (code: string) => void;
}

interface DraftPaperProps extends ComingOrderProps {
  kind: EditedKind;
  record: RecordView;
  directory: Directory;
  confirmAtOnce: boolean;
  takeScanned: () => readonly string[];
}

function DraftPaper({ kind, record, directory, confirmAtOnce, takeScanned, ...early }: DraftPaperProps) {
  const form = useRecordForm({
    definition: definitionOfEdited[kind],
    draftKey: draftKeyOf(record.id),
    record,
    initial: NOTHING,
  });
  if (!form.ready) return <ComingOrder {...early} />;
  return (
    <OrderEditor
      kind={kind}
      form={form}
      record={record}
      directory={directory}
      confirmAtOnce={confirmAtOnce}
      takeScanned={takeScanned}
    />
  );
}

function ComingOrder({ onConfirm, onScan }: ComingOrderProps) {
  const { t } = useLocale();
  const mayConfirm = useMay('orders.confirm');
  useKeys([
    { keys: ['Mod', 'Enter'], label: t('orders.confirm'), run: mayConfirm ? onConfirm : undefined, inFields: true },
  ]);
  useScanner({ onScan, ...NO_FIELD });
  return (
    <Page title={t('kind.order')}>
      <RecordSkeleton />
    </Page>
  );
}
