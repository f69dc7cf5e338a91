/**
 * A record in a form. What is typed is kept as a draft together with the body that the person saw when they began, so that after a crash
 * the same changes are sent, with the same values seen. A form that nobody has touched follows the record.
 */
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { diffBodies } from '../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useDraft } from '../../data/useDraft.ts';
import { problemsOf, rebaseEdits, tidyBody, valueAt, withValueAt, type Problem } from './bodyEdits.ts';

/** What is kept as a draft; `seen` is null for a record that does not exist yet, and `version` is the server's version that was in it. */
type Typed = {
  readonly seen: RecordBody | null;
  readonly version: number | null;
  readonly body: RecordBody;
  /**
   * The id that a record gets which does not exist yet. It is kept with what was typed: saving again after a lost answer must not make a
   * second record, also when the window was reloaded in between.
   */
  readonly newId: string;
  readonly workedIn?: WorkedIn;
  readonly besides?: JsonValue;
};

/** Ids of what was kept apart until it was worked into the body, with what each became there; the last ones. */
export type WorkedIn = Readonly<Record<string, string>>;
const WORKED_IN_REMEMBERED = 8;

export interface RecordForm {
  readonly definition: KindDefinition;
  /** False until the core has said whether a draft was kept. */
  readonly ready: boolean;
  readonly body: RecordBody;
  /** The body as it would be saved. */
  readonly tidied: RecordBody;
  /** Something was typed that is not saved. */
  readonly isChanged: boolean;
  /** What is shown was typed earlier, before the form was left or the window closed. */
  readonly isRestored: boolean;
  readonly problems: readonly Problem[];
  valueAt(path: string): JsonValue | undefined;
  set(path: string, value: JsonValue | undefined): void;
  /** @param workedIn what this change works in of what is kept apart (its id, and what it becomes): kept in one with the body. */
  change(update: (body: RecordBody) => RecordBody, workedIn?: () => readonly [id: string, became: string]): void;
  /** What is kept apart may be a step behind the body: what stands here is in it already. */
  readonly workedIn: WorkedIn;
  /** What the save is to be told besides the changes: it comes back with what was typed. null where nobody said anything. */
  readonly besides: JsonValue;
  tell(besides: JsonValue): void;
  /** The id under which a new record is created, however often that is tried. */
  readonly newId: string;
  /** Before a new record is sent: what was typed and the id are with the core first, whatever becomes of the answer and of this window. */
  keepNow(): void;
  /** The changes to send, with the values seen. Empty when nothing changed. */
  changes(): LeafChange[];
  /** The record as it was when the edit began; undefined for one that does not exist yet. */
  seen(): { version: number; body: RecordBody } | undefined;
  /** After the core has saved: forgets the draft. */
  saved(): void;
  /** What is stored: the record, with what has just been saved over it. What a new one begins with. */
  readonly stored: RecordBody;
  /** Throws away what was typed; what comes back brings it back, where the record came back as another one over that. */
  discard(): (into?: OtherRecord) => Promise<void>;
  /** Others have changed the record meanwhile: takes their values in beside what was typed, and tells what they changed. */
  takeIn(current: RecordBody): LeafChange[];
}

/** A record that holds what this form's one held when what was typed was thrown away. */
export interface OtherRecord {
  readonly draftKey: string;
  readonly version: number;
  readonly body: RecordBody;
}

export interface RecordFormOptions {
  readonly definition: KindDefinition;
  /** The form's address. */
  readonly draftKey: string;
  /** The record as it is now; null for a new one. */
  readonly record: RecordView | null;
  /** What a new record begins with. */
  readonly initial: RecordBody;
}

