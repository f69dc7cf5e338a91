import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { PRODUCT_DEFINITION, ProductForm } from './ProductForm.tsx';

const route = getRouteApi('/products/$id/edit');

/** A product being edited, beside the list. */
export function EditProductPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  return (
    <EditRecordPanel
      collection="products"
      id={id}
      draftArea="products"
      definitionOf={() => PRODUCT_DEFINITION}
      titleOf={(record) => t('products.edit', { name: record ? (textOf(record.body, 'name') ?? '') : '' })}
      toList={() => void navigate({ to: '/products', search })}
      toRecord={() => void navigate({ to: '/products/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/products/$id/edit', params: { id }, search })}
    >
      {(edited) => <ProductForm {...edited} kind={edited.record.kind} directory={directory} />}
    </EditRecordPanel>
  );
}
