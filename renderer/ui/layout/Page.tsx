/** A page: its title and actions stand in the frame's bar, everything else is its own. */
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './Page.module.css';

/** Where the frame wants the page's heading; null until it stands, or where there is no frame. */
export const PageHeaderSlot = createContext<HTMLElement | null>(null);

export interface PageProps {
  title: string;
  /** How many records there are, beside the title. */
  count?: number | undefined;
  /** Buttons of the page, at the end of its tool row; the one main action last. */
  actions?: ReactNode;
  /** Search, filters and views, at the start of the tool row. */
  tools?: ReactNode;
  children: ReactNode;
}

export function Page({ title, count, actions, tools, children }: PageProps) {
  const { t, formats } = useLocale();
  const slot = useContext(PageHeaderSlot);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);

  const heading = (
    <div className={styles.heading}>
      <h1 className={styles.title}>{title}</h1>
      {count !== undefined && count > 0 && <span className={styles.count}>{formats.number(count)}</span>}
    </div>
  );
  return (
    <div className={styles.page}>
      {slot ? createPortal(heading, slot) : heading}
      {(tools !== undefined || actions !== undefined) && (
        <div className={styles.tools}>
          <div className={styles.toolsStart}>{tools}</div>
          <div className={styles.toolsEnd}>{actions}</div>
        </div>
      )}
      <div className={styles.body}>{children}</div>
    </div>
  );
}

/** A page of text and fields: scrolls by itself and keeps a readable measure. */
export function PageBody({ children }: { children: ReactNode }) {
  return (
    <div className={styles.scroll} tabIndex={-1}>
      <div className={styles.measure}>{children}</div>
    </div>
  );
}
