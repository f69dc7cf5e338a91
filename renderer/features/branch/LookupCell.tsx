/** A cell of the grid that stands for a record: what is typed is looked for, arrows choose among what was found, Enter takes it. */
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
} from 'react';
import { Combobox, useCombobox } from '@mantine/core';
import type { FoundByWord } from '../../../shared/contract/branch.ts';
import { createPace } from '../../ui/inputs/pace.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Paper.module.css';

export interface LookupCellProps {
  cell: {
    'data-row': number;
    'data-column': number;
    'aria-label': string;
    'aria-invalid': boolean;
    title?: string;
    readOnly: boolean;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onPaste: (event: ClipboardEvent<HTMLElement>) => void;
    onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
  text: string;
  /** A record stands behind the words. */
  isFound: boolean;
  find: (text: string) => Promise<FoundByWord | null>;
  onType: (text: string) => void;
  onChoose: (option: { id: string; name: string }) => void;
}

export function LookupCell({ cell, text, isFound, find, onType, onChoose }: LookupCellProps) {
  const { t } = useLocale();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [found, setFound] = useState<FoundByWord | null>(null);
  /** What was typed last: an answer for anything else comes too late. */
  const wanted = useRef('');
  const [pace] = useState(() => createPace());
  useEffect(() => () => pace.stop(), [pace]);
  const options = found?.text === wanted.current ? found.options : [];
  // What stands first is what Enter takes: as soon as it is drawn.
  const shown = options.map(({ id }) => id).join();
  const { dropdownOpened } = combobox;
  const latest = useRef(combobox);
  useLayoutEffect(() => {
    latest.current = combobox;
  });
  useEffect(() => {
    if (dropdownOpened && shown !== '') latest.current.selectFirstOption();
  }, [dropdownOpened, shown]);

  function look(typed: string): void {
    wanted.current = typed;
    pace.soon(() => {
      void find(typed).then((answer) => {
        if (wanted.current !== typed) return;
        setFound(answer);
        if (answer && answer.options.length > 0) combobox.openDropdown();
        else combobox.closeDropdown();
      });
    });
  }

  function choose(id: string): void {
    const option = options.find((candidate) => candidate.id === id);
    pace.stop();
    wanted.current = '';
    combobox.closeDropdown();
    if (option) onChoose(option);
  }

  return (
    <Combobox
      store={combobox}
      shadow="md"
      width="max-content"
      position="bottom-start"
      transitionProps={{ duration: 0 }}
      onOptionSubmit={choose}
    >
      <Combobox.Target withExpandedAttribute>
        <input
          {...cell}
          role="combobox"
          className={styles.input}
          dir="auto"
          autoComplete="off"
          data-found={isFound || undefined}
          value={text}
          onChange={(event) => {
            onType(event.currentTarget.value);
            look(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && combobox.dropdownOpened) {
              event.preventDefault();
              combobox.closeDropdown();
              return;
            }
            cell.onKeyDown(event);
          }}
          onBlur={(event) => {
            pace.stop();
            wanted.current = '';
            combobox.closeDropdown();
            cell.onBlur(event);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={options.length === 0}>
        <Combobox.Options aria-label={t('action.choose')}>
          {options.map(({ id, name, detail, discontinued = false }) => (
            <Combobox.Option key={id} value={id}>
              <span className={styles.option}>
                <bdi>{name}</bdi>
                {detail !== null && <bdi className={styles.dim}>{detail}</bdi>}
                {discontinued && <span className={styles.dim}>{t('slips.noLongerSold')}</span>}
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
