/** How a file of the company's own is laid out, and an empty one to begin with. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './FilesPanel.module.css';
import type { PresetDescription } from './importFiles.ts';

export function ColumnsHint({ preset }: { preset: PresetDescription }) {
  const { t, language, formats } = useLocale();
  const { currency } = useDirectory();
  const columns = preset.tables.flatMap((table) => table.columns);
  const template = (): void => {
    const row = columns.map((column) => column[language]).join(',');
    // A table program needs the mark to read Persian.
    save(new Blob([`\uFEFF${row}\r\n`], { type: 'text/csv' }), `${preset.id}.csv`);
  };
  return (
    <div className={styles.columns}>
      <p className={styles.dim}>
        {t('imports.columns')} {t('imports.columns.amounts', { currency: formats.currencyName(currency) })}
      </p>
      <ul className={styles.columnNames}>
        {columns.map((column) => (
          <li key={column.en} className={styles.columnName}>
            {column[language]}
            {column.required && <span className={styles.dim}> ({t('imports.columns.needed')})</span>}
          </li>
        ))}
      </ul>
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
          onClick={template}
        >
          {t('imports.columns.template')}
        </Button>
      </div>
    </div>
  );
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
