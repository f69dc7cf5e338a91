import { useState } from 'react';
import { useKeys, useRegisteredKeys } from '../../ui/keyboard/Keys.tsx';
import type { KeyBinding } from '../../ui/keyboard/keyRegistry.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import styles from './KeysHelp.module.css';

/** `?`: which keys this page has. */
export function KeysHelp() {
  const { t } = useLocale();
  const [opened, setOpened] = useState(false);
  useKeys([{ keys: ['?'], label: t('keys.help'), run: () => setOpened(true), everywhere: true }]);
  return (
    <Dialog opened={opened} onClose={() => setOpened(false)} title={t('keys.title')}>
      <KeysList />
    </Dialog>
  );
}

function KeysList() {
  const { t } = useLocale();
  const keys = useRegisteredKeys();
  return (
    <>
      <Group title={t('keys.thisPage')} bindings={keys.filter(({ everywhere }) => everywhere !== true)} />
      <Group title={t('keys.everywhere')} bindings={keys.filter(({ everywhere }) => everywhere === true)} />
    </>
  );
}

function Group({ title, bindings }: { title: string; bindings: readonly KeyBinding[] }) {
  const keysByLabel = new Map<string, (readonly string[])[]>();
  for (const { label, keys, after } of bindings) {
    keysByLabel.set(label, [...(keysByLabel.get(label) ?? []), after === undefined ? keys : [after, ...keys]]);
  }
  if (keysByLabel.size === 0) return null;
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.list}>
        {[...keysByLabel].map(([label, all]) => (
          <div key={label} className={styles.row}>
            <dt>{label}</dt>
            <dd className={styles.keys}>
              {distinct(all).map((keys) => (
                <Kbd key={keys.join('+')} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function distinct(all: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(all.map((keys) => [keys.join('+'), keys])).values()];
}
