/**
 * A field that finds one record among many as one types: arrows move, Enter takes, Esc closes. The page does the finding. Enter pressed
 * before anything was found for what is typed waits for it: it never takes what was found for something else.
 */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import { ActionIcon, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { createPace } from './pace.ts';
import styles from './SearchSelect.module.css';

export interface SearchSelectProps<Option extends { readonly id: string }> {
  label?: ReactNode;
  /** For fields without a visible label. */
  'aria-label'?: string;
  description?: ReactNode;
  placeholder?: string;
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  /** What has been chosen, shown while nothing is typed. */
  chosen: string | null;
  /** What was found for the typed text; undefined while it is being looked for. */
  options: readonly Option[] | undefined;
  /** True while `options` were found for what was asked before. */
  isStale: boolean;
  /** Told what is typed, after a short pause; '' when the field is entered. */
  onSearch: (text: string) => void;
  renderOption: (option: Option) => ReactNode;
  onChoose: (option: Option) => void;
  /** With it, what has been chosen can be taken away. */
  onClear?: () => void;
  /** Empties itself after a choice and stays ready for the next one, as when adding lines. */
  keepsAdding?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  'data-autofocus'?: boolean;
}

export function SearchSelect<Option extends { readonly id: string }>(props: SearchSelectProps<Option>) {
  const { chosen, options, onChoose, keepsAdding = false, required = false } = props;
  const { t } = useLocale();
  /** null while the field shows what has been chosen. */
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState('');
  const [takesFirst, setTakesFirst] = useState(false);
  const [pace] = useState(() => createPace());
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { dropdownOpened } = combobox;
  useEffect(() => () => pace.stop(), [pace]);
  const isStale = options === undefined || props.isStale || (typed ?? '') !== asked;
  // What stands first is what Enter takes.
  const found = isStale ? undefined : options.map(({ id }) => id).join();
  const latest = useRef({ combobox, choose });
  useLayoutEffect(() => {
    latest.current = { combobox, choose };
  });
  useEffect(() => {
    if (dropdownOpened && found !== undefined && found !== '') latest.current.combobox.selectFirstOption();
  }, [dropdownOpened, found]);
  const first = options?.[0];
  useEffect(() => {
    if (isStale || !takesFirst) return;
    setTakesFirst(false);
    if (first) latest.current.choose(first);
  }, [isStale, takesFirst, first]);

  function ask(text: string): void {
    setAsked(text);
    props.onSearch(text);
  }

  function askSoon(text: string): void {
    pace.soon(() => ask(text));
  }

  function leave(): void {
    pace.stop();
    setTyped(null);
    setTakesFirst(false);
    if (asked !== '') ask('');
    combobox.closeDropdown();
  }

  function choose(option: Option): void {
    leave();
    onChoose(option);
  }

  return (
    <Combobox
      store={combobox}
      shadow="md"
      transitionProps={{ duration: 0 }}
      position="bottom-start"
      {...(keepsAdding ? { width: 'max-content' } : {})}
      onOptionSubmit={(id) => {
        const option = options?.find((candidate) => candidate.id === id);
        if (option) choose(option);
        else leave();
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={props.inputRef}
          label={props.label}
          aria-label={props['aria-label']}
          description={props.description}
          placeholder={props.placeholder}
          error={props.error}
          withAsterisk={required}
          disabled={props.disabled ?? false}
          value={typed ?? chosen ?? ''}
          classNames={{ input: styles.input ?? '' }}
          leftSection={keepsAdding ? <IconSearch size={15} stroke={1.75} aria-hidden /> : undefined}
          rightSection={
            props.onClear && chosen !== null && props.disabled !== true ? (
              <ActionIcon size={22} aria-label={t('action.clear')} onClick={props.onClear}>
                <IconX size={14} stroke={1.75} aria-hidden />
              </ActionIcon>
            ) : undefined
          }
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setTakesFirst(false);
            combobox.openDropdown();
            combobox.resetSelectedOption();
            askSoon(event.currentTarget.value);
          }}
          onFocus={(event) => {
            event.currentTarget.select();
            ask('');
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && dropdownOpened) {
              event.preventDefault();
              leave();
            }
            // Enter in a closed list must not save the form around it.
            if (event.key === 'Enter' && (dropdownOpened || keepsAdding)) event.preventDefault();
            if (event.key === 'Enter' && dropdownOpened && isStale) {
              combobox.resetSelectedOption();
              setTakesFirst((typed ?? '').trim() !== '');
            }
          }}
          {...(props['data-autofocus'] ? { 'data-autofocus': true } : {})}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={styles.dropdown ?? ''} hidden={options === undefined}>
        <Combobox.Options className={styles.options ?? ''} aria-label={t('action.choose')}>
          {options?.length === 0 && <Combobox.Empty>{t('empty.noMatch.title')}</Combobox.Empty>}
          {options?.map((option) => (
            <Combobox.Option key={option.id} value={option.id} className={styles.option ?? ''}>
              {props.renderOption(option)}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
