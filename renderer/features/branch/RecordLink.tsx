/** To the page of a record; text where it has none. */
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { recordAddress } from '../../app/recordAddress.ts';
import styles from './Branch.module.css';

export function RecordLink({ collection, id, children }: { collection: string; id: string; children: ReactNode }) {
  const address = recordAddress(collection, id);
  return address ? (
    <Link className={styles.link} {...address}>
      {children}
    </Link>
  ) : (
    <>{children}</>
  );
}
