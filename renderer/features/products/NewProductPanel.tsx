import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { PRODUCT_KINDS } from '../../../shared/domain/products/product.ts';
import { useDraft } from '../../data/useDraft.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { PRODUCT_DEFINITION, ProductForm } from './ProductForm.tsx';

const route = getRouteApi('/products/new');

/** A new product, beside the list. */
export function NewProductPanel() {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/products', search });
  return (
    <DetailPanel title={t('products.new')} onClose={close}>
      {directory.ready ? <NewProduct directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function NewProduct({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const defaults = useDefaults(directory);
  // The kind is no field of the record's body, and survives a crash with it all the same. In a list of one kind, the new one is of that kind.
  const chosen = useDraft<string>('products/new/kind', search.kinds?.[0] ?? PRODUCT_KINDS[0]);
  const kind = PRODUCT_KINDS.find((known) => known === chosen.value) ?? PRODUCT_KINDS[0];
  const [initial] = useState(() => {
    const category = search.category === undefined ? {} : { category: search.category };
    return { ...defaultsFor('products', kind, defaults), ...category };
  });
  const form = useRecordForm({ definition: PRODUCT_DEFINITION, draftKey: 'products/new', record: null, initial });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/products/new', search }));
  if (!form.ready || chosen.value === undefined) return <RecordSkeleton />;
  return (
    <ProductForm
      form={form}
      record={null}
      kind={kind}
      onKind={chosen.set}
      directory={directory}
      onCancel={() => {
        chosen.drop();
        discard();
      }}
      onSaved={(id) => {
        chosen.drop();
        const name = form.tidied['name'];
        notify(t('products.created', { name: typeof name === 'string' ? name : '' }));
        void navigate({ to: '/products/$id', params: { id }, search, replace: true });
      }}
    />
  );
}
