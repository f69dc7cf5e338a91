/** What can be made next of a confirmed order, or of one of its deliveries and invoices: buttons, keys and the dialog that they open. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconFileInvoice, IconTruckDelivery, IconTruckReturn } from '@tabler/icons-react';
import type { DocumentChain } from '../../../shared/contract/salesDocuments.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCommands } from '../../app/commands.tsx';
import { useMay } from '../../data/session.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { NextPaperDialog, OPEN, type NextKind, type NextPaperDialogProps } from './NextPaperDialog.tsx';

const ICONS = { delivery: IconTruckDelivery, invoice: IconFileInvoice, return: IconTruckReturn } as const;
const KEYS = { delivery: 'D', invoice: 'I', return: 'B' } as const;

const NEXT_OF: Readonly<Record<string, readonly NextKind[]>> = {
  order: ['delivery', 'invoice', 'return'],
  delivery: ['invoice', 'return'],
  invoice: ['return'],
};

export interface NextPapersProps {
  chain: DocumentChain;
  order: RecordBody;
  source: NextPaperDialogProps['source'];
}

export function NextPapers({ chain, order, source }: NextPapersProps) {
  const { t } = useLocale();
  const mayConfirm = useMay('orders.confirm');
  const [making, setMaking] = useState<NextKind | null>(null);
  const kinds =
    mayConfirm && chain.orderState === 'confirmed'
      ? (NEXT_OF[source?.kind ?? 'order'] ?? []).filter((kind) =>
          chain.progress.lines.some((line) => line[OPEN[kind]] > 0),
        )
      : [];
  useKeys(
    kinds.map((kind) => ({ keys: [KEYS[kind]], label: t(`documents.make.${kind}`), run: () => setMaking(kind) })),
  );
  useCommands(
    kinds.map((kind) => ({
      id: `documents.make.${kind}`,
      label: t(`documents.make.${kind}`),
      run: () => setMaking(kind),
    })),
  );
  return (
    <>
      {kinds.map((kind) => {
        const KindIcon = ICONS[kind];
        return (
          <Button
            key={kind}
            variant="default"
            leftSection={<KindIcon size={16} stroke={1.75} aria-hidden />}
            onClick={() => setMaking(kind)}
          >
            {t(`documents.make.${kind}`)}
          </Button>
        );
      })}
      {making !== null && (
        <NextPaperDialog kind={making} chain={chain} order={order} source={source} onClose={() => setMaking(null)} />
      )}
    </>
  );
}
