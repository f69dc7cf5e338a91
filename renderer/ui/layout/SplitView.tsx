/** A list with its record beside it where there is room (1100 px), and over it where there is not. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconArrowRight, IconX } from '@tabler/icons-react';
import { useBack } from '../keyboard/Keys.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './SplitView.module.css';

export const SIDE_BY_SIDE = '(min-width: 1100px)';

export interface SplitViewProps {
  list: ReactNode;
  /** null while no record is open. */
  detail: ReactNode | null;
}

/** The list stays where it was while its record lies over it. */
export function SplitView({ list, detail }: SplitViewProps) {
  const sideBySide = useMediaQuery(SIDE_BY_SIDE, true, { getInitialValueInEffect: false });
  const isOpen = detail !== null;
  return (
    <div className={styles.split} data-covered={(isOpen && !sideBySide) || undefined}>
      <div className={styles.list} inert={isOpen && !sideBySide}>
        {list}
      </div>
      {isOpen && <div className={styles.detail}>{detail}</div>}
    </div>
  );
}

export interface DetailPanelProps {
  title: ReactNode;
  /** Under the title: kind, state, owner. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** Esc and the close button. */
  onClose: () => void;
  /** Stays at the bottom: the decision or the sum that the record is about. */
  footer?: ReactNode;
  children: ReactNode;
}

/** The record side of a {@link SplitView}: a heading that stays, and a body that scrolls. */
export function DetailPanel({ title, subtitle, actions, onClose, footer, children }: DetailPanelProps) {
  const { t, direction } = useLocale();
  const sideBySide = useMediaQuery(SIDE_BY_SIDE, true, { getInitialValueInEffect: false });
  const panel = useRef<HTMLElement>(null);
  const titleId = useId();
  useBack(t('keys.back'), onClose);
  useEffect(() => {
    if (!sideBySide) panel.current?.focus();
  }, [sideBySide]);
  const BackIcon = direction === 'rtl' ? IconArrowRight : IconArrowLeft;
  return (
    <section ref={panel} className={styles.panel} tabIndex={-1} aria-labelledby={titleId}>
      <header className={styles.header}>
        {!sideBySide && (
          <ActionIcon aria-label={t('action.back')} onClick={onClose}>
            <BackIcon size={18} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
        <div className={styles.titles}>
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
        <div className={styles.actions}>
          {actions}
          {sideBySide && (
            <Tooltip label={`${t('action.close')} (Esc)`}>
              <ActionIcon aria-label={t('action.close')} onClick={onClose}>
                <IconX size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </header>
      <div className={styles.body} tabIndex={0} role="group" aria-label={t('detail.body')}>
        {children}
      </div>
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
    </section>
  );
}
