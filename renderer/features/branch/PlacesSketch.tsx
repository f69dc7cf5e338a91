/** Where the branch's people checked in last, as a plain sketch without a map. The table above says the same in words. */
import { useId } from 'react';
import type { BranchPerson } from '../../../shared/contract/branch.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { projectRoute, spreadPoints } from '../day/projectRoute.ts';
import styles from './Branch.module.css';

const SIZE = { width: 520, height: 260, margin: 44 };
const RADIUS = 12;

export function PlacesSketch({ people }: { people: readonly BranchPerson[] }) {
  const { t } = useLocale();
  const titleId = useId();
  const placed = people.flatMap(({ id, name, place }) =>
    place === null || place.position === null ? [] : [{ id, name, state: place.state, position: place.position }],
  );
  if (placed.length === 0) return null;
  const points = spreadPoints(
    projectRoute(
      placed.map(({ position }) => position),
      SIZE,
    ),
    SIZE,
    2 * RADIUS + 20,
  );
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.dim}>{t('branch.sketch')}</figcaption>
      <svg
        className={styles.sketch}
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-labelledby={titleId}
        direction="ltr"
      >
        <title id={titleId}>
          {t('branch.sketchWords', { names: placed.map(({ name }) => name).join(t('branch.and')) })}
        </title>
        {placed.map(({ id, name, state }, index) => {
          const point = points[index];
          return point ? (
            <g key={id} className={styles.spot} data-state={state} transform={`translate(${point.x} ${point.y})`}>
              <circle r={RADIUS} />
              <text textAnchor="middle" dominantBaseline="central">
                {initialsOf(name)}
              </text>
              <text className={styles.spotName} textAnchor="middle" y={RADIUS + 12} direction="rtl">
                {name}
              </text>
            </g>
          ) : null;
        })}
      </svg>
    </figure>
  );
}

const initialsOf = (name: string): string => [...name.trim()][0] ?? '';
