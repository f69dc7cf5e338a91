import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { definitionOf, PricingForm } from './PricingForm.tsx';
import type { PricingKind } from './pricingSearch.ts';

const route = getRouteApi('/prices/new');

export function NewPricingPanel() {
  const { t } = useLocale();
  const search = route.useSearch();
  const kind = search.kind ?? 'priceList';
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/prices', search });
  return (
    <DetailPanel title={t(`pricing.new.${kind}`)} onClose={close}>
      {directory.ready ? (
        <NewPricing key={kind} kind={kind} directory={directory} onClose={close} />
      ) : (
        <RecordSkeleton />
      )}
    </DetailPanel>
  );
}

function NewPricing(props: { kind: PricingKind; directory: Directory; onClose: () => void }) {
  const { kind, directory, onClose } = props;
  const { t } = useLocale();
  const navigate = useNavigate();
  const defaults = useDefaults(directory);
  const [initial] = useState(() => defaultsFor('products', kind, defaults));
  const form = useRecordForm({
    definition: definitionOf(kind),
    draftKey: `prices/new/${kind}`,
    record: null,
    initial,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/prices/new', search: { kind } }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <PricingForm
      kind={kind}
      form={form}
      record={null}
      directory={directory}
      onCancel={discard}
      onSaved={(id) => {
        notify(t('notice.saved'));
        void navigate({ to: '/prices/$id', params: { id }, search: { kind }, replace: true });
      }}
    />
  );
}
