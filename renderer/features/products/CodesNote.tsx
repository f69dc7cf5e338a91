/** While a product is written down: who bears one of its codes already. Of two that are sold, saving is refused; what is withdrawn is only named. */
import { useEffect, useMemo, useState } from 'react';
import { IconBarcode } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { codesOf } from '../../../shared/domain/products/productCodes.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Ltr, WrittenText } from '../../ui/text/Text.tsx';
import { Note } from '../records/RecordNotes.tsx';
import styles from './Products.module.css';

/** A pause in typing: shorter, and half codes are looked up; longer, and the warning comes late. */
const PAUSE_MILLISECONDS = 150;
/** As many as the core is asked for at once. */
const MOST = 200;

export function CodesNote({ body, exceptId }: { body: RecordBody; exceptId: string | undefined }) {
  const { t } = useLocale();
  const core = useCore();
  const asked = useSettled(useMemo(() => codesOf(body).map(({ text }) => text.slice(0, 100)), [body]));
  const { data: found } = useLive(
    core.products.bearers,
    { codes: asked.slice(0, MOST), ...(exceptId === undefined ? {} : { exceptId }) },
    { enabled: asked.length > 0 },
  );
  const bearers = asked.length > 0 ? (found ?? []) : [];
  const isTaken = body['discontinued'] !== true && bearers.some(({ discontinued }) => !discontinued);
  return (
    <div aria-live="polite" className={styles.codes}>
      {bearers.length > 0 && (
        <Note
          tone={isTaken ? 'bad' : 'info'}
          icon={<IconBarcode size={16} stroke={1.75} aria-hidden />}
          title={t(isTaken ? 'products.codes.taken' : 'products.codes.alsoBorne')}
        >
          <ul className={styles.bearers} aria-label={t('products.codes.label')}>
            {bearers.map(({ id, name, discontinued, code }) => (
              <li key={id}>
                <Ltr>{code}</Ltr>
                <Link to="/products/$id" params={{ id }} className={styles.link ?? ''}>
                  <WrittenText>{name}</WrittenText>
                </Link>
                {discontinued && <span className={styles.dim}>{t('field.discontinued')}</span>}
              </li>
            ))}
          </ul>
        </Note>
      )}
    </div>
  );
}

/** The codes as they were when nobody had typed for a moment. */
function useSettled(codes: readonly string[]): readonly string[] {
  const text = JSON.stringify(codes);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return useMemo(() => JSON.parse(settled) as string[], [settled]);
}
