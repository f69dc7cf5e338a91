/** Of one product: how much lies at which place, for whom it is kept, and what moved. Nothing is shown where nothing is known. */
import { useState } from 'react';
import { ActionIcon, Button, VisuallyHidden } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { UnitRow } from '../../../shared/contract/lists.ts';
import type { AllotmentRow, MovementRow } from '../../../shared/contract/stock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordBadges } from '../../ui/state/RecordBadges.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText, NameText, WrittenText } from '../../ui/text/Text.tsx';
import { ShelfText } from '../products/QuantityTexts.tsx';
import { GrantDialog } from './GrantDialog.tsx';
import styles from './Stock.module.css';
import { QuantityText, StockFigure, StockMarkBadge } from './StockFigure.tsx';

const SHOWN_MOVEMENTS = 40;

export function ProductStock({ productId }: { productId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const mayWrite = useMay('stock.write');
  const [granting, setGranting] = useState<AllotmentRow | 'new' | null>(null);
  const { data, isPrevious } = useLive(core.stock.product, { productId });
  const { data: moved } = useLive(core.stock.movements, { productId, offset: 0, limit: SHOWN_MOVEMENTS });
  if (!data || isPrevious) return null;
  const { unit, units, places, allotments } = data;
  return (
    <>
      <section className={styles.section}>
        <h3 className={styles.heading}>{t('stock.places')}</h3>
        {places.length === 0 ? (
          <p className={styles.dim}>{t('stock.places.none')}</p>
        ) : (
          <table className={styles.table} aria-label={t('stock.places')}>
            <thead>
              <tr>
                <th scope="col">{t('field.stock.placeId')}</th>
                <th scope="col">{t('stock.column.quantity')}</th>
                <th scope="col">{t('stock.column.available')}</th>
              </tr>
            </thead>
            <tbody>
              {places.map((place) => (
                <tr key={place.placeId}>
                  <td>
                    <WrittenText>{place.name}</WrittenText> <RecordBadges pending={place.pending} />
                    <StockMarkBadge mark={place.mark} />
                  </td>
                  <td>
                    <StockFigure quantity={place.quantity} asOf={place.asOf} unit={unit} units={units} />
                  </td>
                  <td>
                    <QuantityText quantity={place.available} unit={unit} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {(allotments.length > 0 || mayWrite) && (
        <section className={styles.section}>
          <h3 className={styles.heading}>
            {t('stock.allotments')}
            {mayWrite && (
              <Button variant="default" size="compact-sm" onClick={() => setGranting('new')}>
                {t('stock.grant')}
              </Button>
            )}
          </h3>
          {allotments.length === 0 ? (
            <p className={styles.dim}>{t('stock.allotments.none')}</p>
          ) : (
            <Allotments rows={allotments} unit={unit} onEdit={mayWrite ? setGranting : null} />
          )}
        </section>
      )}
      {moved && moved.total > 0 && (
        <section className={styles.section}>
          <h3 className={styles.heading}>{t('stock.movements')}</h3>
          <Movements rows={moved.rows} unit={unit} units={units} />
          {moved.total > moved.rows.length && <p className={styles.dim}>{t('stock.movements.latest')}</p>}
        </section>
      )}
      {granting !== null && (
        <GrantDialog
          productId={productId}
          unit={unit}
          allotment={granting === 'new' ? null : granting}
          onClose={() => setGranting(null)}
        />
      )}
    </>
  );
}

function Allotments(props: {
  rows: readonly AllotmentRow[];
  unit: string;
  onEdit: ((allotment: AllotmentRow) => void) | null;
}) {
  const { rows, unit, onEdit } = props;
  const { t } = useLocale();
  return (
    <table className={styles.table} aria-label={t('stock.allotments')}>
      <thead>
        <tr>
          <th scope="col">{t('field.stock.holderId')}</th>
          <th scope="col">{t('stock.column.granted')}</th>
          <th scope="col">{t('stock.column.left')}</th>
          {onEdit && (
            <th scope="col" className={styles.act}>
              <VisuallyHidden>{t('action.edit')}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <WrittenText>{row.holderName}</WrittenText> <RecordBadges pending={row.pending} />
              <span className={styles.under}>
                <WrittenText>{row.placeName}</WrittenText> · <DateText value={row.from} /> – <DateText value={row.to} />
              </span>
              {!row.isRunning && <StateBadge tone="neutral">{t('stock.notRunning')}</StateBadge>}
            </td>
            <td>
              <QuantityText quantity={row.granted} unit={unit} />
            </td>
            <td>{row.left !== null && <QuantityText quantity={row.left} unit={unit} />}</td>
            {onEdit && (
              <td className={styles.act}>
                <ActionIcon
                  size={24}
                  aria-label={t('stock.grant.edit', { name: row.holderName })}
                  onClick={() => onEdit(row)}
                >
                  <IconPencil size={14} stroke={1.75} aria-hidden />
                </ActionIcon>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Movements(props: { rows: readonly MovementRow[]; unit: string; units: readonly UnitRow[] }) {
  const { rows, unit, units } = props;
  const { t } = useLocale();
  return (
    <table className={styles.table} aria-label={t('stock.movements')}>
      <thead>
        <tr>
          <th scope="col">{t('field.stock.occurredAt')}</th>
          <th scope="col">{t('field.stock.reason')}</th>
          <th scope="col">{t('field.stock.quantity')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <DateText value={row.occurredAt} figures />
              <span className={styles.under}>
                <WrittenText>{row.by}</WrittenText>
              </span>
            </td>
            <td>
              {t(`value.stock.reason.${row.reason}`)} <RecordBadges pending={row.pending} />
              {row.isTakenBack && <StateBadge tone="neutral">{t('stock.takenBack')}</StateBadge>}
              <span className={styles.under}>
                <WrittenText>{row.placeName}</WrittenText>
                {row.otherPlaceName !== null && (
                  <>
                    {` · ${t(row.quantity < 0 ? 'stock.wentTo' : 'stock.cameFrom')} `}
                    <WrittenText>{row.otherPlaceName}</WrittenText>
                  </>
                )}
              </span>
              {row.note !== null && (
                <span className={styles.under}>
                  <NameText>{row.note}</NameText>
                </span>
              )}
            </td>
            <td>
              <SignedQuantity quantity={row.quantity} unit={unit} />
              <ShelfText quantity={Math.abs(row.quantity)} unit={unit} units={units} />
              {row.counted !== null && (
                <span className={styles.under}>
                  {t('stock.countedAs')} <QuantityText quantity={row.counted} unit={unit} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SignedQuantity({ quantity, unit }: { quantity: number; unit: string }) {
  const { formats } = useLocale();
  return (
    <span>
      <bdi dir="ltr">{`${quantity > 0 ? '+' : ''}${formats.quantity(quantity)}`}</bdi> <bdi>{formats.digits(unit)}</bdi>
    </span>
  );
}