export function useRecordForm({ definition, draftKey, record, initial }: RecordFormOptions): RecordForm {
  const core = useCore();
  const draft = useDraft<Typed | null>(draftKey, null);
  const recordBody = record?.body as RecordBody | undefined;
  /** Between the core's "saved" and the record's next appearance, what was saved is shown. */
  const [justSaved, setJustSaved] = useState<JustSaved | null>(null);
  const shown = justSaved && justSaved.over === recordBody ? justSaved.body : (recordBody ?? initial);
  const typed = draft.value ?? null;
  const seen = typed ? typed.seen : recordBody === undefined ? null : shown;
  const version = typed ? typed.version : (record?.version ?? null);
  const body = typed ? typed.body : shown;

  const [freshId, setFreshId] = useState(() => uuidv7());
  const newId = typed?.newId ?? freshId;

  const [told, setTold] = useState<JsonValue>(null);
  const besides = typed?.besides ?? told;
  const workedIn = typed?.workedIn ?? justSaved?.workedIn ?? NOTHING_WORKED_IN;
  const latest = useRef<Typed>({ seen, version, body, newId, workedIn, besides });
  useLayoutEffect(() => {
    latest.current = { seen, version, body, newId, workedIn, besides };
  });
  const { set: keep, drop } = draft;
  const write = useCallback(
    (next: Typed) => {
      // Two changes in one event must build on each other.
      latest.current = next;
      keep(next);
    },
    [keep],
  );
  const change = useCallback(
    (update: (body: RecordBody) => RecordBody, working?: () => readonly [id: string, became: string]) => {
      const changed = update(latest.current.body);
      const before = Object.entries(latest.current.workedIn ?? {});
      const more = working ? { workedIn: Object.fromEntries([...before, working()].slice(-WORKED_IN_REMEMBERED)) } : {};
      write({ ...latest.current, body: changed, ...more });
    },
    [write],
  );
  const set = useCallback(
    (path: string, value: JsonValue | undefined) => change((before) => withValueAt(before, path, value)),
    [change],
  );
  const tidied = useMemo(() => tidyBody(definition, body, seen), [definition, body, seen]);
  const problems = useMemo(() => problemsOf(definition, tidied), [definition, tidied]);
  const isChanged = useMemo(
    () => typed !== null && diffBodies(definition, typed.seen ?? initial, tidied).length > 0,
    [definition, typed, initial, tidied],
  );

  return {
    definition,
    ready: draft.value !== undefined,
    stored: shown,
    body,
    tidied,
    isChanged,
    isRestored: draft.isRestored && isChanged,
    problems,
    newId,
    keepNow: () => draft.keepNow(latest.current),
    valueAt: (path) => valueAt(body, path),
    set,
    change,
    workedIn,
    besides,
    tell(said) {
      setTold(said);
      const next = { ...latest.current, besides: said };
      // A form in which nothing was typed goes on following the record.
      if (typed) write(next);
      else latest.current = next;
    },
    changes: () => diffBodies(definition, seen ?? {}, tidied),
    seen: () => (seen === null || version === null ? undefined : { version, body: seen }),
    saved() {
      const nextId = uuidv7();
      setJustSaved({ body: tidied, over: recordBody, workedIn: latest.current.workedIn ?? NOTHING_WORKED_IN });
      setFreshId(nextId);
      // What was typed while it was being saved is a new edit, over what has just been saved.
      if (latest.current.body === body) {
        drop();
        // A change in the same event begins the next record, never another of the saved one's id.
        latest.current = { ...latest.current, newId: nextId };
      } else write({ ...latest.current, seen: tidied, newId: nextId });
    },
    discard() {
      const thrownAway = typed;
      setJustSaved(null);
      drop();
      return async (into) => {
        if (!thrownAway) return;
        const value: Typed = into
          ? {
              ...thrownAway,
              seen: into.body,
              version: into.version,
              body: rebaseEdits(definition, thrownAway.seen ?? {}, thrownAway.body, into.body),
            }
          : thrownAway;
        await attempt(core.drafts.put, { key: into?.draftKey ?? draftKey, value: value as never });
      };
    },
    takeIn(current) {
      const theirs = diffBodies(definition, seen ?? {}, current);
      write({
        seen: current,
        version: record?.version ?? null,
        body: rebaseEdits(definition, seen ?? {}, body, current),
        newId,
        workedIn,
        besides,
      });
      return theirs;
    },
  };
}

interface JustSaved {
  readonly body: RecordBody;
  readonly over: RecordBody | undefined;
  /** What is entered next may still follow what was worked in before the save. */
  readonly workedIn: WorkedIn;
}

const NOTHING_WORKED_IN: WorkedIn = {};
