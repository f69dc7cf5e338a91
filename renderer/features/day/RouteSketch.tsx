/** The way of a day as a plain sketch, without any map: places as far apart as they are, numbered in order, joined by straight lines. */
import { useId } from 'react';
import type { DayVisit } from '../../../shared/contract/day.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './RouteSketch.module.css';
import { projectRoute, spreadPoints } from './projectRoute.ts';

const SIZE = { width: 420, height: 300, margin: 26 };
const RADIUS = 11;

export interface RouteSketchProps {
  visits: readonly DayVisit[];
  metresLeft: number;
  chosen: string | null;
  onChoose: (id: string) => void;
}

export function RouteSketch({ visits, metresLeft, chosen, onChoose }: RouteSketchProps) {
  const { t, formats } = useLocale();
  const titleId = useId();
  const stops = visits.flatMap((visit, index) =>
    visit.position === null ? [] : [{ visit, number: index + 1, position: visit.position }],
  );
  const points = spreadPoints(
    projectRoute(
      stops.map(({ position }) => position),
      SIZE,
    ),
    SIZE,
    2 * RADIUS + 2,
  );
  const without = visits.length - stops.length;
  if (stops.length === 0) return null;
  const line = (state: 'past' | 'left'): string =>
    points
      .map((point, index) => ({ point, isPast: isOver(stops[index]?.visit) }))
      // The last place where one was begins the way that is left.
      .filter(({ isPast }, index, all) =>
        state === 'past' ? isPast : !isPast || (index + 1 < all.length && all[index + 1]?.isPast === false),
      )
      .map(({ point }) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`)
      .join(' ');
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span>{t('day.route.title')}</span>
        <span className={styles.dim}>{t('day.route.length', { length: kilometres(metresLeft) })}</span>
      </figcaption>
      {/* The list beside it says the same in words, in order; the sketch is for the eye and the mouse. */}
      <svg
        className={styles.sketch}
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-labelledby={titleId}
        direction="ltr"
      >
        <title id={titleId}>
          {t('day.route.words', {
            count: stops.length,
            length: kilometres(metresLeft),
            names: stops.map(({ visit }) => visit.name).join(t('day.route.then')),
          })}
        </title>
        <polyline className={styles.past} points={line('past')} />
        <polyline className={styles.left} points={line('left')} />
        {stops.map(({ visit, number }, index) => {
          const point = points[index];
          if (!point) return null;
          return (
            <g
              key={visit.id}
              className={styles.stop}
              data-state={visit.state}
              data-chosen={visit.id === chosen || undefined}
              transform={`translate(${point.x} ${point.y})`}
              onClick={() => onChoose(visit.id)}
            >
              <circle r={RADIUS} />
              <text textAnchor="middle" dominantBaseline="central">
                {formats.number(number)}
              </text>
            </g>
          );
        })}
        <g className={styles.north} transform={`translate(${SIZE.width - 16} 16)`} aria-hidden>
          <path d="M0 -9 L5 6 L0 3 L-5 6 Z" />
        </g>
      </svg>
      {without > 0 && <p className={styles.dim}>{t('day.route.without', { count: without })}</p>}
    </figure>
  );

  function kilometres(metres: number): string {
    return formats.number(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1_000));
  }
}

const isOver = (visit: DayVisit | undefined): boolean => visit?.state === 'done' || visit?.state === 'here';
