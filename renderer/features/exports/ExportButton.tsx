/** Beside a list: what it shows now as a file. Offered only to whom an administrator has granted it; the core and the server enforce it. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import type { ExportedList } from '../../../shared/contract/exports.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ExportDialog } from './ExportDialog.tsx';

export interface ExportButtonProps {
  of: ExportedList;
  /** What else of the same list may be wanted as a file: its lines, its movements. */
  also?: readonly ExportedList[];
  /** How many rows the list has; undefined while nobody knows. */
  rows: number | undefined;
  /** False where the file has several rows for one of the list. */
  isRowEach?: boolean;
}

export function ExportButton({ of, also, rows, isRowEach = true }: ExportButtonProps) {
  const { t } = useLocale();
  const core = useCore();
  const { data: standing } = useLive(core.exports.standing, undefined);
  const [isOpen, setIsOpen] = useState(false);
  const may = Boolean(standing?.grant);
  useCommands(
    may
      ? [
          {
            id: 'exports.open',
            label: t('exports.title', { list: t(`exports.list.${of.list}`) }),
            icon: <IconFileExport size={16} stroke={1.75} aria-hidden />,
            run: () => setIsOpen(true),
          },
        ]
      : [],
  );
  if (!standing?.grant) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileExport size={15} stroke={1.75} aria-hidden />}
        onClick={() => setIsOpen(true)}
      >
        {t('exports.action')}
      </Button>
      {isOpen && (
        <ExportDialog
          of={of}
          also={also}
          rows={rows ?? 0}
          isRowEach={isRowEach}
          grant={standing.grant}
          offline={standing.offline}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
