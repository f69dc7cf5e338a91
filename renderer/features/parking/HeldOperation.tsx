/** One operation of a held group, leaf by leaf: what was there, what the author wants, what the record holds now, and what to do about it. */
import { Fragment } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { joinPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import type { HeldLeaf, HeldOperation as Operation } from '../../../shared/contract/parking.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { recordAddress } from '../../app/recordAddress.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { LeafValue } from '../reviews/LeafValue.tsx';
import { editKey, type Edit, type Edits } from './heldEdits.ts';
import { kindWord } from './heldWords.ts';
import { isEditable, LeafEditor } from './LeafEditor.tsx';
import styles from './Parking.module.css';

export interface HeldOperationProps {
  readonly operation: Operation;
  readonly index: number;
  /** A group of one operation has nothing that could be left out as a whole. */
  readonly isOnly: boolean;
  readonly edits: Edits;
  /** null: back to what the author wrote. Absent where nothing can be changed. */
  readonly onEdit?: (key: string, edit: Edit | null) => void;
}

export function HeldOperation({ operation, index, isOnly, edits, onEdit }: HeldOperationProps) {
  const { t } = useLocale();
  const { act, collection, kind, id, title, standing } = operation;
  const address = standing === 'present' ? recordAddress(collection, id) : null;
  const key = editKey(index, null);
  const isLeftOut = edits[key] !== undefined;
  const name = <bdi>{title === '' ? kindWord(t, kind, collection) : title}</bdi>;
  return (
    <section className={styles.operation}>
      <header className={styles.operationHead}>
        <h3 className={styles.operationTitle}>
          {t(`parking.act.${act}`)} · {kindWord(t, kind, collection)} ·{' '}
          {address ? (
            <Link {...address} className={styles.link}>
              {name}
            </Link>
          ) : (
            name
          )}
        </h3>
        {!isOnly && onEdit && (
          <LeaveOutButton
            isLeftOut={isLeftOut}
            label={title}
            onToggle={() => onEdit(key, isLeftOut ? null : { act: 'leaveOut' })}
          />
        )}
      </header>
      {act !== 'create' && standing !== 'present' && <p className={styles.dim}>{t(`parking.standing.${standing}`)}</p>}
      {act === 'create' && standing !== 'absent' && <p className={styles.dim}>{t('parking.standing.already')}</p>}
      {!isLeftOut &&
        operation.leaves.map((leaf) => (
          <Leaf
            key={leaf.key}
            operation={operation}
            index={index}
            leaf={leaf}
            edits={edits}
            {...(onEdit ? { onEdit } : {})}
          />
        ))}
    </section>
  );
}

type LeafProps = Pick<HeldOperationProps, 'operation' | 'index' | 'edits' | 'onEdit'> & { readonly leaf: HeldLeaf };

function Leaf({ operation, index, leaf, edits, onEdit }: LeafProps) {
  const { t } = useLocale();
  const { collection, kind } = operation;
  const key = editKey(index, leaf.key);
  const edit = edits[key];
  const label = fieldLabel(t, collection, leaf.path);
  const mayMend =
    onEdit !== undefined &&
    leaf.act !== 'removeElement' &&
    leaf.act !== 'addElement' &&
    isEditable({ collection, kind, path: leaf.path, value: leaf.mine });
  return (
    <div className={styles.leaf} data-left-out={edit?.act === 'leaveOut' || undefined}>
      <div className={styles.leafHead}>
        <h4 className={styles.field}>
          {label}
          {leaf.act !== 'set' && <span className={styles.dim}> · {t(`parking.leaf.${leaf.act}`)}</span>}
        </h4>
        <LeafButtons
          edit={edit}
          mayMend={mayMend}
          label={label}
          onMend={() => onEdit?.(key, { act: 'set', path: leaf.path, value: leaf.mine ?? '' })}
          {...(onEdit ? { onLeaveOut: () => onEdit(key, { act: 'leaveOut' }), onReset: () => onEdit(key, null) } : {})}
        />
      </div>
      <dl className={styles.sides}>
        {leaf.seen !== undefined && (
          <Side label={t('parking.column.seen')} leaf={leaf} collection={collection} value={leaf.seen} />
        )}
        <Side label={t('parking.column.wrote')} leaf={leaf} collection={collection} value={leaf.mine} strong />
        {operation.standing === 'present' && (
          <Side label={t('parking.column.now')} leaf={leaf} collection={collection} value={leaf.current} />
        )}
      </dl>
      {onEdit && !mayMend && leaf.act === 'set' && edit === undefined && (
        <p className={styles.dim}>{t('parking.leaveOutOnly')}</p>
      )}
      {edit?.act === 'leaveOut' && <p className={styles.dim}>{t('parking.leftOut')}</p>}
      {edit?.act === 'set' && onEdit && (
        <div className={styles.editor}>
          <LeafEditor
            collection={collection}
            kind={kind}
            path={leaf.path}
            value={edit.value}
            onChange={(value) => onEdit(key, { act: 'set', path: leaf.path, value })}
          />
        </div>
      )}
      {leaf.act === 'addElement' && edit?.act !== 'leaveOut' && onEdit && (
        <ElementFields operation={operation} index={index} leaf={leaf} edits={edits} onEdit={onEdit} />
      )}
    </div>
  );
}

/** The fields of a new line, each to be mended by itself. */
function ElementFields({ operation, index, leaf, edits, onEdit }: Required<LeafProps>) {
  const { t } = useLocale();
  const { collection, kind } = operation;
  return (
    <div className={styles.elementFields}>
      {Object.entries(asObject(leaf.mine)).map(([field, value]) => {
        const path = `${leaf.path}/${joinPath(field)}`;
        if (field === 'order' || !isEditable({ collection, kind, path, value })) return null;
        const inner = `${leaf.key}/${joinPath(field)}`;
        const key = editKey(index, inner);
        const edit = edits[key];
        const label = fieldLabel(t, collection, path);
        return (
          <Fragment key={field}>
            <div className={styles.leafHead}>
              <span className={styles.dim}>{label}</span>
              <LeafButtons
                edit={edit}
                mayMend
                label={label}
                onMend={() => onEdit(key, { act: 'set', path, value })}
                onReset={() => onEdit(key, null)}
              />
            </div>
            {edit?.act === 'set' && (
              <div className={styles.editor}>
                <LeafEditor
                  collection={collection}
                  kind={kind}
                  path={path}
                  value={edit.value}
                  onChange={(next) => onEdit(key, { act: 'set', path, value: next })}
                />
              </div>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}

const asObject = (value: JsonValue | undefined): Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...(value as Record<string, JsonValue>) }
    : {};

function Side(props: {
  label: string;
  leaf: HeldLeaf;
  collection: string;
  value: JsonValue | undefined;
  strong?: boolean;
}) {
  return (
    <div className={styles.side} data-strong={props.strong === true || undefined}>
      <dt>{props.label}</dt>
      <dd>
        <LeafValue collection={props.collection} path={props.leaf.path} value={props.value} />
      </dd>
    </div>
  );
}

function LeafButtons(props: {
  edit: Edit | undefined;
  mayMend: boolean;
  label: string;
  onMend: () => void;
  onLeaveOut?: () => void;
  onReset?: () => void;
}) {
  const { t } = useLocale();
  const { edit, label } = props;
  const button = (words: string, run: () => void) => (
    <Button size="compact-xs" variant="subtle" aria-label={`${words}: ${label}`} onClick={run}>
      {words}
    </Button>
  );
  if (edit) return <span>{props.onReset && button(t('parking.asWritten'), props.onReset)}</span>;
  return (
    <span className={styles.leafButtons}>
      {props.mayMend && button(t('parking.mend'), props.onMend)}
      {props.onLeaveOut && button(t('parking.leaveOut'), props.onLeaveOut)}
    </span>
  );
}

function LeaveOutButton(props: { isLeftOut: boolean; label: string; onToggle: () => void }) {
  const { t } = useLocale();
  const words = t(props.isLeftOut ? 'parking.asWritten' : 'parking.leaveOutAll');
  return (
    <Button size="compact-xs" variant="subtle" aria-label={`${words}: ${props.label}`} onClick={props.onToggle}>
      {words}
    </Button>
  );
}
