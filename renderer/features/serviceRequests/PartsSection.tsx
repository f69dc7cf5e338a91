/** What was used, what the contract pays of it, and what is left for the customer. */
import { useState } from 'react';
import { ActionIcon, Switch } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { joinPath } from '../../../shared/base/leafPath.ts';
import { QUANTITY_SCALE } from '../../../shared/base/money.ts';
import type { UnitRow } from '../../../shared/contract/lists.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import type { RequestFactsView } from '../../../shared/contract/service.ts';
import { elementsOf, integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { ProductOption } from '../products/ProductOption.tsx';
import { idOf } from '../records/bodyEdits.ts';
import { LineQuantityText } from '../products/QuantityTexts.tsx';
import { UnitQuantityInput, type UnitQuantity } from '../products/UnitQuantityInput.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Service.module.css';
import type { RequestEdit } from './useRequestEdit.ts';

interface PartsSectionProps {
  record: RecordView;
  facts: RequestFactsView | undefined;
  edit: RequestEdit;
  isOpen: boolean;
}

export function PartsSection({ record, facts, edit, isOpen }: PartsSectionProps) {
  const { t, formats } = useLocale();
  const parts = elementsOf(record.body, 'partsUsed');
  const charges = facts?.charges;
  return (
    <section>
      <h3 className={styles.heading}>{t('service.section.parts')}</h3>
      {parts.length === 0 && <p className={styles.dim}>{t('service.parts.empty')}</p>}
      <ul className={styles.lines}>
        {parts.map((part) => {
          const id = idOf(part);
          const name = textOf(part, 'productName') ?? '';
          const charge = charges?.lines.find((line) => line.id === id);
          return (
            <li key={id} className={styles.part}>
              <span className={styles.partName}>
                <span>
                  <WrittenText>{formats.digits(name)}</WrittenText>
                </span>
                {charge && <span className={styles.dim}>{payerText(t, charge)}</span>}
              </span>
              {isOpen ? (
                <PartQuantity
                  label={t('service.parts.quantity', { name })}
                  part={part}
                  units={charge?.units ?? []}
                  onSave={({ quantity, saidIn }) =>
                    void edit.setAll({
                      [joinPath('partsUsed', id, 'quantity')]: quantity,
                      [joinPath('partsUsed', id, 'saidIn')]: saidIn === null ? undefined : { ...saidIn },
                    })
                  }
                />
              ) : (
                <LineQuantityText line={part} />
              )}
              <span className={styles.partCost}>
                {charge &&
                  (charge.payer === null ? (
                    charge.total && <MoneyText money={charge.total} />
                  ) : (
                    <span className={styles.dim}>{t('service.parts.free')}</span>
                  ))}
              </span>
              {isOpen && (
                <ActionIcon
                  aria-label={t('service.parts.remove', { name })}
                  onClick={() =>
                    void edit.remove('partsUsed', id).then((removed) => {
                      if (removed)
                        notify(t('notice.removed'), {
                          label: t('action.undo'),
                          run: () => void edit.putBack('partsUsed', part),
                        });
                    })
                  }
                >
                  <IconTrash size={15} stroke={1.75} aria-hidden />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ul>
      {parts.length > 0 && charges && (
        <div className={styles.sum}>
          <span>{t('service.parts.sum')}</span>
          {charges.total ? <MoneyText money={charges.total} /> : <span>{t('service.parts.noPrice')}</span>}
        </div>
      )}
      {isOpen && <PartSearch record={record} facts={facts} edit={edit} />}
    </section>
  );
}

interface PartQuantityProps {
  label: string;
  part: RecordBody;
  units: readonly UnitRow[];
  onSave: (typed: UnitQuantity) => void;
}

/** Saved when it is left: not every digit on the way is an amount that anybody meant. */
function PartQuantity({ label, part, units, onSave }: PartQuantityProps) {
  const [typed, setTyped] = useState<UnitQuantity | null>(null);
  const saidIn = saidInOf(part);
  const quantity = integerOf(part, 'quantity');
  const now = typed ?? (quantity === null ? null : { quantity, saidIn });
  return (
    <div
      onBlur={() => {
        const isOther = typed?.quantity !== quantity || typed.saidIn?.unitId !== saidIn?.unitId;
        if (typed !== null && typed.quantity > 0 && isOther) onSave(typed);
        setTyped(null);
      }}
    >
      <UnitQuantityInput
        aria-label={label}
        unit={textOf(part, 'unit') ?? ''}
        units={units}
        saidIn={saidIn}
        value={now}
        onChange={setTyped}
      />
    </div>
  );
}

const OFFERED = 20;
const KINDS: ('sparePart' | 'consumable' | 'upgradeKit' | 'service')[] = [
  'sparePart',
  'consumable',
  'upgradeKit',
  'service',
];

/** Of the machine's product only what fits it, unless one wants all there is. */
function PartSearch({ record, facts, edit }: Omit<PartsSectionProps, 'isOpen'>) {
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const [text, setText] = useState<string | null>(null);
  const [onlyFitting, setOnlyFitting] = useState(false);
  const assetId = facts?.coverage[0]?.assetId ?? null;
  const { data: asset } = useLive(
    core.records.observe,
    { collection: 'assets', id: assetId ?? '' },
    { enabled: assetId !== null },
  );
  const machine = asset && asset.id === assetId ? textOf(asset.body, 'productId') : null;
  const customerId = textOf(record.body, 'customerId');
  const { data: found, isPrevious } = useLive(
    core.products.search,
    {
      text: text ?? '',
      on: today,
      offset: 0,
      limit: OFFERED,
      kinds: KINDS,
      ...(customerId === null ? {} : { customerId }),
      ...(onlyFitting && machine !== null ? { fits: machine } : {}),
    },
    { enabled: text !== null },
  );
  return (
    <div className={styles.adding}>
      <SearchSelect<ProductRow>
        aria-label={t('service.parts.add')}
        placeholder={t('service.parts.addHint')}
        keepsAdding
        chosen={null}
        options={found?.rows}
        isStale={isPrevious}
        onSearch={setText}
        onChoose={(product) =>
          void edit.add('partsUsed', {
            productId: product.id,
            productName: product.name,
            unit: product.unit,
            quantity: QUANTITY_SCALE,
          })
        }
        renderOption={(product) => <ProductOption product={product} />}
      />
      {machine !== null && (
        <Switch
          size="xs"
          label={t('service.parts.onlyFitting')}
          checked={onlyFitting}
          onChange={(event) => setOnlyFitting(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

function payerText(t: ReturnType<typeof useLocale>['t'], charge: RequestFactsView['charges']['lines'][number]): string {
  if (charge.payer === null) return t('service.covered.nobody');
  return charge.payer.by === 'warranty'
    ? t('service.covered.by.warranty')
    : t('service.covered.by.contract', { name: charge.payer.name });
}
