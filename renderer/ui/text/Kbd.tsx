import styles from './Kbd.module.css';

const IS_MAC = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.userAgent);

const NAMES: Readonly<Record<string, string>> = {
  Mod: IS_MAC ? '⌘' : 'Ctrl',
  Shift: IS_MAC ? '⇧' : 'Shift',
  Alt: IS_MAC ? '⌥' : 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  Enter: 'Enter',
};

/** A key, or keys pressed together, as the keyboard has them: `<Kbd keys={['Mod', 'K']} />`. Always from left to right. */
export function Kbd({ keys }: { keys: readonly string[] }) {
  return (
    <span className={styles.keys} dir="ltr" lang="en">
      {keys.map((key) => (
        <kbd key={key} className={styles.key}>
          {NAMES[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
