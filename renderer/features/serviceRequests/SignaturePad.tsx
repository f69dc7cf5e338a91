/** A sheet to sign on, by pen, finger or mouse; and a signature as it was drawn. Whoever uses the keyboard types their name instead. */
import { useState, type PointerEvent } from 'react';
import {
  readSignature,
  SIGNATURE_HEIGHT,
  SIGNATURE_WIDTH,
  writeSignature,
  type Point,
  type Stroke,
} from '../../../shared/domain/serviceRequests/signaturePath.ts';
import styles from './Service.module.css';

const SHEET = `0 0 ${SIGNATURE_WIDTH} ${SIGNATURE_HEIGHT}`;

interface SignaturePadProps {
  label: string;
  strokes: readonly Stroke[];
  /** Told after every stroke. */
  onChange: (strokes: readonly Stroke[]) => void;
}

export function SignaturePad({ label, strokes, onChange }: SignaturePadProps) {
  /** The stroke that is being drawn; null while the pen is up. */
  const [current, setCurrent] = useState<Stroke | null>(null);

  function finish(): void {
    if (current !== null) onChange([...strokes, current]);
    setCurrent(null);
  }

  return (
    <svg
      className={styles.pad}
      viewBox={SHEET}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setCurrent([pointOf(event)]);
      }}
      onPointerMove={(event) => {
        const point = pointOf(event);
        setCurrent((stroke) => (stroke === null ? null : [...stroke, point]));
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
    >
      <Strokes strokes={current === null ? strokes : [...strokes, current]} />
    </svg>
  );
}

/** As it was drawn. */
export function SignaturePicture({ drawn, label }: { drawn: string; label: string }) {
  return (
    <svg className={styles.drawn} viewBox={SHEET} role="img" aria-label={label}>
      <Strokes strokes={readSignature(drawn)} />
    </svg>
  );
}

/** '' for an empty sheet. */
export const signatureText = (strokes: readonly Stroke[]): string => writeSignature(strokes);

function Strokes({ strokes }: { strokes: readonly Stroke[] }) {
  return (
    <path
      d={strokes
        .map((stroke) => {
          const [first] = stroke;
          // A dot is a line of no length, drawn round.
          const points = stroke.length === 1 && first ? [first, first] : stroke;
          return points
            .map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`)
            .join('');
        })
        .join('')}
    />
  );
}

function pointOf(event: PointerEvent<SVGSVGElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * SIGNATURE_WIDTH,
    y: ((event.clientY - box.top) / box.height) * SIGNATURE_HEIGHT,
  };
}
