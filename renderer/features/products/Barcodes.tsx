/** What a scanner reads on a product; whoever keeps the catalogue types or scans it here. */
import { useState } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textsOf } from '../../../shared/domain/bodyReads.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Ltr } from '../../ui/text/Text.tsx';
import { TagsBox } from '../records/Fields.tsx';
import { Misread } from './Misread.tsx';
import { ProductPartForm } from './ProductPartForm.tsx';
import styles from './Products.module.css';

export function Barcodes({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const mayWrite = useMay('products.write');
  const [isEditing, setIsEditing] = useState(false);
  const barcodes = textsOf(record.body, 'barcodes');
  if (barcodes.length === 0 && !mayWrite) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        {t('field.barcodes')}
        {mayWrite && !isEditing && (
          <ActionIcon size={24} aria-label={t('products.barcodes.edit')} onClick={() => setIsEditing(true)}>
            <IconPencil size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </h3>
      {isEditing ? (
        <ProductPartForm record={record} part="barcodes" onDone={() => setIsEditing(false)}>
          {(form) => (
            <>
              <TagsBox form={form} path="barcodes" />
              <Misread barcodes={textsOf(form.body, 'barcodes')} />
            </>
          )}
        </ProductPartForm>
      ) : (
        <>
          {barcodes.length === 0 && <p className={styles.dim}>{t('products.barcodes.none')}</p>}
          {barcodes.map((barcode) => (
            <div key={barcode}>
              <Ltr>{barcode}</Ltr>
            </div>
          ))}
          <Misread barcodes={barcodes} />
        </>
      )}
    </section>
  );
}
