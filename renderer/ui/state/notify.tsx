import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import styles from './notify.module.css';

/** How long an offer to undo stands. */
const UNDO_MILLISECONDS = 8_000;
const NOTICE_MILLISECONDS = 3_000;

/**
 * A short notice at the edge: "Saved". It lies over the page for a moment, and what is beneath can be pressed through it. With `undo`, what was just done
 * can be taken back for eight seconds.
 */
export function notify(text: string, undo?: { label: string; run: () => void }): void {
  const id = notifications.show({
    message: (
      <span className={styles.notice}>
        <span>{text}</span>
        {undo && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="turquoise"
            onClick={() => {
              undo.run();
              notifications.hide(id);
            }}
          >
            {undo.label}
          </Button>
        )}
      </span>
    ),
    autoClose: undo ? UNDO_MILLISECONDS : NOTICE_MILLISECONDS,
    withCloseButton: false,
    withBorder: true,
    classNames: { root: `${styles.root} ${undo ? '' : styles.toldOnly}` },
  });
}

/** A failure of something that has no place of its own on the page. Stays until it is closed. */
export function notifyFailure(words: { title: string; help: string }): void {
  notifications.show({ title: words.title, message: words.help, color: 'red', autoClose: false, withBorder: true });
}
