import { useEffect, useRef, useState } from 'react';
import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useKeys } from '../keyboard/Keys.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { createPace } from './pace.ts';

/** Searches as one types, key by key (pace.ts). `/` puts the cursor in it, ↓ leads to the list, Esc empties it. `value` is where the page stands. */
export function SearchField({
  value,
  onChange,
  label,
  width = 260,
}: {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  width?: number | string;
}) {
  const { t } = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [pace] = useState(() => createPace());
  const lastSent = useRef(value);
  useKeys([{ keys: ['/'], label: t('keys.search'), run: () => input.current?.focus() }]);

  // A value from outside (another page, Back) takes the field's place; our own coming back does not.
  useEffect(() => {
    if (value !== lastSent.current) {
      lastSent.current = value;
      setText(value);
    }
  }, [value]);

  useEffect(() => {
    if (text === lastSent.current) return undefined;
    pace.soon(() => {
      lastSent.current = text;
      onChange(text);
    });
    return () => pace.stop();
  }, [text, onChange, pace]);

  return (
    <TextInput
      ref={input}
      type="text"
      role="searchbox"
      maw={width}
      // Gives up a part of its width before what stands beside it goes to a second line.
      style={{ flex: '1 1 170px' }}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          event.currentTarget.closest('main')?.querySelector<HTMLElement>('[role="grid"]')?.focus();
        }
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (text === '') input.current?.blur();
        else setText('');
      }}
      aria-label={label ?? t('search.placeholder')}
      placeholder={label ?? t('search.placeholder')}
      leftSection={<IconSearch size={15} stroke={1.75} aria-hidden />}
      rightSection={
        text === '' ? undefined : (
          <ActionIcon size={22} aria-label={t('search.clear')} onClick={() => setText('')}>
            <IconX size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        )
      }
    />
  );
}
